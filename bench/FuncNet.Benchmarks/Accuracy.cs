using CSharpTests.Kernels;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>
/// The largest error of the vectorized functions, in units in the last place: of every float there is, and
/// of doubles drawn over all exponents, against <see cref="Exact"/>. Infinities and NaN must be where it has them.
/// </summary>
internal static class Accuracy
{
    private static readonly UnaryFunction[] Functions =
    [
        UnaryFunction.Exp,
        UnaryFunction.Log,
        UnaryFunction.Tanh,
        UnaryFunction.Sigmoid,
        UnaryFunction.Erf,
        UnaryFunction.Sin,
        UnaryFunction.Cos,
        UnaryFunction.Asin,
        UnaryFunction.Acos,
        UnaryFunction.Atan,
    ];

    /// <summary>Of the named functions, or of all; "quick" takes some of the floats only.</summary>
    public static void Report(string[] words)
    {
        bool quick = words.Contains("quick");
        UnaryFunction[] named =
        [
            .. Functions.Where(f => words.Contains(f.ToString(), StringComparer.OrdinalIgnoreCase)),
        ];
        Console.WriteLine("function   every float               drawn doubles");
        foreach (UnaryFunction function in named is [] ? Functions : named)
        {
            (double ulp, double at) = Worst(1 << 12, chunk => Floats(function, chunk, quick ? 61 : 1));
            (double ulps, double where) = Worst(1 << 8, chunk => Doubles(function, chunk));
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{function, -10} {ulp, 5:F2} ulp at {at, -14:G9} {ulps, 5:F2} ulp at {where:G17}"
                )
            );
        }
    }

    private static (double Ulp, double At) Worst(int chunks, Func<int, (double, double)> of)
    {
        var worst = (Ulp: 0.0, At: 0.0);
        Lock gate = new();
        Parallel.For(
            0,
            chunks,
            chunk =>
            {
                (double ulp, double at) = of(chunk);
                lock (gate)
                {
                    worst = ulp > worst.Ulp ? (ulp, at) : worst;
                }
            }
        );
        return worst;
    }

    /// <summary>A million floats with the same first bits, or some of them.</summary>
    private static (double, double) Floats(UnaryFunction f, int chunk, int step)
    {
        const int All = 1 << 20;
        int count = All / step;
        float[] x = new float[count];
        float[] y = new float[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = BitConverter.Int32BitsToSingle(chunk * All + i * step);
        }
        Elementwise.Unary<float>(f, x, y);
        var worst = (Ulp: 0.0, At: 0.0);
        for (int i = 0; i < count; i++)
        {
            double truth = Exact.Of(f, x[i]);
            float nearest = (float)truth;
            double error =
                !float.IsFinite(nearest) || !float.IsFinite(y[i])
                    ? (nearest.Equals(y[i]) || Beside(nearest, y[i]) ? 0 : double.PositiveInfinity)
                    : Math.Abs(y[i] - truth)
                        / Math.Max(MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest), float.Epsilon);
            worst = error > worst.Ulp ? (error, x[i]) : worst;
        }
        return worst;
    }

    /// <summary>The largest number and infinity are one unit apart.</summary>
    private static bool Beside(float a, float b) =>
        MathF.Abs(a) >= float.MaxValue && MathF.Abs(b) >= float.MaxValue && a * b > 0;

    private static (double, double) Doubles(UnaryFunction f, int chunk)
    {
        const int Count = 1 << 16;
        Random random = new(chunk);
        double[] x = new double[Count];
        double[] y = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            // Half of them of the size at which the functions bend.
            x[i] =
                (i & 1) == 0
                    ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))
                    : 40 * random.NextDouble() - 20;
        }
        Elementwise.Unary<double>(f, x, y);
        var worst = (Ulp: 0.0, At: 0.0);
        for (int i = 0; i < Count; i++)
        {
            double truth = Exact.Of(f, x[i]);
            double error =
                !double.IsFinite(truth) || !double.IsFinite(y[i])
                    ? (truth.Equals(y[i]) ? 0 : double.PositiveInfinity)
                    : Math.Abs(y[i] - truth) / (Math.BitIncrement(Math.Abs(truth)) - Math.Abs(truth));
            worst = error > worst.Ulp ? (error, x[i]) : worst;
        }
        return worst;
    }
}
