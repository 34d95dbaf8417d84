using System.Numerics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class ReductionTests
{
    [Fact]
    public void Folds_agree_with_the_definition()
    {
        Draw draw = new(20);
        for (int trial = 0; trial < 150; trial++)
        {
            (int outer, int length, int inner) = (draw.Size(), draw.Size(), draw.Coin() ? 1 : draw.Size());
            Folds<float>(draw, outer, length, inner);
            Folds<double>(draw, outer, length, inner);
            Folds<int>(draw, outer, length, inner);
        }
        Folds<float>(draw, 1, 300_000, 1);
        Folds<float>(draw, 2, 5000, 37);
        Folds<double>(draw, 3, 4097, 1);
        Folds<float>(draw, 1, 129, 1030);
    }

    [Fact]
    public void Nan_wins_every_maximum_and_minimum()
    {
        foreach (int length in new[] { 1, 5, 33, 300 })
        {
            for (int place = 0; place < length; place += 1 + length / 20)
            {
                float[] x = new float[length];
                x[place] = float.NaN;
                float[] y = new float[1];
                int[] at = new int[1];
                Reduction.Reduce<float>(Fold.Maximum, x, 1, length, 1, y);
                Assert.True(float.IsNaN(y[0]));
                Reduction.Reduce<float>(Fold.Minimum, x, 1, length, 1, y);
                Assert.True(float.IsNaN(y[0]));
                Reduction.ArgMax<float>(x, 1, length, 1, at);
                Assert.Equal(place, at[0]);
                Reduction.ArgMin<float>(x, 1, length, 1, at);
                Assert.Equal(place, at[0]);
            }
        }
    }

    [Fact]
    public void Places_of_extremes_are_the_first_of_equals_whatever_the_path()
    {
        Draw draw = new(22);
        for (int trial = 0; trial < 200; trial++)
        {
            (int outer, int length, int inner) = (
                draw.Size(1, 9),
                draw.Size(1, 40),
                draw.Coin() ? 1 : draw.Size(1, 20)
            );
            double[] x = Array.ConvertAll(
                draw.Numbers<int>(outer * length * inner),
                v =>
                    v == 9 && draw.Size(0, 9) == 0 ? double.NaN
                    : v > 7 ? double.PositiveInfinity
                    : v < -7 ? double.NegativeInfinity
                    : v == 0 && draw.Coin() ? -0.0
                    : v
            );
            Places(x, outer, length, inner);
            Places(Array.ConvertAll(x, v => (float)v), outer, length, inner);
            Places(Array.ConvertAll(x, v => double.IsFinite(v) ? (int)v : 9), outer, length, inner);
        }

        static void Places<T>(T[] x, int outer, int length, int inner)
            where T : unmanaged, INumber<T>
        {
            int[] largest = new int[outer * inner];
            int[] smallest = new int[outer * inner];
            Reduction.ArgMax<T>(x, outer, length, inner, largest);
            Reduction.ArgMin<T>(x, outer, length, inner, smallest);
            for (int at = 0; at < largest.Length; at++)
            {
                int start = at / inner * length * inner + at % inner;
                T[] values = [.. Enumerable.Range(0, length).Select(j => x[start + j * inner])];
                int nan = Array.FindIndex(values, T.IsNaN);
                Assert.Equal(nan >= 0 ? nan : Array.IndexOf(values, values.Max()), largest[at]);
                Assert.Equal(nan >= 0 ? nan : Array.IndexOf(values, values.Min()), smallest[at]);
            }
        }
    }

    [Fact]
    public void A_row_and_a_column_have_the_same_bits_alone_and_among_others()
    {
        Draw draw = new(23);
        foreach (Fold f in Enum.GetValues<Fold>())
        {
            foreach (int length in new[] { 1, 2, 7, 8, 9, 16, 20, 31, 32, 33, 50, 64, 100, 5000 })
            {
                Rows<float>(f, length);
                Rows<double>(f, length);
                Rows<int>(f, length);
            }
            foreach (int length in new[] { 3, 128, 129, 385, 400, 512, 513, 1000, 1024, 1500 })
            {
                Columns<float>(f, length);
                Columns<double>(f, length);
                Columns<int>(f, length);
            }
        }

        void Rows<T>(Fold f, int length)
            where T : unmanaged, INumber<T>
        {
            const int Count = 7;
            T[] x = draw.Numbers<T>(Count * length, 1.1);
            T[] y = new T[Count];
            T[] alone = new T[Count];
            Reduction.Reduce<T>(f, x, Count, length, 1, y);
            for (int r = 0; r < Count; r++)
            {
                Reduction.Reduce<T>(f, x.AsSpan(r * length, length), 1, length, 1, alone.AsSpan(r, 1));
            }
            Close.Same<T>(alone, y, $"{f} of rows of {length}");
        }

        void Columns<T>(Fold f, int length)
            where T : unmanaged, INumber<T>
        {
            const int Count = 107;
            T[] x = draw.Numbers<T>(Count * length, 1.1);
            T[] y = new T[Count];
            Reduction.Reduce<T>(f, x, 1, length, Count, y);
            int first = 0;
            foreach (int width in new[] { 2, 3, 8, 9, 16, 20, 31 })
            {
                T[] part = new T[width * length];
                for (int j = 0; j < length; j++)
                {
                    x.AsSpan(j * Count + first, width).CopyTo(part.AsSpan(j * width));
                }
                T[] few = new T[width];
                Reduction.Reduce<T>(f, part, 1, length, width, few);
                Close.Same<T>(y.AsSpan(first, width), few, $"{f} of {width} columns of {length}");
                first += width;
            }
        }
    }

    [Fact]
    public void Nothing_has_a_sum_and_a_product_but_no_maximum()
    {
        float[] y = [7, 7];
        Reduction.Reduce<float>(Fold.Sum, [], 2, 0, 1, y);
        Assert.Equal([0, 0], y);
        Reduction.Reduce<float>(Fold.Product, [], 2, 0, 1, y);
        Assert.Equal([1, 1], y);
        Assert.Throws<ArgumentException>(() => Reduction.Reduce<float>(Fold.Maximum, [], 2, 0, 1, y));
        Assert.Throws<ArgumentException>(() => Reduction.ArgMax<float>([], 2, 0, 1, new int[2]));
        Reduction.Reduce<float>(Fold.Maximum, [], 0, 0, 1, []);
    }

    [Fact]
    public void A_long_sum_of_floats_keeps_its_digits()
    {
        float[] x = new float[1 << 24];
        Array.Fill(x, 0.1f);
        float[] y = new float[1];
        Reduction.Reduce<float>(Fold.Sum, x, 1, x.Length, 1, y);
        Assert.Equal(0.1f * (double)x.Length, y[0], 0.1f * x.Length * 1e-6);
        float[] z = new float[16];
        Reduction.Reduce<float>(Fold.Sum, x, 1, x.Length / 16, 16, z);
        Assert.All(z, v => Assert.Equal(0.1f * (double)x.Length / 16, v, 0.1f * x.Length / 16 * 4e-6));
    }

    [Fact]
    public void Softmax_and_its_logarithm_agree_with_the_definition()
    {
        Draw draw = new(21);
        for (int trial = 0; trial < 100; trial++)
        {
            (int outer, int length, int inner) = (draw.Size(), draw.Size(), draw.Coin() ? 1 : draw.Size());
            Softmax<float>(draw, outer, length, inner);
            Softmax<double>(draw, outer, length, inner);
        }
    }

    [Fact]
    public void The_logarithm_of_a_sum_of_exponentials_survives_extremes()
    {
        float inf = float.PositiveInfinity;
        float[] x = [1000, 1000, -inf, -inf, inf, 0, -1000, -1000];
        float[] y = new float[4];
        Reduction.LogSumExp<float>(x, 4, 2, 1, y);
        Assert.Equal(1000 + MathF.Log(2), y[0]);
        Assert.Equal(-inf, y[1]);
        Assert.Equal(inf, y[2]);
        Assert.Equal(-1000 + MathF.Log(2), y[3]);
        Reduction.LogSumExp<float>([], 2, 0, 1, y.AsSpan(0, 2));
        Assert.Equal([-inf, -inf], y[..2]);
    }

    [Fact]
    public void Cumulative_sums_agree_with_the_definition()
    {
        Draw draw = new(22);
        for (int trial = 0; trial < 50; trial++)
        {
            (int outer, int length, int inner) = (draw.Size(), draw.Size(), draw.Size());
            float[] x = draw.Numbers<float>(outer * length * inner);
            float[] y = new float[x.Length];
            foreach (bool reverse in new[] { false, true })
            {
                Reduction.CumulativeSum<float>(x, outer, length, inner, y, reverse);
                for (int o = 0; o < outer; o++)
                {
                    for (int i = 0; i < inner; i++)
                    {
                        float sum = 0;
                        for (int step = 0; step < length; step++)
                        {
                            int j = reverse ? length - 1 - step : step;
                            int at = (o * length + j) * inner + i;
                            sum = step == 0 ? x[at] : sum + x[at];
                            Assert.Equal(sum, y[at]);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Sorting_is_stable_and_puts_nan_last()
    {
        Draw draw = new(23);
        for (int trial = 0; trial < 50; trial++)
        {
            (int outer, int length, int inner) = (draw.Size(0, 3), draw.Size(), draw.Size(1, 3));
            double[] x = Array.ConvertAll(
                draw.Numbers<int>(outer * length * inner),
                v =>
                    v == 7 ? double.NaN
                    : v == 0 && draw.Coin() ? -0.0
                    : v / 2
            );
            Sorted(x, outer, length, inner);
            Sorted(Array.ConvertAll(x, v => (float)v), outer, length, inner);
            Sorted(draw.Numbers<int>(outer * length * inner), outer, length, inner);
        }
    }

    private static void Sorted<T>(T[] x, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
    {
        int[] y = new int[x.Length];
        foreach (bool descending in new[] { false, true })
        {
            Reduction.ArgSort<T>(x, outer, length, inner, y, descending);
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    double At(int j) => double.CreateChecked(x[(o * length + j) * inner + i]);
                    double KeyOf(int j) =>
                        double.IsNaN(At(j)) ? double.PositiveInfinity
                        : descending ? -At(j)
                        : At(j);
                    int[] expected = Enumerable.Range(0, length).OrderBy(KeyOf).ToArray();
                    int[] actual = Enumerable.Range(0, length).Select(j => y[(o * length + j) * inner + i]).ToArray();
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    private static void Folds<T>(Draw draw, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
    {
        T[] x = draw.Numbers<T>(outer * length * inner, 1.2);
        T[] y = new T[outer * inner];
        int[] largest = new int[outer * inner];
        int[] smallest = new int[outer * inner];
        foreach (Fold f in Enum.GetValues<Fold>())
        {
            if (length == 0 && y.Length > 0 && f is Fold.Maximum or Fold.Minimum)
            {
                continue;
            }
            if (typeof(T) == typeof(int) && f == Fold.Product)
            {
                continue;
            }
            Reduction.Reduce<T>(f, x, outer, length, inner, y);
            Columns(
                (at, values) =>
                {
                    double expected = f switch
                    {
                        Fold.Sum => values.Sum(),
                        Fold.Product => values.Aggregate(1.0, (a, b) => a * b),
                        Fold.Maximum => values.Max(),
                        _ => values.Min(),
                    };
                    double scale = f == Fold.Sum ? values.Sum(Math.Abs) : 0;
                    double units = f == Fold.Sum ? 20 : 20 + length;
                    if (Math.Abs(expected) is > 1e-30 or 0)
                    {
                        Close.To(
                            expected,
                            y[at],
                            units,
                            scale,
                            $"{f} of {typeof(T).Name} [{outer}, {length}, {inner}]"
                        );
                    }
                }
            );
        }
        if (length == 0)
        {
            return;
        }
        Reduction.ArgMax<T>(x, outer, length, inner, largest);
        Reduction.ArgMin<T>(x, outer, length, inner, smallest);
        Columns(
            (at, values) =>
            {
                Assert.Equal(Array.IndexOf(values, values.Max()), largest[at]);
                Assert.Equal(Array.IndexOf(values, values.Min()), smallest[at]);
            }
        );

        void Columns(Action<int, double[]> visit)
        {
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    double[] values = new double[length];
                    for (int j = 0; j < length; j++)
                    {
                        values[j] = double.CreateChecked(x[(o * length + j) * inner + i]);
                    }
                    visit(o * inner + i, values);
                }
            }
        }
    }

    private static void Softmax<T>(Draw draw, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
    {
        T[] x = draw.Numbers<T>(outer * length * inner, 30);
        T[] y = new T[x.Length];
        T[] logs = new T[outer * inner];
        Reduction.Softmax<T>(x, outer, length, inner, y);
        Reduction.LogSumExp<T>(x, outer, length, inner, logs);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner && length > 0; i++)
            {
                double[] values = new double[length];
                for (int j = 0; j < length; j++)
                {
                    values[j] = double.CreateChecked(x[(o * length + j) * inner + i]);
                }
                double most = values.Max();
                double sum = values.Sum(v => Math.Exp(v - most));
                Close.To(most + Math.Log(sum), logs[o * inner + i], 8, 1, "log of the sum");
                for (int j = 0; j < length; j++)
                {
                    double expected = Math.Exp(values[j] - most) / sum;
                    // The shifted argument, up to 60, is rounded before its exponential is taken.
                    Close.To(expected, y[(o * length + j) * inner + i], 80, 0, "softmax");
                }
            }
        }
    }
}
