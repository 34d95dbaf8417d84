using System.Numerics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class ConvolutionTests
{
    [Fact]
    public void Pooling_rows_while_they_are_in_the_cache_changes_no_bit()
    {
        Draw draw = new(41);
        for (int trial = 0; trial < 60; trial++)
        {
            (int ph, int pw) = (draw.Size(1, 3), draw.Size(1, 3));
            (int height, int width) = (ph * draw.Size(1, 9), draw.Size(pw, 25));
            (int channels, int filters) = (draw.Size(1, 9), draw.Size(1, 40));
            int batch = draw.Size(0, 5);
            ConvolutionShape s = new(batch, height, width, channels, filters, 3, 3, 1, 1, 1, 1, 1, 1, height, width, 1);
            PoolShape p = new(batch, height, width, filters, ph, pw, ph, pw, 0, 0, height / ph, width / pw);
            Assert.True(p.IsTiled);
            float[] x = draw.Numbers<float>(batch * height * width * channels);
            float[] w = draw.Numbers<float>(9 * channels * filters);
            float[] y = new float[batch * height * width * filters];
            float[] pooled = new float[batch * p.OutHeight * p.OutWidth * filters];
            Convolution.ForwardPooled<float>(s, x, w, y, null, p, pooled);
            float[] apart = new float[y.Length];
            float[] maxima = new float[pooled.Length];
            Convolution.Forward<float>(s, x, w, apart);
            Pooling.Max<float>(p, apart, maxima);
            Assert.Equal(apart, y);
            Assert.Equal(maxima, pooled);
        }
        ConvolutionShape one = new(1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 3, 3, 1);
        PoolShape overlapping = new(1, 3, 3, 1, 2, 2, 1, 1, 0, 0, 2, 2);
        Assert.Throws<ArgumentException>(() =>
            Convolution.ForwardPooled<float>(
                one,
                new float[9],
                new float[1],
                new float[9],
                null,
                overlapping,
                new float[4]
            )
        );
    }

    [Fact]
    public void Convolution_and_its_gradients_agree_with_the_definition()
    {
        Draw draw = new(11);
        for (int trial = 0; trial < 150; trial++)
        {
            ConvolutionShape s = Shape(draw);
            Agrees<float>(draw, s);
            Agrees<double>(draw, s);
        }
    }

    [Fact]
    public void Convolution_of_common_layers_agrees_with_the_definition()
    {
        Draw draw = new(12);
        Agrees<float>(draw, new(3, 28, 28, 1, 32, 3, 3, 1, 1, 1, 1, 1, 1, 28, 28, 1));
        Agrees<float>(draw, new(2, 26, 26, 32, 64, 3, 3, 1, 1, 1, 1, 0, 0, 24, 24, 1));
        Agrees<float>(draw, new(2, 16, 16, 16, 32, 3, 3, 2, 2, 1, 1, 0, 0, 8, 8, 1));
        Agrees<float>(draw, new(2, 14, 14, 24, 24, 3, 3, 1, 1, 1, 1, 1, 1, 14, 14, 24));
        Agrees<float>(draw, new(40, 8, 8, 8, 12, 3, 3, 1, 1, 1, 1, 1, 1, 8, 8, 1));
        Agrees<float>(draw, new(3, 28, 28, 16, 1, 3, 3, 1, 1, 1, 1, 1, 1, 28, 28, 1));
        Agrees<double>(draw, new(9, 12, 17, 16, 3, 3, 3, 1, 1, 1, 1, 1, 1, 12, 17, 1));
        Agrees<float>(draw, new(2, 30, 30, 3, 16, 5, 5, 1, 1, 1, 1, 2, 2, 30, 30, 1));
    }

    [Fact]
    public void Columns_at_the_sides_of_images_with_many_rows_agree_with_the_definition()
    {
        Draw draw = new(14);
        Agrees<float>(draw, new(18, 9, 20, 16, 96, 3, 3, 1, 1, 1, 1, 1, 1, 9, 20, 1));
        Agrees<float>(draw, new(2, 33, 31, 16, 32, 3, 3, 2, 2, 1, 1, 1, 1, 17, 16, 1));
        Agrees<float>(draw, new(1, 24, 23, 8, 48, 3, 3, 1, 1, 2, 2, 2, 2, 24, 23, 1));
        Agrees<float>(draw, new(1, 20, 19, 32, 64, 3, 3, 1, 1, 1, 1, 2, 2, 22, 21, 1));
        Agrees<float>(draw, new(1, 31, 29, 8, 32, 5, 5, 3, 2, 1, 1, 2, 1, 11, 14, 2));
        Agrees<double>(draw, new(2, 25, 18, 5, 20, 4, 3, 1, 2, 1, 3, 1, 4, 24, 10, 1));
    }

    [Fact]
    public void Two_lines_at_a_time_agree_with_the_definition()
    {
        Draw draw = new(15);
        Agrees<float>(draw, new(2, 19, 31, 3, 16, 3, 3, 1, 1, 1, 1, 1, 1, 19, 31, 1));
        Agrees<float>(draw, new(2, 18, 19, 8, 32, 3, 3, 1, 1, 1, 1, 1, 1, 18, 19, 2));
        Agrees<float>(draw, new(1, 15, 40, 4, 16, 1, 5, 1, 2, 1, 1, 0, 2, 15, 20, 1));
        Agrees<float>(draw, new(1, 21, 17, 16, 16, 4, 2, 1, 1, 1, 2, 3, 1, 24, 17, 1));
        Agrees<double>(draw, new(2, 20, 21, 5, 8, 3, 3, 1, 1, 1, 1, 1, 1, 20, 21, 1));
    }

    [Fact]
    public void A_depthwise_convolution_agrees_with_the_definition()
    {
        Draw draw = new(13);
        foreach (int channels in new[] { 2, 3, 8, 17, 32, 50 })
        {
            Agrees<float>(draw, new(3, 9, 8, channels, channels, 3, 2, 1, 1, 1, 1, 1, 1, 9, 9, channels));
            Agrees<double>(draw, new(2, 9, 8, channels, channels, 3, 3, 2, 2, 2, 1, 2, 1, 5, 4, channels));
        }
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        ConvolutionShape s = new(1, 4, 4, 3, 4, 1, 1, 1, 1, 1, 1, 0, 0, 4, 4, 2);
        Assert.Throws<ArgumentException>(() =>
            Convolution.Forward<float>(s, new float[48], new float[8], new float[64])
        );
        s = s with { Groups = 1 };
        Assert.Throws<ArgumentException>(() =>
            Convolution.Forward<float>(s, new float[47], new float[12], new float[64])
        );
    }

    private static ConvolutionShape Shape(Draw draw)
    {
        int groups = draw.Size(0, 3) == 0 ? draw.Size(2, 3) : 1;
        int channels = groups * draw.Size(1, 6);
        int filters = groups * (draw.Coin() ? draw.Size(1, 5) : 16 * draw.Size(1, 4));
        int kernelHeight = draw.Size(1, 3);
        int kernelWidth = draw.Size(1, 3);
        int strideHeight = draw.Size(1, 3);
        int strideWidth = draw.Size(1, 3);
        int dilationHeight = draw.Size(1, 2);
        int dilationWidth = draw.Size(1, 2);
        int height = draw.Size(1, 12);
        int width = draw.Size(1, 19);
        int padTop = draw.Size(0, 3);
        int padLeft = draw.Size(0, 3);
        int reachHeight = (kernelHeight - 1) * dilationHeight + 1;
        int reachWidth = (kernelWidth - 1) * dilationWidth + 1;
        return new(
            draw.Size(0, 3),
            height,
            width,
            channels,
            filters,
            kernelHeight,
            kernelWidth,
            strideHeight,
            strideWidth,
            dilationHeight,
            dilationWidth,
            padTop,
            padLeft,
            Math.Max(0, (height + 2 * padTop - reachHeight) / strideHeight + 1),
            Math.Max(0, (width + 2 * padLeft - reachWidth) / strideWidth + 1),
            groups
        );
    }

    private static void Agrees<T>(Draw draw, ConvolutionShape s)
        where T : unmanaged, INumber<T>
    {
        T[] x = draw.Numbers<T>(s.Batch * s.Height * s.Width * s.Channels);
        T[] w = draw.Numbers<T>(s.KernelHeight * s.KernelWidth * (s.Channels / s.Groups) * s.Filters);
        T[] g = draw.Numbers<T>(s.Batch * s.OutHeight * s.OutWidth * s.Filters);
        T[] y = new T[g.Length];
        T[] dx = draw.Numbers<T>(x.Length);
        T[] dw = draw.Numbers<T>(w.Length);
        Convolution.Forward<T>(s, x, w, y);
        Convolution.InputGradient<T>(s, g, w, dx);
        Convolution.FilterGradient<T>(s, x, g, dw);

        (double Sum, double Size)[] ey = new (double, double)[y.Length];
        (double Sum, double Size)[] ex = new (double, double)[x.Length];
        (double Sum, double Size)[] ew = new (double, double)[w.Length];
        int channels = s.Channels / s.Groups;
        int filters = s.Filters / s.Groups;
        for (int n = 0; n < s.Batch; n++)
        for (int i = 0; i < s.OutHeight; i++)
        for (int j = 0; j < s.OutWidth; j++)
        for (int r = 0; r < s.KernelHeight; r++)
        for (int q = 0; q < s.KernelWidth; q++)
        {
            int row = i * s.StrideHeight + r * s.DilationHeight - s.PadTop;
            int column = j * s.StrideWidth + q * s.DilationWidth - s.PadLeft;
            if (row < 0 || row >= s.Height || column < 0 || column >= s.Width)
            {
                continue;
            }
            for (int k = 0; k < s.Filters; k++)
            for (int c = 0; c < channels; c++)
            {
                int atX = ((n * s.Height + row) * s.Width + column) * s.Channels + k / filters * channels + c;
                int atW = ((r * s.KernelWidth + q) * channels + c) * s.Filters + k;
                int atY = ((n * s.OutHeight + i) * s.OutWidth + j) * s.Filters + k;
                Add(ref ey[atY], double.CreateChecked(x[atX]) * double.CreateChecked(w[atW]));
                Add(ref ex[atX], double.CreateChecked(g[atY]) * double.CreateChecked(w[atW]));
                Add(ref ew[atW], double.CreateChecked(x[atX]) * double.CreateChecked(g[atY]));
            }
        }
        Compare(ey, y, "y of " + s);
        Compare(ex, dx, "dx of " + s);
        Compare(ew, dw, "dw of " + s);
    }

    private static void Add(ref (double Sum, double Size) total, double term) =>
        total = (total.Sum + term, total.Size + Math.Abs(term));

    private static void Compare<T>((double Sum, double Size)[] expected, T[] actual, string what)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < actual.Length; i++)
        {
            Close.To(expected[i].Sum, actual[i], 20, expected[i].Size, what);
        }
    }
}
