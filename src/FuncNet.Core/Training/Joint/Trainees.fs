namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Trainee
    internal
    (network: Network, parameters: Parameters, state: Parameters, optimizer: Optimizer, optimizerState: OptimizerState)
    =

    member _.Network = network.With(parameters, state)
    member _.Optimizer = optimizer
    member _.Parameters = parameters
    member _.State = state
    member _.OptimizerState = optimizerState

    /// The network of whatever values, for its shapes and layers.
    member internal _.Form = network

    member internal _.Tensors: Tensor[] = [|
        yield! parameters.Tensors
        yield! state.Tensors
        yield! optimizerState.Tensors
    |]

    member internal _.With(parameters: Parameters, state: Parameters, optimizerState: OptimizerState) =
        Trainee(network, parameters, state, optimizer, optimizerState)

    member internal _.Filled(tensors: Tensor[]) =
        let weights, rest = Array.splitAt parameters.Count tensors
        let kept, moments = Array.splitAt state.Count rest

        Trainee(
            network,
            Parameters(parameters.Layout, weights),
            Parameters(state.Layout, kept),
            optimizer,
            OptimizerState.Of(optimizerState.Layout, moments)
        )

[<Sealed>]
type Trainees internal (names: string[], trainees: Trainee[]) =

    member _.Names: IReadOnlyList<string> = Array.AsReadOnly names
    member internal _.All = trainees

    member internal _.Place(name: string) =
        match Array.IndexOf(names, name) with
        | -1 ->
            Errors.configuration
                "There is no network \"%s\" in this training; it has [%s]."
                name
                (String.Join("; ", names))
        | place -> place

    member all.Item
        with get (name: string): Trainee = trainees[all.Place name]

    member internal _.Tensors: Tensor[] = trainees |> Array.collect _.Tensors
    member internal _.Replaced(changed: Trainee[]) = Trainees(names, changed)

    member internal all.Filled(tensors: Tensor[]) =
        let starts = trainees |> Array.scan (fun start trainee -> start + trainee.Tensors.Length) 0

        trainees
        |> Array.mapi (fun i trainee -> trainee.Filled tensors[starts[i] .. starts[i + 1] - 1])
        |> all.Replaced

    override all.Equals(other) =
        match other with
        | :? Trainees as other ->
            Seq.toArray other.Names = names
            && Array.forall2
                (fun (a: Trainee) (b: Trainee) ->
                    a.Parameters.Equals b.Parameters
                    && a.State.Equals b.State
                    && a.OptimizerState.Equals b.OptimizerState)
                all.All
                other.All
        | _ -> false

    override _.GetHashCode() = hash names

    override _.ToString() =
        Array.map2
            (fun name (trainee: Trainee) -> $"{name}: {trainee.Parameters.Size} parameters, {trainee.Optimizer}")
            names
            trainees
        |> String.concat Environment.NewLine

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Trainees =

    let create (networks: (string * Network * Optimizer) seq) =
        let networks = Seq.toArray networks

        if networks.Length = 0 then
            Errors.configuration "Trainees: at least one network is needed."

        for name, count in networks |> Array.countBy (fun (name, _, _) -> name) do
            if String.IsNullOrWhiteSpace name || name.Contains '.' then
                Errors.configuration "Trainees: \"%s\" is no name for a network; give it one without dots." name

            if count > 1 then
                Errors.configuration "Trainees: the name \"%s\" is given to two networks; names must differ." name

        Trainees(
            networks |> Array.map (fun (name, _, _) -> name),
            networks
            |> Array.map (fun (_, network, optimizer) ->
                let weights, _ = Plan.trainable network.Plan network.Parameters
                Trainee(network, network.Parameters, network.State, optimizer, Optimizer.init optimizer weights))
        )

    let internal set (name: string) (trainee: Trainee) (all: Trainees) =
        let place = all.Place name
        all.Replaced(all.All |> Array.mapi (fun i old -> if i = place then trainee else old))

    let applyAll (name: string) (key: Key) (input: Signal<Tensor>) (all: Trainees) : Signal<Tensor> * Trainees =
        let trainee = all[name]
        let network = trainee.Form
        InputCheck.require $"the input of \"{name}\"" network.DType network.Plan.Input input
        let context = { Training = true; Key = key }
        let output, kept = Plan.apply network.Plan context trainee.Parameters trainee.State input
        output, set name (trainee.With(trainee.Parameters, kept, trainee.OptimizerState)) all

    let apply (name: string) (key: Key) (input: Tensor) (all: Trainees) : Tensor * Trainees =
        let output, after = applyAll name key (Signal.One input) all
        Signal.tensor $"Trainees.apply: the result of \"{name}\"" output, after

    /// A network that descends: its weights, and what they are with the frozen ones.
    type private Descending = { Place: int; First: int; Weights: Parameters; WithFrozen: Parameters -> Parameters }

    let minimize (names: string seq) (objective: Trainees -> Tensor * Trainees) (all: Trainees) : Tensor * Trainees =
        let places = names |> Seq.map all.Place |> Seq.toArray

        if places.Length = 0 || (Array.distinct places).Length < places.Length then
            Errors.configuration "Trainees.minimize: name each network that is to descend once, and at least one."

        let descending, _ =
            (0, places)
            ||> Array.mapFold (fun first place ->
                let trainee = all.All[place]
                let weights, withFrozen = Plan.trainable trainee.Form.Plan trainee.Parameters
                { Place = place; First = first; Weights = weights; WithFrozen = withFrozen }, first + weights.Count)

        /// The part of some tensors that belongs to a network.
        let own (part: Descending) (tensors: Tensor[]) =
            Parameters(part.Weights.Layout, tensors[part.First .. part.First + part.Weights.Count - 1])

        let loss, gradients, kept =
            Differentiate.valueAndGradBeside
                (fun leaves ->
                    let moved = Array.copy all.All

                    for part in descending do
                        let old = moved[part.Place]
                        moved[part.Place] <- old.With(part.WithFrozen(own part leaves), old.State, old.OptimizerState)

                    let loss, after = objective (all.Replaced moved)
                    loss, after.All |> Array.collect _.State.Tensors)
                (descending |> Array.collect _.Weights.Tensors)

        let starts = all.All |> Array.scan (fun start trainee -> start + trainee.State.Count) 0

        let after =
            all.All
            |> Array.mapi (fun i trainee ->
                let state = Parameters(trainee.State.Layout, kept[starts[i] .. starts[i + 1] - 1])

                match descending |> Array.tryFind (fun part -> part.Place = i) with
                | None -> trainee.With(trainee.Parameters, state, trainee.OptimizerState)
                | Some part ->
                    let updates, moments =
                        Optimizer.update trainee.Optimizer (own part gradients) trainee.OptimizerState part.Weights

                    trainee.With(part.WithFrozen(Optimizer.apply updates part.Weights), state, moments))

        loss, all.Replaced after
