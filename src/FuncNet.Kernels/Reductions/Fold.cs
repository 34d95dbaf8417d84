namespace FuncNet.Kernels;

/// <summary>How <see cref="Reduction.Reduce{T}"/> puts elements together.</summary>
public enum Fold
{
    /// <summary>x₁ + x₂ + …, 0 of nothing.</summary>
    Sum,

    /// <summary>x₁ · x₂ · …, 1 of nothing.</summary>
    Product,

    /// <summary>The largest; NaN if any is; an error of nothing.</summary>
    Maximum,

    /// <summary>The smallest; NaN if any is; an error of nothing.</summary>
    Minimum,
}
