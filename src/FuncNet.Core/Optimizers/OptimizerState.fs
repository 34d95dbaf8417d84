namespace FuncNet

open System

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
