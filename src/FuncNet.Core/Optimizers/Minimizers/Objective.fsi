namespace FuncNet

/// What a minimizer makes small: a function f from points to numbers. A point is a tensor or a tree of tensors, float32 or
/// float64. Made with the functions of the module of the same name.
[<Sealed>]
type Objective<'Point> =
    internal new:
        leaves: ('Point -> Tensor[]) *
        withLeaves: ('Point -> Tensor[] -> 'Point) *
        value: ('Point -> Tensor) *
        residuals: ('Point -> Tensor) voption ->
            Objective<'Point>

    /// The tensors of a point, and the point that has others in their place.
    member internal Leaves: ('Point -> Tensor[])

    member internal WithLeaves: ('Point -> Tensor[] -> 'Point)

    member internal Residuals: ('Point -> Tensor) voption

    /// f at a point: a scalar that can be differentiated.
    member Value: point: 'Point -> Tensor

    /// True for f = ½Σr², of which the residuals r are known: what gaussNewton and levenbergMarquardt need.
    member HasResiduals: bool

/// Objectives of functions.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Objective =

    /// A function of a tensor of any shape that gives one number. One that gives more throws ShapeException when it is minimized.
    val ofTensor: f: (Tensor -> Tensor) -> Objective<Tensor>

    /// A function of a tree that gives one number.
    val ofParameters: f: (Parameters -> Tensor) -> Objective<Parameters>

    /// f(x) = ½ Σ r(x)², r a function of a tensor that gives a tensor of any shape, the residuals: for fits of curves.
    val ofResiduals: r: (Tensor -> Tensor) -> Objective<Tensor>

    /// f(x) = ½ Σ r(x)², r a function of a tree that gives a tensor of any shape, the residuals.
    val ofParameterResiduals: r: (Parameters -> Tensor) -> Objective<Parameters>
