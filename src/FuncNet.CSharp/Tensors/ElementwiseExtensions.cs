using Arithmetic = FuncNet.TensorArithmetic.Tensor;

namespace FuncNet;

/// <summary>
/// Functions of corresponding elements: <c>(x.Sin() * x).Sum()</c>. The result has the shape of x, or the one to which the
/// operands broadcast by NumPy's rule; operands that don't throw ShapeException, two types DTypeException. A number takes
/// the tensor's type.
/// </summary>
public static class ElementwiseExtensions
{
    /// <summary>|x|; the derivative at 0 is 0.</summary>
    public static Tensor Abs(this Tensor x) => Tensor.Abs(x);

    /// <summary>−1, 0 or 1; the derivative is 0.</summary>
    public static Tensor Sign(this Tensor x) => Arithmetic.sign(x);

    /// <summary>√x.</summary>
    public static Tensor Sqrt(this Tensor x) => Tensor.Sqrt(x);

    /// <summary>x².</summary>
    public static Tensor Square(this Tensor x) => Arithmetic.square(x);

    /// <summary>1/x.</summary>
    public static Tensor Reciprocal(this Tensor x) => Arithmetic.reciprocal(x);

    /// <summary>xʸ.</summary>
    public static Tensor Pow(this Tensor x, Tensor exponent) => Tensor.Pow(x, exponent);

    /// <summary>xʸ; the number takes the type of x.</summary>
    public static Tensor Pow(this Tensor x, double exponent) => Tensor.Pow(x, exponent);

    /// <summary>eˣ.</summary>
    public static Tensor Exp(this Tensor x) => Tensor.Exp(x);

    /// <summary>eˣ − 1, exact for small x.</summary>
    public static Tensor Expm1(this Tensor x) => Arithmetic.expm1(x);

    /// <summary>ln x.</summary>
    public static Tensor Log(this Tensor x) => Tensor.Log(x);

    /// <summary>ln(1 + x), exact for small x.</summary>
    public static Tensor Log1p(this Tensor x) => Arithmetic.log1p(x);

    /// <summary>sin x, x in radians.</summary>
    public static Tensor Sin(this Tensor x) => Tensor.Sin(x);

    /// <summary>cos x, x in radians.</summary>
    public static Tensor Cos(this Tensor x) => Tensor.Cos(x);

    /// <summary>tan x, x in radians.</summary>
    public static Tensor Tan(this Tensor x) => Tensor.Tan(x);

    /// <summary>arcsin x in radians.</summary>
    public static Tensor Asin(this Tensor x) => Tensor.Asin(x);

    /// <summary>arccos x in radians.</summary>
    public static Tensor Acos(this Tensor x) => Tensor.Acos(x);

    /// <summary>arctan x in radians.</summary>
    public static Tensor Atan(this Tensor x) => Tensor.Atan(x);

    /// <summary>The angle of the point (x, y) in radians.</summary>
    public static Tensor Atan2(this Tensor y, Tensor x) => Tensor.Atan2(y, x);

    /// <summary>sinh x.</summary>
    public static Tensor Sinh(this Tensor x) => Tensor.Sinh(x);

    /// <summary>cosh x.</summary>
    public static Tensor Cosh(this Tensor x) => Tensor.Cosh(x);

    /// <summary>tanh x.</summary>
    public static Tensor Tanh(this Tensor x) => Tensor.Tanh(x);

    /// <summary>⌊x⌋; the derivative is 0.</summary>
    public static Tensor Floor(this Tensor x) => Tensor.Floor(x);

    /// <summary>⌈x⌉; the derivative is 0.</summary>
    public static Tensor Ceiling(this Tensor x) => Tensor.Ceiling(x);

    /// <summary>x rounded to the nearest whole number, halves to even; the derivative is 0.</summary>
    public static Tensor Round(this Tensor x) => Tensor.Round(x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), finite for every x.</summary>
    public static Tensor Sigmoid(this Tensor x) => Arithmetic.sigmoid(x);

    /// <summary>max(0, x); the derivative at 0 is 0.</summary>
    public static Tensor Relu(this Tensor x) => Arithmetic.relu(x);

    /// <summary>x for x &gt; 0, slope·x otherwise; the derivative at 0 is the slope.</summary>
    public static Tensor LeakyRelu(this Tensor x, double slope = 0.01) => Activation.leakyRelu(slope, x);

    /// <summary>ln(1 + eˣ), finite for every finite x.</summary>
    public static Tensor Softplus(this Tensor x) => Arithmetic.softplus(x);

    /// <summary>2/√π · ∫₀ˣ e^(−t²) dt.</summary>
    public static Tensor Erf(this Tensor x) => Arithmetic.erf(x);

    /// <summary>The larger of two; where they are equal, half of the derivative goes to each.</summary>
    public static Tensor Maximum(this Tensor a, Tensor b) => Arithmetic.maximum(a, b);

    /// <summary>The larger of element and number.</summary>
    public static Tensor Maximum(this Tensor a, double b) => Arithmetic.maximum(a, Number(b, a));

    /// <summary>The smaller of two; where they are equal, half of the derivative goes to each.</summary>
    public static Tensor Minimum(this Tensor a, Tensor b) => Arithmetic.minimum(a, b);

    /// <summary>The smaller of element and number.</summary>
    public static Tensor Minimum(this Tensor a, double b) => Arithmetic.minimum(a, Number(b, a));

    /// <summary>min(high, max(low, x)).</summary>
    public static Tensor Clamp(this Tensor x, double low, double high) => Arithmetic.clamp(low, high, x);

    /// <summary>a = b element by element: bool. (<c>a == b</c> asks if the whole tensors have the same bits.)</summary>
    public static Tensor EqualTo(this Tensor a, Tensor b) => Arithmetic.equal(a, b);

    /// <summary>a = b element by element: bool.</summary>
    public static Tensor EqualTo(this Tensor a, double b) => Arithmetic.equal(a, Number(b, a));

    /// <summary>a ≠ b element by element: bool.</summary>
    public static Tensor NotEqualTo(this Tensor a, Tensor b) => Arithmetic.notEqual(a, b);

    /// <summary>a ≠ b element by element: bool.</summary>
    public static Tensor NotEqualTo(this Tensor a, double b) => Arithmetic.notEqual(a, Number(b, a));

    /// <summary>a &lt; b element by element: bool.</summary>
    public static Tensor Less(this Tensor a, Tensor b) => Arithmetic.less(a, b);

    /// <summary>a &lt; b element by element: bool.</summary>
    public static Tensor Less(this Tensor a, double b) => Arithmetic.less(a, Number(b, a));

    /// <summary>a ≤ b element by element: bool.</summary>
    public static Tensor LessOrEqual(this Tensor a, Tensor b) => Arithmetic.lessOrEqual(a, b);

    /// <summary>a ≤ b element by element: bool.</summary>
    public static Tensor LessOrEqual(this Tensor a, double b) => Arithmetic.lessOrEqual(a, Number(b, a));

    /// <summary>a &gt; b element by element: bool.</summary>
    public static Tensor Greater(this Tensor a, Tensor b) => Arithmetic.greater(a, b);

    /// <summary>a &gt; b element by element: bool.</summary>
    public static Tensor Greater(this Tensor a, double b) => Arithmetic.greater(a, Number(b, a));

    /// <summary>a ≥ b element by element: bool.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, Tensor b) => Arithmetic.greaterOrEqual(a, b);

    /// <summary>a ≥ b element by element: bool.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, double b) => Arithmetic.greaterOrEqual(a, Number(b, a));

    /// <summary>a ∧ b element by element, of truth values.</summary>
    public static Tensor And(this Tensor a, Tensor b) => Arithmetic.logicalAnd(a, b);

    /// <summary>a ∨ b element by element, of truth values.</summary>
    public static Tensor Or(this Tensor a, Tensor b) => Arithmetic.logicalOr(a, b);

    /// <summary>a ≠ b element by element, of truth values.</summary>
    public static Tensor Xor(this Tensor a, Tensor b) => Arithmetic.logicalXor(a, b);

    /// <summary>¬x element by element, of truth values.</summary>
    public static Tensor Not(this Tensor x) => Arithmetic.logicalNot(x);

    /// <summary>The same numbers in another type: to int32 truncates, to bool is x ≠ 0.</summary>
    public static Tensor Cast(this Tensor x, DType dtype) => Arithmetic.cast(dtype, x);

    /// <summary>x, through which no gradient flows.</summary>
    public static Tensor StopGradient(this Tensor x) => Arithmetic.stopGradient(x);

    private static Tensor Number(double value, Tensor like) => Tensor.Number(value, like.DType);
}
