namespace FuncNet

[<Sealed>]
type Objective<'Point>
    internal
    (
        leaves: 'Point -> Tensor[],
        withLeaves: 'Point -> Tensor[] -> 'Point,
        value: 'Point -> Tensor,
        residuals: ('Point -> Tensor) voption
    ) =

    member internal _.Leaves = leaves
    member internal _.WithLeaves = withLeaves
    member internal _.Residuals = residuals
    member _.Value(point: 'Point) : Tensor = value point
    member _.HasResiduals = residuals.IsSome

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Objective =

    let private overTensor value residuals =
        Objective<Tensor>(Array.singleton, (fun _ leaves -> leaves[0]), value, residuals)

    let private overTree value residuals =
        Objective<Parameters>(_.Tensors, (fun tree leaves -> Parameters(tree.Layout, leaves)), value, residuals)

    let private halfSquares (r: 'Point -> Tensor) x = 0.5 * sum (Tensor.square (r x))

    let ofTensor f = overTensor f ValueNone
    let ofParameters f = overTree f ValueNone
    let ofResiduals r = overTensor (halfSquares r) (ValueSome r)
    let ofParameterResiduals r = overTree (halfSquares r) (ValueSome r)
