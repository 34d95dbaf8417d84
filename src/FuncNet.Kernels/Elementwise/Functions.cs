namespace FuncNet.Kernels;

/// <summary>The functions of one number that <see cref="Elementwise.Unary{T}"/> applies.</summary>
public enum UnaryFunction
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−1, 0 or 1; NaN of NaN.</summary>
    Sign,

    /// <summary>x².</summary>
    Square,

    /// <summary>√x, for x ≥ 0.</summary>
    Sqrt,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>eˣ − 1, exact near 0.</summary>
    Expm1,

    /// <summary>ln x, for x ≥ 0.</summary>
    Log,

    /// <summary>ln(1 + x), exact near 0, for x ≥ −1.</summary>
    Log1p,

    /// <summary>sin x, x in radians.</summary>
    Sin,

    /// <summary>cos x, x in radians.</summary>
    Cos,

    /// <summary>tan x, x in radians.</summary>
    Tan,

    /// <summary>arcsin x in [−π/2, π/2], for |x| ≤ 1.</summary>
    Asin,

    /// <summary>arccos x in [0, π], for |x| ≤ 1.</summary>
    Acos,

    /// <summary>arctan x in [−π/2, π/2].</summary>
    Atan,

    /// <summary>(eˣ − e⁻ˣ)/2.</summary>
    Sinh,

    /// <summary>(eˣ + e⁻ˣ)/2.</summary>
    Cosh,

    /// <summary>(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ).</summary>
    Tanh,

    /// <summary>1/(1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|).</summary>
    Softplus,

    /// <summary>max(x, 0); NaN of NaN.</summary>
    Relu,

    /// <summary>2/√π ∫₀ˣ e^−t² dt.</summary>
    Erf,

    /// <summary>The largest whole number ≤ x.</summary>
    Floor,

    /// <summary>The smallest whole number ≥ x.</summary>
    Ceiling,

    /// <summary>The nearest whole number, the even one of two.</summary>
    Round,
}

/// <summary>The functions of two numbers that <see cref="Elementwise.Binary{T}"/> applies.</summary>
public enum BinaryFunction
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>a / b; of integers, towards zero.</summary>
    Divide,

    /// <summary>aᵇ.</summary>
    Power,

    /// <summary>The larger; NaN if either is.</summary>
    Maximum,

    /// <summary>The smaller; NaN if either is.</summary>
    Minimum,

    /// <summary>The angle of the point (b, a) in (−π, π]: arctan(a/b) for b &gt; 0. Of floating-point numbers only.</summary>
    Atan2,

    /// <summary>a − b·trunc(a/b), with the sign of a.</summary>
    Remainder,
}

/// <summary>The relations that <see cref="Elementwise.Compare{T}"/> decides. With NaN all are false but NotEqual.</summary>
public enum Comparison
{
    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a ≠ b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a ≤ b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,
}

/// <summary>The connectives that <see cref="Elementwise.Logic"/> applies.</summary>
public enum Logical
{
    /// <summary>a ∧ b.</summary>
    And,

    /// <summary>a ∨ b.</summary>
    Or,

    /// <summary>a ⊕ b.</summary>
    Xor,
}
