namespace FuncNet

/// What a comparison of derivatives found. Errors are relative: |got − expected| / max(1, |got|, |expected|).
[<Sealed>]
type GradientReport =
    /// What was compared: "first order" or "second order".
    member Subject: string

    /// The number of comparisons; 0 for inputs without elements.
    member Compared: int

    /// The largest relative error; infinity if a derivative is not a number.
    member LargestError: float

    /// The largest error that passes.
    member Tolerance: float

    /// True if no error is larger than the tolerance.
    member Passed: bool

    /// Where the largest error is, such as "input 2 at [0; 1]".
    member Place: string

    /// The derivative by differences, at the place of the largest error.
    member Expected: float

    /// The derivative by differentiation, at the place of the largest error.
    member Actual: float

    /// What was found, in a sentence.
    override ToString: unit -> string

/// Compares derivatives by differentiation with differences of function values, in float64.
///
/// A function f of several tensors is made a function of one number by a drawn cotangent u: s(x) = Σ u·f(x). Its
/// derivative is compared with the central difference of fourth order
///
///     s′(x) ≈ (−s(x + 2h) + 8 s(x + h) − 8 s(x − h) + s(x − 2h)) / 12h,     h = 2⁻¹² · max(1, |x|),
///
/// whose error is h⁴/30 · s⁽⁵⁾ (Abramowitz and Stegun 1964, 25.3.6): element by element for small inputs, along drawn
/// directions for larger ones. The second order is the first order of x ↦ Σ w·∇s(x) for a drawn w. f must be a function
/// of its inputs alone, smooth within 2h of them.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GradientCheck =

    /// The relative error that passes for smooth functions.
    [<Literal>]
    val Tolerance: float = 1e-7

    /// The relative error that passes next to a documented kink.
    [<Literal>]
    val ToleranceNearKinks: float = 1e-5

    /// The first derivatives of f at the inputs, against central differences.
    val first: tolerance: float -> key: Key -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> GradientReport

    /// The second derivatives of f at the inputs: the gradient of the gradient along a drawn direction, against central
    /// differences of that gradient.
    val second: tolerance: float -> key: Key -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> GradientReport

    /// The first derivatives of f at the inputs, element by element, against MathNet.Numerics' NumericalDerivative (five
    /// points, centred): a judge that shares no code with this library.
    val independent: tolerance: float -> key: Key -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> GradientReport

    /// Throws FuncNetException with the report, unless it passed.
    val requirePassed: report: GradientReport -> unit

    /// Throws FuncNetException with the report, unless the first and the second derivatives of f are right to within a
    /// relative error.
    val requireWithin: tolerance: float -> key: Key -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> unit

    /// Throws FuncNetException with the report, unless the first and the second derivatives of f are right to within 1e-7.
    val require: key: Key -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> unit
