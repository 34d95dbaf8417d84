namespace FuncNet

open System

type internal OptimizerLayout = {
    Names: string[]
    Trees: Layout[]
} with

    member layout.Count = 3 + (layout.Trees |> Array.sumBy _.Paths.Length)

[<Sealed>]
type OptimizerState internal (step: Tensor, rate: Tensor, factor: Tensor, names: string[], trees: Parameters[]) =

    member _.Step = step
    member _.Rate = rate
    member _.Factor = factor
    member internal _.Names = names

    member internal _.Trees = trees

    member internal _.Tensors: Tensor[] = [|
        step
        rate
        factor
        for tree in trees do
            yield! tree.Tensors
    |]

    member internal _.Layout: OptimizerLayout = { Names = names; Trees = trees |> Array.map _.Layout }

    static member internal Of(layout: OptimizerLayout, tensors: Tensor[]) =
        let mutable next = 3

        let trees =
            layout.Trees
            |> Array.map (fun tree ->
                next <- next + tree.Paths.Length
                Parameters(tree, tensors[next - tree.Paths.Length .. next - 1]))

        OptimizerState(tensors[0], tensors[1], tensors[2], layout.Names, trees)

    override _.Equals(other) =
        match other with
        | :? OptimizerState as other ->
            step.Equals other.Step
            && rate.Equals other.Rate
            && factor.Equals other.Factor
            && names = other.Names
            && trees = other.Trees
        | _ -> false

    override _.GetHashCode() = HashCode.Combine(step.GetHashCode(), hash trees)

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OptimizerState =

    let toTree (state: OptimizerState) : Parameters =
        Array.map2 Parameters.prefixed state.Names state.Trees
        |> Seq.append [ Parameters.ofSeq [ "step", state.Step; "rate", state.Rate; "factor", state.Factor ] ]
        |> Parameters.merge

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

        OptimizerState.Of(template.Layout, found.Tensors)

    let kept (name: string) (state: OptimizerState) : Parameters =
        match Array.IndexOf(state.Names, name) with
        | -1 ->
            Errors.configuration
                "OptimizerState.kept: the optimizer keeps no \"%s\"; it keeps [%s]."
                name
                (String.Join("; ", state.Names))
        | place -> state.Trees[place]
