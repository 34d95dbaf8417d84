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

/// What an optimizer remembers between updates: an immutable, named tree.
[<Sealed>]
type OptimizerState internal (step: Tensor, rate: Tensor, names: string[], trees: Parameters[]) =

    /// The number of updates made: int32 scalar.
    member _.Step = step

    /// The learning rate last used, and at first the one that comes: float64 scalar.
    member _.Rate = rate

    /// The names of the trees, such as "adam.mean".
    member internal _.Names = names

    member internal _.Trees = trees

    /// Every tensor, for a program that takes the state as its input.
    member internal _.Tensors: Tensor[] = [|
        step
        rate
        for tree in trees do
            yield! tree.Tensors
    |]

    /// The state with other tensors, in the same order.
    member internal _.WithTensors(tensors: Tensor[]) =
        let mutable next = 2

        let rebuilt =
            trees
            |> Array.map (fun tree ->
                next <- next + tree.Count
                Parameters(tree.Layout, tensors[next - tree.Count .. next - 1]))

        OptimizerState(tensors[0], tensors[1], names, rebuilt)

    /// States are equal when steps, rates, names and tensors are.
    override _.Equals(other) =
        match other with
        | :? OptimizerState as other ->
            step.Equals other.Step && rate.Equals other.Rate && names = other.Names && trees = other.Trees
        | _ -> false

    /// A hash of step and trees.
    override _.GetHashCode() = HashCode.Combine(step.GetHashCode(), hash trees)

/// The state of an optimizer as a tree of names.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OptimizerState =

    /// A tree of everything in the state: "step", "rate", and names such as "adam.mean.dense1.kernel".
    let toTree (state: OptimizerState) : Parameters =
        Array.map2 Parameters.prefixed state.Names state.Trees
        |> Seq.append [ Parameters.ofSeq [ "step", state.Step; "rate", state.Rate ] ]
        |> Parameters.merge

    /// The state in a tree that toTree has made; the template is a state of the same optimizer and parameters, such as the
    /// first. A name that is missing or unknown, and a tensor of another shape or type, is an error that names it.
    let ofTree (template: OptimizerState) (tree: Parameters) : OptimizerState =
        let expected = toTree template

        for path in tree.Paths do
            if not (expected.Contains path) then
                Errors.configuration
                    "OptimizerState.ofTree: the tree has \"%s\", which this optimizer does not keep."
                    path

        let found =
            expected
            |> Parameters.mapPaths (fun path old ->
                if not (tree.Contains path) then
                    Errors.configuration
                        "OptimizerState.ofTree: the tree lacks \"%s\", which this optimizer keeps."
                        path

                if tree[path].Spec <> old.Spec then
                    Errors.shape "OptimizerState.ofTree: \"%s\" must be %O; it is %O." path old.Spec tree[path].Spec

                tree[path])

        template.WithTensors found.Tensors

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
