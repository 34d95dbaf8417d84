using FuncNet.Kernels;

namespace CSharpTests.Kernels;

/// <summary>
/// What the vectorized functions are held to: Math in double, and an error function of under 1 ulp. The tests and the report of the benchmarks
/// share it.
/// </summary>
internal static class Exact
{
    public static double Of(UnaryFunction f, double x) =>
        f switch
        {
            UnaryFunction.Exp => Math.Exp(x),
            UnaryFunction.Log => Math.Log(x),
            UnaryFunction.Tanh => Math.Tanh(x),
            UnaryFunction.Sigmoid => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
            UnaryFunction.Erf => Erf(x),
            UnaryFunction.Sin => Math.Sin(x),
            UnaryFunction.Cos => Math.Cos(x),
            UnaryFunction.Asin => Math.Asin(x),
            UnaryFunction.Acos => Math.Acos(x),
            UnaryFunction.Atan => Math.Atan(x),
            _ => throw new ArgumentOutOfRangeException(nameof(f), f, "No exact value is known."),
        };

    /// <summary>Below 1 the series 2/√π Σ (−1)ⁿ x²ⁿ⁺¹/(n! (2n + 1)) (Abramowitz and Stegun 1964, 7.1.5), else 1 − erfc.</summary>
    private static double Erf(double x)
    {
        if (!(Math.Abs(x) < 1))
        {
            return Math.CopySign(1 - SpecialFunctions.Erfc(Math.Abs(x)), x);
        }
        double power = 2 / Math.Sqrt(Math.PI);
        double rest = 0;
        for (int n = 1; n <= 20; n++)
        {
            power *= -x * x / n;
            rest += power / (2 * n + 1);
        }
        // 2/√π = 1 + 0.128…, so that most of the result is x itself.
        return Math.FusedMultiplyAdd(x, rest + 0.12837916709551257, x);
    }
}
