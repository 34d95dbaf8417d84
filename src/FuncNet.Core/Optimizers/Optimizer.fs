namespace FuncNet

open System

[<NoComparison; NoEquality>]
type internal Moment = { Step: Tensor; Rate: Tensor }

[<NoComparison; NoEquality>]
type internal Transform = {
    Name: string
    Keeps: string[]
    Schedule: Schedule voption
    Clock: Tensor -> Tensor
    Init: Parameters -> Parameters[]
    Update: Moment -> Parameters -> Parameters[] -> Parameters -> struct (Parameters * Parameters[])
}

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

    member _.Name = name

    member internal _.Transforms = transforms

    /// The names of the trees that are kept, of all transforms in order.
    member internal _.Names = names

    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Optimizer =

    let identity = Optimizer([||], "")

    let chain (optimizers: Optimizer seq) =
        let optimizers = Seq.toArray optimizers
        let names = optimizers |> Seq.map _.Name |> Seq.filter (fun name -> name <> "")
        Optimizer(optimizers |> Array.collect _.Transforms, String.Join(", ", names))

    let named name (optimizer: Optimizer) = Optimizer(optimizer.Transforms, name)

    let init (optimizer: Optimizer) (parameters: Parameters) : OptimizerState =
        let step = Tensor.number DType.Int32 0.0

        let rate =
            (Tensor.number DType.Float64 0.0, optimizer.Transforms)
            ||> Array.fold (fun rate transform ->
                match transform.Schedule with
                | ValueSome schedule -> schedule.Rate(transform.Clock step)
                | ValueNone -> rate)

        let trees = optimizer.Transforms |> Array.collect (fun transform -> transform.Init parameters)
        OptimizerState(step, rate, Tensor.number DType.Float64 1.0, optimizer.Names, trees)

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
            | ValueSome schedule -> rate <- schedule.Rate(transform.Clock state.Step) * state.Factor
            | ValueNone -> ()

            let trees = Array.sub state.Trees first transform.Keeps.Length
            let struct (next, trees) = transform.Update { Step = state.Step; Rate = rate } updates trees parameters
            Array.blit trees 0 kept first trees.Length
            first <- first + trees.Length
            updates <- next

        updates, OptimizerState(state.Step + 1.0, rate, state.Factor, state.Names, kept)

    let apply (updates: Parameters) (parameters: Parameters) : Parameters = parameters + updates

    let private one transform = Optimizer([| transform |], transform.Name)

    let private nothing: Parameters[] = [||]

    let internal stateless name (f: Moment -> Parameters -> Parameters -> Parameters) =
        one {
            Name = name
            Keeps = [||]
            Schedule = ValueNone
            Clock = id
            Init = fun _ -> nothing
            Update = fun moment updates _ parameters -> f moment updates parameters, nothing
        }

    let internal keepingFrom
        name
        (trees: string list)
        (init: Parameters -> Parameters[])
        (f: Moment -> Parameters -> Parameters[] -> Parameters -> struct (Parameters * Parameters[]))
        =
        one {
            Name = name
            Keeps = List.toArray trees
            Schedule = ValueNone
            Clock = id
            Init = init
            Update = f
        }

    let internal keeping
        name
        (trees: string list)
        (f: Moment -> Parameters -> Parameters[] -> struct (Parameters * Parameters[]))
        =
        keepingFrom
            name
            trees
            (fun parameters -> Array.replicate trees.Length (Parameters.zero parameters))
            (fun moment updates kept _ -> f moment updates kept)

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
            Clock = id
            Init = fun parameters -> [| init parameters |]
            Update = update
        }

    let scaleByLearningRate (schedule: Schedule) =
        one {
            Name = "learningRate"
            Keeps = [||]
            Schedule = ValueSome schedule
            Clock = id
            Init = fun _ -> nothing
            Update = fun moment u _ _ -> -moment.Rate * u, nothing
        }

    let withSchedule (schedule: Schedule) (optimizer: Optimizer) =
        let replaced transform = { transform with Schedule = transform.Schedule |> ValueOption.map (fun _ -> schedule) }

        Optimizer(optimizer.Transforms |> Array.map replaced, optimizer.Name)
