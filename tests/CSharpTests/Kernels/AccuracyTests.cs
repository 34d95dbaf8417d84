using FuncNet.Kernels;

namespace CSharpTests.Kernels;

/// <summary>
/// Errors of the vectorized functions in units in the last place, on numbers of every exponent; `bench/FuncNet.Benchmarks -- accuracy`
/// goes over every float there is.
/// </summary>
public class AccuracyTests
{
    public static TheoryData<UnaryFunction> Functions =>
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

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_floats_is_under_2_ulp(UnaryFunction f)
    {
        // Every exponent and both signs, with mantissas a prime apart.
        float[] x = [.. Enumerable.Range(0, 1 << 19).Select(i => BitConverter.Int32BitsToSingle(i * 8191))];
        float[] y = new float[x.Length];
        Elementwise.Unary<float>(f, x, y);
        for (int i = 0; i < x.Length; i++)
        {
            double truth = Exact.Of(f, x[i]);
            float nearest = (float)truth;
            double unit = MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest);
            if (
                float.IsFinite(nearest) && float.IsFinite(y[i])
                    ? Math.Abs(y[i] - truth) >= 2 * unit
                    : !nearest.Equals(y[i])
            )
            {
                Assert.Fail($"{f}({x[i]:G9}) is {y[i]:G9}; it should be {truth:G17}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_doubles_is_under_4_ulp(UnaryFunction f)
    {
        Random random = new(1);
        double[] x =
        [
            .. Enumerable
                .Range(0, 1 << 17)
                .Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))),
            .. Enumerable.Range(0, 1 << 17).Select(_ => 40 * random.NextDouble() - 20),
        ];
        double[] y = new double[x.Length];
        Elementwise.Unary<double>(f, x, y);
        for (int i = 0; i < x.Length; i++)
        {
            double truth = Exact.Of(f, x[i]);
            double unit = Math.BitIncrement(Math.Abs(truth)) - Math.Abs(truth);
            if (
                double.IsFinite(truth) && double.IsFinite(y[i])
                    ? Math.Abs(y[i] - truth) >= 4 * unit
                    : !truth.Equals(y[i])
            )
            {
                Assert.Fail($"{f}({x[i]:G17}) is {y[i]:G17}; it should be {truth:G17}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_infinities_zeros_and_no_numbers_is_what_Math_says(UnaryFunction f)
    {
        double[] x =
        [
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            0,
            -0.0,
            double.Epsilon,
            double.MaxValue,
            double.MinValue,
        ];
        double[] y = new double[x.Length];
        Elementwise.Unary<double>(f, x, y);
        float[] narrow =
        [
            float.NaN,
            float.PositiveInfinity,
            float.NegativeInfinity,
            0,
            -0f,
            float.Epsilon,
            -float.Epsilon,
        ];
        float[] z = new float[narrow.Length];
        Elementwise.Unary<float>(f, narrow, z);
        for (int i = 0; i < x.Length; i++)
        {
            double truth = Exact.Of(f, x[i]);
            Assert.True(
                truth.Equals(y[i]) || Math.Abs(y[i] - truth) <= 1e-15 * Math.Abs(truth),
                $"{f}({x[i]}) is {y[i]}"
            );
        }
        for (int i = 0; i < narrow.Length; i++)
        {
            Assert.Equal((float)Exact.Of(f, narrow[i]), z[i]);
        }
    }
}
