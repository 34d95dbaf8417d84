using System.Numerics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class UnaryTests
{
    public static readonly UnaryFunction[] Functions = Enum.GetValues<UnaryFunction>();

    [Fact]
    public void Functions_agree_with_the_definition()
    {
        foreach (UnaryFunction f in Functions)
        {
            Agrees<float>(f);
            Agrees<double>(f);
        }
    }

    [Fact]
    public void The_bits_of_an_element_depend_neither_on_its_place_nor_on_the_length_of_its_span()
    {
        foreach (UnaryFunction f in Functions)
        {
            Alone<float>(f);
            Alone<double>(f);
        }
    }

    [Fact]
    public void Large_arguments_do_not_overflow_sigmoid_and_softplus()
    {
        double[] x = [-1e4, 1e4, -745, 800, 0];
        double[] y = new double[5];
        Elementwise.Unary<double>(UnaryFunction.Sigmoid, x, y);
        Assert.Equal([0, 1], y[..2]);
        Assert.Equal(0.5, y[4]);
        Elementwise.Unary<double>(UnaryFunction.Softplus, x, y);
        Assert.Equal([0, 1e4], y[..2]);
        Assert.Equal(800, y[3]);
        Assert.Equal(Math.Log(2), y[4], 15);
        float[] z = [-1e4f, 1e4f];
        Elementwise.Unary<float>(UnaryFunction.Softplus, z, z);
        Assert.Equal([0, 1e4f], z);
    }

    [Fact]
    public void Expm1_and_log1p_keep_small_arguments()
    {
        double[] x = [1e-20, -1e-20, 1e-9, -1e-9, 3e-5];
        double[] y = new double[x.Length];
        Elementwise.Unary<double>(UnaryFunction.Expm1, x, y);
        Assert.Equal([1e-20, -1e-20], y[..2]);
        Assert.Equal(1e-9 + 0.5e-18, y[2], 1e-24);
        Elementwise.Unary<double>(UnaryFunction.Log1p, x, y);
        Assert.Equal([1e-20, -1e-20], y[..2]);
        Assert.Equal(-1e-9 - 0.5e-18, y[3], 1e-24);
    }

    [Fact]
    public void Special_values_are_what_the_formulas_say()
    {
        double nan = double.NaN;
        double inf = double.PositiveInfinity;
        Gives(UnaryFunction.Relu, [nan, -1, 0, inf], [nan, 0, 0, inf]);
        Gives(UnaryFunction.Sign, [nan, -0.0, 0, -3, inf], [nan, 0, 0, -1, 1]);
        Gives(UnaryFunction.Expm1, [nan, -inf, inf, 0], [nan, -1, inf, 0]);
        Gives(UnaryFunction.Log1p, [nan, -1, inf, 0, -2], [nan, -inf, inf, 0, nan]);
        Gives(UnaryFunction.Softplus, [nan, -inf, inf], [nan, 0, inf]);
        Gives(UnaryFunction.Erf, [nan, -inf, inf, 0], [nan, -1, 1, 0]);
        Gives(UnaryFunction.Tanh, [nan, -inf, inf, 0], [nan, -1, 1, 0]);
        Gives(UnaryFunction.Sin, [nan, inf, 0], [nan, nan, 0]);
        Gives(UnaryFunction.Round, [0.5, 1.5, 2.5, -0.5], [0, 2, 2, 0]);
        Gives(UnaryFunction.Log, [0, -1, inf, nan], [-inf, nan, inf, nan]);
    }

    [Fact]
    public void The_error_function_has_its_tabulated_values()
    {
        // Abramowitz and Stegun 1964, table 7.1, and its continuation.
        double[] x = [0.1, 0.5, 1, 1.5, 2, 3, 4];
        double[] table =
        [
            0.1124629160182849,
            0.5204998778130465,
            0.8427007929497149,
            0.9661051464753107,
            0.9953222650189527,
            0.9999779095030014,
            0.9999999845827421,
        ];
        double[] y = new double[x.Length];
        Elementwise.Unary<double>(UnaryFunction.Erf, x, y);
        for (int i = 0; i < x.Length; i++)
        {
            Close.To(table[i], y[i], 2, 0, $"erf {x[i]}");
        }
    }

    [Fact]
    public void Integers_have_the_functions_that_stay_whole()
    {
        int[] x = [-3, 0, 5, int.MinValue, 46341];
        int[] y = new int[x.Length];
        Elementwise.Unary<int>(UnaryFunction.Negate, x, y);
        Assert.Equal([3, 0, -5, int.MinValue, -46341], y);
        Elementwise.Unary<int>(UnaryFunction.Abs, x, y);
        Assert.Equal([3, 0, 5, int.MinValue, 46341], y);
        Elementwise.Unary<int>(UnaryFunction.Sign, x, y);
        Assert.Equal([-1, 0, 1, -1, 1], y);
        Elementwise.Unary<int>(UnaryFunction.Square, x.AsSpan(0, 3), y.AsSpan(0, 3));
        Assert.Equal([9, 0, 25], y[..3]);
        Elementwise.Unary<int>(UnaryFunction.Relu, x, y);
        Assert.Equal([0, 0, 5, 0, 46341], y);
        Elementwise.Unary<int>(UnaryFunction.Floor, x, y);
        Assert.Equal(x, y);
        Assert.Throws<NotSupportedException>(() => Elementwise.Unary<int>(UnaryFunction.Exp, x, y));
        Assert.Throws<ArgumentException>(() => Elementwise.Unary<int>(UnaryFunction.Abs, x, y.AsSpan(1)));
    }

    private static void Gives(UnaryFunction f, double[] x, double[] expected)
    {
        double[] y = new double[x.Length];
        Elementwise.Unary<double>(f, x, y);
        float[] z = Array.ConvertAll(x, v => (float)v);
        Elementwise.Unary<float>(f, z, z);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.True(expected[i].Equals(y[i]) || expected[i] == y[i], $"{f} {x[i]}: {y[i]}");
            Assert.True(expected[i].Equals(z[i]) || expected[i] == z[i], $"{f} {x[i]} of float: {z[i]}");
        }
    }

    private static void Agrees<T>(UnaryFunction f)
        where T : unmanaged, INumber<T>
    {
        Draw draw = new((int)f);
        foreach (double scale in new[] { 1e-6, 1, 20, 3e4 })
        {
            foreach (int length in new[] { 0, 1, 3, 17, 1001 })
            {
                T[] x = draw.Numbers<T>(length, scale);
                if (f is UnaryFunction.Sqrt or UnaryFunction.Log)
                {
                    x = Array.ConvertAll(x, T.Abs);
                }
                T[] y = new T[length];
                Elementwise.Unary<T>(f, x, y);
                for (int i = 0; i < length; i++)
                {
                    double argument = double.CreateChecked(x[i]);
                    double expected = Reference.Of(f, argument);
                    if (double.IsInfinity(double.CreateChecked(T.CreateTruncating(expected))))
                    {
                        continue;
                    }
                    // Near a zero away from 0 the argument's own rounding is most of the error; the scale pays for it.
                    double around = f is UnaryFunction.Sin or UnaryFunction.Cos or UnaryFunction.Tan ? 1 : 1e-30;
                    Close.To(expected, y[i], 8, around, $"{f} of {typeof(T).Name} {argument:R}");
                }
            }
        }
    }

    private static void Alone<T>(UnaryFunction f)
        where T : unmanaged, INumber<T>
    {
        Draw draw = new(7);
        T[] x = draw.Numbers<T>(700, 4);
        double[] odd =
        [
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            0,
            -0.0,
            1e-40,
            88,
            -104,
            1e6,
            -3e7,
            1e30,
            700,
            0.999999,
        ];
        for (int i = 0; i < x.Length; i += 3)
        {
            x[i] = T.CreateTruncating(odd[i / 3 % odd.Length]);
        }
        T[] whole = new T[x.Length];
        Elementwise.Unary<T>(f, x, whole);
        T[] part = new T[64];
        for (int length = 1; length <= 40; length++)
        {
            for (int start = 0; start + length <= x.Length; start += 13)
            {
                Elementwise.Unary<T>(f, x.AsSpan(start, length), part.AsSpan(0, length));
                for (int i = 0; i < length; i++)
                {
                    bool same = whole[start + i].Equals(part[i]);
                    Assert.True(same, $"{f} of {typeof(T).Name} {x[start + i]}: {whole[start + i]} or {part[i]}");
                }
            }
        }
    }
}

/// <summary>Plain formulas in double.</summary>
internal static class Reference
{
    public static double Of(UnaryFunction f, double x) =>
        f switch
        {
            UnaryFunction.Negate => -x,
            UnaryFunction.Abs => Math.Abs(x),
            UnaryFunction.Sign => double.IsNaN(x) ? x : Math.Sign(x),
            UnaryFunction.Square => x * x,
            UnaryFunction.Sqrt => Math.Sqrt(x),
            UnaryFunction.Reciprocal => 1 / x,
            UnaryFunction.Exp => Math.Exp(x),
            UnaryFunction.Expm1 => Expm1(x),
            UnaryFunction.Log => Math.Log(x),
            UnaryFunction.Log1p => Log1p(x),
            UnaryFunction.Sin => Math.Sin(x),
            UnaryFunction.Cos => Math.Cos(x),
            UnaryFunction.Tan => Math.Tan(x),
            UnaryFunction.Asin => Math.Asin(x),
            UnaryFunction.Acos => Math.Acos(x),
            UnaryFunction.Atan => Math.Atan(x),
            UnaryFunction.Sinh => Math.Sinh(x),
            UnaryFunction.Cosh => Math.Cosh(x),
            UnaryFunction.Tanh => Math.Tanh(x),
            UnaryFunction.Sigmoid => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
            UnaryFunction.Softplus => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))),
            UnaryFunction.Relu => Math.Max(x, 0),
            UnaryFunction.Erf => Erf(x),
            UnaryFunction.Floor => Math.Floor(x),
            UnaryFunction.Ceiling => Math.Ceiling(x),
            UnaryFunction.Round => Math.Round(x, MidpointRounding.ToEven),
            _ => throw new ArgumentOutOfRangeException(nameof(f)),
        };

    private static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Exp(x) - 1;
        }
        double sum = 0;
        for (int n = 20; n >= 1; n--)
        {
            sum = (x + x * sum) / n;
        }
        return sum;
    }

    private static double Log1p(double x)
    {
        if (x is < -0.3 or > 0.5)
        {
            return Math.Log(1 + x);
        }
        double s = x / (2 + x);
        double sum = 0;
        for (int n = 41; n >= 3; n -= 2)
        {
            sum = s * s * (1.0 / n + sum);
        }
        return 2 * s * (1 + sum);
    }

    /// <summary>The series 2/√π e^−x² Σ 2ⁿ x^(2n+1)/(2n+1)!!, whose terms all have one sign.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }
        double term = x;
        double sum = 0;
        for (int n = 0; n < 400 && term != 0; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
