using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Convolution (cross-correlation, as the field means it) of images NHWC, and its two adjoints:
/// y[n, i, j, k] = Σ over r, s, c of x[n, i·StrideHeight + r·DilationHeight − PadTop, j·StrideWidth + s·DilationWidth − PadLeft, c]·w[r, s, c, k].
/// Each of the three takes as many multiply–adds as the filter has places and channels for a number of y, and moves x, w and y once: bound by the
/// multiply–adds, but for depthwise filters, and for so few channels that they leave most of a vector empty.
/// </summary>
public static unsafe partial class Convolution
{
    /// <summary>y = x ∗ w.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float and double.</param>
    /// <param name="w">[KernelHeight, KernelWidth, Channels / Groups, Filters].</param>
    /// <param name="y">Receives the result, [Batch, OutHeight, OutWidth, Filters].</param>
    /// <param name="tail">What is done to the result while it is in the cache; it reads it in the memory of y.</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a span has another length.</exception>
    public static void Forward<T>(
        in ConvolutionShape s,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        Span<T> y,
        TileProgram? tail = null
    )
        where T : unmanaged
    {
        Validate(s, x.Length, w.Length, y.Length);
        if (typeof(T) == typeof(float))
        {
            Kernel<float>.Forward(s, Door.As<T, float>(x), Door.As<T, float>(w), Door.As<T, float>(y), tail);
        }
        else if (typeof(T) == typeof(double))
        {
            Kernel<double>.Forward(s, Door.As<T, double>(x), Door.As<T, double>(w), Door.As<T, double>(y), tail);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>y = x ∗ w, and the maxima of its windows once the tail is done, while they are in the cache.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float and double.</param>
    /// <param name="w">[KernelHeight, KernelWidth, Channels / Groups, Filters].</param>
    /// <param name="y">Receives the result, [Batch, OutHeight, OutWidth, Filters].</param>
    /// <param name="tail">What is done to the result first; it reads it in the memory of y, and leaves there what is pooled.</param>
    /// <param name="p">The sizes of a tiled pooling of y.</param>
    /// <param name="pooled">Receives the maxima.</param>
    /// <param name="places">Receives their positions in y, of the same shape; or is empty.</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a span has another length.</exception>
    public static void ForwardPooled<T>(
        in ConvolutionShape s,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        Span<T> y,
        TileProgram? tail,
        in PoolShape p,
        Span<T> pooled,
        Span<int> places = default
    )
        where T : unmanaged
    {
        Validate(s, x.Length, w.Length, y.Length);
        Pooling.Validate(p, y.Length, pooled.Length);
        if (!places.IsEmpty)
        {
            Door.Length(places.Length, pooled.Length);
        }
        if (!p.IsTiled || p.Height != s.OutHeight)
        {
            throw new ArgumentException(
                $"Windows must tile the images that are convolved, but the sizes are {s} and {p}"
            );
        }
        if (typeof(T) == typeof(float))
        {
            Kernel<float>.Forward(
                s,
                Door.As<T, float>(x),
                Door.As<T, float>(w),
                Door.As<T, float>(y),
                tail,
                p,
                Door.As<T, float>(pooled),
                places
            );
        }
        else if (typeof(T) == typeof(double))
        {
            Kernel<double>.Forward(
                s,
                Door.As<T, double>(x),
                Door.As<T, double>(w),
                Door.As<T, double>(y),
                tail,
                p,
                Door.As<T, double>(pooled),
                places
            );
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
            Kernel<float>.InputGradient(s, Door.As<T, float>(g), Door.As<T, float>(w), Door.As<T, float>(dx));
        }
        else if (typeof(T) == typeof(double))
        {
            Kernel<double>.InputGradient(s, Door.As<T, double>(g), Door.As<T, double>(w), Door.As<T, double>(dx));
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
            Kernel<float>.FilterGradient(s, Door.As<T, float>(x), Door.As<T, float>(g), Door.As<T, float>(dw));
        }
        else if (typeof(T) == typeof(double))
        {
            Kernel<double>.FilterGradient(s, Door.As<T, double>(x), Door.As<T, double>(g), Door.As<T, double>(dw));
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

    /// <summary>The three kernels of one type, behind the door.</summary>
    private static class Kernel<T>
        where T : unmanaged, INumber<T>
    {
        public static void Forward(
            in ConvolutionShape s,
            ReadOnlySpan<T> x,
            ReadOnlySpan<T> w,
            Span<T> y,
            TileProgram? tail,
            in PoolShape pool = default,
            Span<T> pooled = default,
            Span<int> places = default
        )
        {
            if (y.IsEmpty || w.IsEmpty || x.IsEmpty)
            {
                y.Clear();
                tail?.Run();
                MaxPoolJob<T, ValueAlone>.Run(pool, y, pooled, places);
                return;
            }
            fixed (T* px = x)
            fixed (T* pw = w)
            fixed (T* py = y)
            fixed (T* pp = pooled)
            fixed (int* at = places)
            {
                Correlate(s, px, pw, py, Tail.Of(tail), new(pool, py, y.Length, pp, at));
                GC.KeepAlive(tail);
            }
        }

        private static void Correlate(
            in ConvolutionShape s,
            T* x,
            T* w,
            T* y,
            Tail tail,
            MaxPoolJob<T, ValueAlone> pool,
            int spreadHeight = 1,
            int spreadWidth = 1
        )
        {
            if (spreadHeight == 1 && spreadWidth == 1 && PlanarJob<T>.Serves(s))
            {
                PlanarJob<T>.Run(s, x, w, y, tail);
                if (!pool.IsNone)
                {
                    pool.RunAll();
                }
            }
            else
            {
                ForwardJob<T>.Run(s, x, w, y, tail, pool, spreadHeight, spreadWidth);
            }
        }

        /// <summary>
        /// A convolution of g, with zeros spread between its pixels if there are strides, which nobody computes with, with the
        /// filters turned by a half turn and with channels and filters exchanged.
        /// </summary>
        public static void InputGradient(in ConvolutionShape s, ReadOnlySpan<T> g, ReadOnlySpan<T> w, Span<T> dx)
        {
            if (dx.IsEmpty || w.IsEmpty || g.IsEmpty)
            {
                dx.Clear();
                return;
            }
            ConvolutionShape turned = s with
            {
                Height = s.OutHeight,
                Width = s.OutWidth,
                Channels = s.Filters,
                Filters = s.Channels,
                StrideHeight = 1,
                StrideWidth = 1,
                PadTop = (s.KernelHeight - 1) * s.DilationHeight - s.PadTop,
                PadLeft = (s.KernelWidth - 1) * s.DilationWidth - s.PadLeft,
                OutHeight = s.Height,
                OutWidth = s.Width,
            };
            T* filters = Scratch.Get<T>(Scratch.Slot.Filter, w.Length);
            fixed (T* pg = g)
            fixed (T* pw = w)
            fixed (T* px = dx)
            {
                Turn(s, pw, filters);
                Correlate(turned, pg, filters, px, default, default, s.StrideHeight, s.StrideWidth);
            }
        }

        public static void FilterGradient(in ConvolutionShape s, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> dw)
        {
            if (dw.IsEmpty || x.IsEmpty || g.IsEmpty)
            {
                dw.Clear();
                return;
            }
            fixed (T* px = x)
            fixed (T* pg = g)
            fixed (T* pw = dw)
            {
                FilterGradientJob<T>.Run(s, px, pg, pw);
            }
        }

        /// <summary>to[p, k, group·C′ + c] = w[last − p, c, group·K′ + k], with C′ channels and K′ filters in a group.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Turn(in ConvolutionShape s, T* w, T* to)
        {
            int channels = s.Channels / s.Groups;
            int filters = s.Filters / s.Groups;
            int places = s.KernelHeight * s.KernelWidth;
            for (int p = 0; p < places; p++)
            {
                T* from = w + (nint)(places - 1 - p) * channels * s.Filters;
                T* target = to + (nint)p * filters * s.Channels;
                for (int g = 0; g < s.Groups; g++)
                {
                    Transposition.Run(
                        from + g * filters,
                        s.Filters,
                        channels,
                        filters,
                        target + g * channels,
                        s.Channels
                    );
                }
            }
        }
    }
}
