namespace FuncNet

open System

/// When an update is made.
[<NoComparison; NoEquality>]
type internal Moment = {
    /// The number of updates made before: int32 scalar.
    Step: Tensor
    /// The learning rate, if a schedule has set one: float64 scalar.
    Rate: Tensor
}

/// A pure step on the way from gradients to updates.
[<NoComparison; NoEquality>]
type internal Transform = {
    Name: string
    /// The names of the trees that it keeps between updates; "" for one that needs no name.
    Keeps: string[]
    /// What sets the rate, for the one that scales by it.
    Schedule: Schedule voption
    /// The trees at first, from the parameters.
    Init: Parameters -> Parameters[]
    /// From the moment, the updates so far, the trees and the parameters to the new updates and trees.
    Update: Moment -> Parameters -> Parameters[] -> Parameters -> struct (Parameters * Parameters[])
}

/// A way to turn gradients into updates: pure transforms, one after another.
[<Sealed>]
type Optimizer internal (transforms: Transform[], name: string) =

    // Of two transforms with one name the second is called "adam2", and so on.
    let names =
        let unique i =
            let name = transforms[i].Name
            let before = transforms |> Seq.take i |> Seq.filter (fun t -> t.Name = name) |> Seq.length
            if before = 0 then name else $"{name}{before + 1}"

        [|
            for i in 0 .. transforms.Length - 1 do
                for tree in transforms[i].Keeps -> if tree = "" then unique i else $"{unique i}.{tree}"
        |]

    /// The name, as it stands in summaries: "adam", or the names of a chain, one behind the other.
    member _.Name = name

    member internal _.Transforms = transforms

    /// The names of the trees that are kept, of all transforms in order.
    member internal _.Names = names

    /// The name.
    override _.ToString() = name

/// Optimizers are a monoid: chain is associative, and identity is its unit.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Optimizer =

    /// Leaves the updates as they are.
    let identity = Optimizer([||], "")

    /// One after another, each on what the one before it gives.
    let chain (optimizers: Optimizer seq) =
        let optimizers = Seq.toArray optimizers
        let names = optimizers |> Seq.map _.Name |> Seq.filter (fun name -> name <> "")
        Optimizer(optimizers |> Array.collect _.Transforms, String.Join(", ", names))

    /// The same optimizer under another name.
    let named name (optimizer: Optimizer) = Optimizer(optimizer.Transforms, name)

    /// The state before the first update.
    let init (optimizer: Optimizer) (parameters: Parameters) : OptimizerState =
        let step = Tensor.number DType.Int32 0.0

        let rate =
            (Tensor.number DType.Float64 0.0, optimizer.Transforms)
            ||> Array.fold (fun rate transform ->
                match transform.Schedule with
                | ValueSome schedule -> schedule.Rate step
                | ValueNone -> rate)

        let trees = optimizer.Transforms |> Array.collect (fun transform -> transform.Init parameters)
        OptimizerState(step, rate, optimizer.Names, trees)

    /// The updates, to be added to the parameters, and the state after them. Gradients and parameters have the same names.
    let update
        (optimizer: Optimizer)
        (gradients: Parameters)
        (state: OptimizerState)
        (parameters: Parameters)
        : Parameters * OptimizerState =
        parameters.Layout.Require("Optimizer.update", gradients.Layout)

        if not (obj.ReferenceEquals(state.Names, optimizer.Names)) && state.Names <> optimizer.Names then
            Errors.configuration
                "Optimizer.update: the optimizer keeps [%s]; the state has [%s]. Make the state with Optimizer.init."
                (String.Join("; ", optimizer.Names))
                (String.Join("; ", state.Names))

        let kept = Array.zeroCreate state.Trees.Length
        let mutable updates = gradients
        let mutable rate = state.Rate
        let mutable first = 0

        for transform in optimizer.Transforms do
            match transform.Schedule with
            | ValueSome schedule -> rate <- schedule.Rate state.Step
            | ValueNone -> ()

            let trees = Array.sub state.Trees first transform.Keeps.Length
            let struct (next, trees) = transform.Update { Step = state.Step; Rate = rate } updates trees parameters
            Array.blit trees 0 kept first trees.Length
            first <- first + trees.Length
            updates <- next

        updates, OptimizerState(state.Step + 1.0, rate, state.Names, kept)

    /// The parameters after the updates: θ + Δ.
    let apply (updates: Parameters) (parameters: Parameters) : Parameters = parameters + updates

    let private one transform = Optimizer([| transform |], transform.Name)

    let private nothing: Parameters[] = [||]

    /// A transform that keeps nothing.
    let internal stateless name (f: Moment -> Parameters -> Parameters -> Parameters) =
        one {
            Name = name
            Keeps = [||]
            Schedule = ValueNone
            Init = fun _ -> nothing
            Update = fun moment updates _ parameters -> f moment updates parameters, nothing
        }

    /// A transform that keeps trees like the parameters, all zeros at first. f: moment, updates and trees to updates and trees.
    let internal keeping
        name
        (trees: string list)
        (f: Moment -> Parameters -> Parameters[] -> struct (Parameters * Parameters[]))
        =
        one {
            Name = name
            Keeps = List.toArray trees
            Schedule = ValueNone
            Init = fun parameters -> Array.replicate trees.Length (Parameters.zero parameters)
            Update = fun moment updates kept _ -> f moment updates kept
        }

    /// A transform of your own, which keeps one tree. init: parameters to the tree; update: step (int32 scalar), updates,
    /// tree and parameters to the new updates and tree, with the names that they had. Write it with operations of tensors,
    /// without branching on numbers, and it can be compiled and differentiated.
    let custom
        name
        (init: Parameters -> Parameters)
        (update: Tensor -> Parameters -> Parameters -> Parameters -> Parameters * Parameters)
        =
        let update (moment: Moment) (updates: Parameters) (kept: Parameters[]) parameters =
            let next, tree = update moment.Step updates kept[0] parameters
            updates.Layout.Require($"Optimizer {name}", next.Layout)
            kept[0].Layout.Require($"Optimizer {name}", tree.Layout)
            struct (next, [| tree |])

        one {
            Name = name
            Keeps = [| "" |]
            Schedule = ValueNone
            Init = fun parameters -> [| init parameters |]
            Update = update
        }

    /// Times −η, η the rate that the schedule gives: the direction of descent.
    let scaleByLearningRate (schedule: Schedule) =
        one {
            Name = "learningRate"
            Keeps = [||]
            Schedule = ValueSome schedule
            Init = fun _ -> nothing
            Update = fun moment u _ _ -> -moment.Rate * u, nothing
        }

    /// The optimizer with another learning rate, wherever it scales by one.
    let withSchedule (schedule: Schedule) (optimizer: Optimizer) =
        let replaced transform = { transform with Schedule = transform.Schedule |> ValueOption.map (fun _ -> schedule) }

        Optimizer(optimizer.Transforms |> Array.map replaced, optimizer.Name)
