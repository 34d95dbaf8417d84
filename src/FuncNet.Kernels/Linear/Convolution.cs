using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// Convolution (cross-correlation, as the field means it) of images NHWC, and its two adjoints:
/// y[n, i, j, k] = Σ over r, s, c of x[n, i·StrideHeight + r·DilationHeight − PadTop, j·StrideWidth + s·DilationWidth − PadLeft, c]·w[r, s, c, k].
/// </summary>
public static unsafe partial class Convolution
{
    /// <summary>y = x ∗ w.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float and double.</param>
    /// <param name="w">[KernelHeight, KernelWidth, Channels / Groups, Filters].</param>
    /// <param name="y">Receives the result, [Batch, OutHeight, OutWidth, Filters].</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a span has another length.</exception>
    public static void Forward<T>(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y)
        where T : unmanaged
    {
        Validate(s, x.Length, w.Length, y.Length);
        if (typeof(T) == typeof(float))
        {
            Slow<float>.Forward(s, Door.As<T, float>(x), Door.As<T, float>(w), Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            Slow<double>.Forward(s, Door.As<T, double>(x), Door.As<T, double>(w), Door.As<T, double>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The gradient with respect to x of Σ g·(x ∗ w).</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="g">[Batch, OutHeight, OutWidth, Filters]; T of float and double.</param>
    /// <param name="w">[KernelHeight, KernelWidth, Channels / Groups, Filters].</param>
    /// <param name="dx">Receives the gradient, [Batch, Height, Width, Channels].</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a span has another length.</exception>
    public static void InputGradient<T>(in ConvolutionShape s, ReadOnlySpan<T> g, ReadOnlySpan<T> w, Span<T> dx)
        where T : unmanaged
    {
        Validate(s, dx.Length, w.Length, g.Length);
        if (typeof(T) == typeof(float))
        {
            Slow<float>.InputGradient(s, Door.As<T, float>(g), Door.As<T, float>(w), Door.As<T, float>(dx));
        }
        else if (typeof(T) == typeof(double))
        {
            Slow<double>.InputGradient(s, Door.As<T, double>(g), Door.As<T, double>(w), Door.As<T, double>(dx));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The gradient with respect to w of Σ g·(x ∗ w).</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float and double.</param>
    /// <param name="g">[Batch, OutHeight, OutWidth, Filters].</param>
    /// <param name="dw">Receives the gradient, [KernelHeight, KernelWidth, Channels / Groups, Filters].</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a span has another length.</exception>
    public static void FilterGradient<T>(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> dw)
        where T : unmanaged
    {
        Validate(s, x.Length, dw.Length, g.Length);
        if (typeof(T) == typeof(float))
        {
            Slow<float>.FilterGradient(s, Door.As<T, float>(x), Door.As<T, float>(g), Door.As<T, float>(dw));
        }
        else if (typeof(T) == typeof(double))
        {
            Slow<double>.FilterGradient(s, Door.As<T, double>(x), Door.As<T, double>(g), Door.As<T, double>(dw));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    private static void Validate(in ConvolutionShape s, int x, int w, int y)
    {
        if (
            s.Groups < 1
            || s.Channels % s.Groups != 0
            || s.Filters % s.Groups != 0
            || s.StrideHeight < 1
            || s.StrideWidth < 1
            || s.DilationHeight < 1
            || s.DilationWidth < 1
            || s.PadTop < 0
            || s.PadLeft < 0
        )
        {
            throw new ArgumentException(
                "Groups must divide channels and filters; strides, dilations ≥ 1; paddings ≥ 0; but the sizes are " + s
            );
        }
        Door.Length(x, Door.Size([s.Batch, s.Height, s.Width, s.Channels]));
        Door.Length(w, Door.Size([s.KernelHeight, s.KernelWidth, s.Channels / s.Groups, s.Filters]));
        Door.Length(y, Door.Size([s.Batch, s.OutHeight, s.OutWidth, s.Filters]));
    }

    /// <summary>The definition.</summary>
    private static class Slow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private delegate void Visit(int x, int w, int y);

        public static void Forward(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y)
        {
            y.Clear();
            fixed (
                T* px = x,
                    pw = w,
                    py = y
            )
            {
                T* a = px,
                    b = pw,
                    c = py;
                Each(s, (i, j, k) => c[k] = T.FusedMultiplyAdd(a[i], b[j], c[k]));
            }
        }

        public static void InputGradient(in ConvolutionShape s, ReadOnlySpan<T> g, ReadOnlySpan<T> w, Span<T> dx)
        {
            dx.Clear();
            fixed (
                T* pg = g,
                    pw = w,
                    px = dx
            )
            {
                T* a = px,
                    b = pw,
                    c = pg;
                Each(s, (i, j, k) => a[i] = T.FusedMultiplyAdd(c[k], b[j], a[i]));
            }
        }

        public static void FilterGradient(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> dw)
        {
            dw.Clear();
            fixed (
                T* px = x,
                    pw = dw,
                    pg = g
            )
            {
                T* a = px,
                    b = pw,
                    c = pg;
                Each(s, (i, j, k) => b[j] = T.FusedMultiplyAdd(a[i], c[k], b[j]));
            }
        }

        private static void Each(in ConvolutionShape s, Visit visit)
        {
            int groupIn = s.Channels / s.Groups;
            int groupOut = s.Filters / s.Groups;
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
                for (int c = 0; c < groupIn; c++)
                {
                    visit(
                        ((n * s.Height + row) * s.Width + column) * s.Channels + k / groupOut * groupIn + c,
                        ((r * s.KernelWidth + q) * groupIn + c) * s.Filters + k,
                        ((n * s.OutHeight + i) * s.OutWidth + j) * s.Filters + k
                    );
                }
            }
        }
    }
}
