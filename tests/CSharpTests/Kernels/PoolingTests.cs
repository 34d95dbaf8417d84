using System.Numerics;
using System.Runtime.InteropServices;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

/// <summary>Poolings and their gradients are what the loops of their definition give, bit for bit.</summary>
public class PoolingTests
{
    [Fact]
    public void Maxima_of_windows_agree_with_the_definition()
    {
        Draw draw = new(32);
        for (int trial = 0; trial < 150; trial++)
        {
            PoolShape s = Shape(draw);
            double[] x = Array.ConvertAll(
                draw.Numbers<int>(s.Batch * s.Height * s.Width * s.Channels),
                v =>
                    v == 9 ? double.NaN
                    : v == 8 ? double.PositiveInfinity
                    : v == -9 ? double.NegativeInfinity
                    : v == 0 && draw.Size(0, 1) == 0 ? -0.0
                    : v
            );
            Maxima(s, x);
            Maxima(s, Array.ConvertAll(x, v => (float)v));
            Maxima(s, Array.ConvertAll(x, v => double.IsFinite(v) ? (int)v : 9));
        }
        PoolShape outside = new(1, 2, 2, 1, 2, 2, 2, 2, 0, 0, 2, 1);
        Assert.Throws<ArgumentException>(() => Pooling.Max<float>(outside, new float[4], new float[2], new int[2]));
        Assert.Throws<ArgumentException>(() => Pooling.Max<float>(outside, new float[4], new float[2]));
    }

    [Fact]
    public void Sums_of_windows_agree_with_the_definition()
    {
        Draw draw = new(33);
        for (int trial = 0; trial < 150; trial++)
        {
            PoolShape s = Shape(draw);
            Sums(s, draw.Numbers<float>(s.Batch * s.Height * s.Width * s.Channels));
            Sums(s, draw.Numbers<double>(s.Batch * s.Height * s.Width * s.Channels));
            Sums(s, draw.Numbers<int>(s.Batch * s.Height * s.Width * s.Channels));
        }
    }

    [Fact]
    public void A_window_in_the_padding_has_the_sum_0_and_hands_nothing_back()
    {
        PoolShape s = new(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3);
        float[] y = new float[9];
        Pooling.Sum<float>(s, [2], y);
        Assert.Equal([0, 0, 0, 0, 2, 0, 0, 0, 0], y);
        float[] dx = [7];
        Pooling.SumGradient<float>(s, [1, 1, 1, 1, 3, 1, 1, 1, 1], dx);
        Assert.Equal([3], dx);
    }

    [Fact]
    public void Places_that_are_none_touch_nothing_else()
    {
        float[] memory = [1, 2, 3, 4, 5, 6];
        PoolShape s = new(1, 2, 2, 1, 2, 2, 2, 2, 0, 0, 1, 1);
        foreach (int place in new[] { -1, 4, int.MaxValue, int.MinValue })
        {
            Pooling.MaxGradient<float>(s, [9], [place], memory.AsSpan(1, 4));
            Assert.Equal([1, 0, 0, 0, 0, 6], memory);
        }
    }

    private static PoolShape Shape(Draw draw)
    {
        (int ph, int pw) = (draw.Size(1, 3), draw.Size(1, 3));
        (int sh, int sw) = (draw.Size(1, 3), draw.Size(1, 3));
        (int top, int left) = (draw.Size(0, ph - 1), draw.Size(0, pw - 1));
        (int height, int width) = (draw.Size(3, 10), draw.Size(3, 10));
        return new(
            draw.Size(0, 2),
            height,
            width,
            draw.Size(1, 21),
            ph,
            pw,
            sh,
            sw,
            top,
            left,
            (height + 2 * top - ph) / sh + 1,
            (width + 2 * left - pw) / sw + 1
        );
    }

    private static void Maxima<T>(PoolShape s, T[] x)
        where T : unmanaged, INumber<T>
    {
        T[] y = new T[s.Batch * s.OutHeight * s.OutWidth * s.Channels];
        int[] places = new int[y.Length];
        Pooling.Max<T>(s, x, y, places);
        for (int at = 0; at < y.Length; at++)
        {
            int best = -1;
            foreach (int place in Window(s, at))
            {
                if (best < 0 || (!T.IsNaN(x[best]) && (T.IsNaN(x[place]) || x[place] > x[best])))
                {
                    best = place;
                }
            }
            Assert.Equal(best, places[at]);
            Assert.Equal(x[best], y[at]);
        }
        T[] alone = new T[y.Length];
        Pooling.Max<T>(s, x, alone);
        Assert.True(MemoryMarshal.AsBytes<T>(y).SequenceEqual(MemoryMarshal.AsBytes<T>(alone)));
        T[] g = new Draw(y.Length).Numbers<T>(y.Length);
        T[] dx = new Draw(1).Numbers<T>(x.Length);
        Pooling.MaxGradient<T>(s, g, places, dx);
        T[] expected = new T[x.Length];
        Indexing.ScatterAdd<T>(g, 1, x.Length, 1, places, expected);
        Assert.Equal(expected, dx);
    }

    private static void Sums<T>(PoolShape s, T[] x)
        where T : unmanaged, INumber<T>
    {
        T[] y = new T[s.Batch * s.OutHeight * s.OutWidth * s.Channels];
        Pooling.Sum<T>(s, x, y);
        T[] g = new Draw(y.Length).Numbers<T>(y.Length);
        T[] dx = new Draw(1).Numbers<T>(x.Length);
        Pooling.SumGradient<T>(s, g, dx);
        T[] expected = new T[x.Length];
        for (int at = 0; at < y.Length; at++)
        {
            T sum = T.Zero;
            foreach (int place in Window(s, at))
            {
                sum += x[place];
                expected[place] += g[at];
            }
            Assert.Equal(sum, y[at]);
        }
        Assert.Equal(expected, dx);
    }

    /// <summary>The places of the window of result number at, row by row.</summary>
    private static IEnumerable<int> Window(PoolShape s, int at)
    {
        int c = at % s.Channels;
        int left = at / s.Channels % s.OutWidth * s.StrideWidth - s.PadLeft;
        int top = at / s.Channels / s.OutWidth % s.OutHeight * s.StrideHeight - s.PadTop;
        int n = at / s.Channels / s.OutWidth / s.OutHeight;
        return from r in Enumerable.Range(top, s.PoolHeight)
            from q in Enumerable.Range(left, s.PoolWidth)
            where r >= 0 && r < s.Height && q >= 0 && q < s.Width
            select ((n * s.Height + r) * s.Width + q) * s.Channels + c;
    }
}
