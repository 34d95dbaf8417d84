using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>Pooling of images, NHWC.</summary>
public static class Pooling
{
    /// <summary>The maximum of each window, and where it lies: the first of equals, NaN before all, never the padding.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float, double and int.</param>
    /// <param name="y">Receives the maxima, [Batch, OutHeight, OutWidth, Channels].</param>
    /// <param name="places">Receives their positions in x, of the same shape as y.</param>
    /// <exception cref="ArgumentException">A span has another length, or a window lies in the padding entirely.</exception>
    public static void Max<T>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> places)
        where T : unmanaged
    {
        Door.Length(places.Length, y.Length);
        Max<T, ValueAndPlace>(s, x, y, places);
    }

    /// <summary>The maximum of each window alone: NaN before all, never the padding.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float, double and int.</param>
    /// <param name="y">Receives the maxima, [Batch, OutHeight, OutWidth, Channels].</param>
    /// <exception cref="ArgumentException">A span has another length, or a window lies in the padding entirely.</exception>
    public static void Max<T>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged => Max<T, ValueAlone>(s, x, y, default);

    private static void Max<T, TMaximum>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y, Span<int> places)
        where T : unmanaged
        where TMaximum : struct, IMaximum
    {
        Validate(s, x.Length, y.Length);
        if (y.Length > 0)
        {
            Meets(s.OutHeight, s.StrideHeight, s.PadTop, s.PoolHeight, s.Height);
            Meets(s.OutWidth, s.StrideWidth, s.PadLeft, s.PoolWidth, s.Width);
        }
        if (typeof(T) == typeof(float))
        {
            MaxPoolJob<float, TMaximum>.Run(s, Door.As<T, float>(x), Door.As<T, float>(y), places);
        }
        else if (typeof(T) == typeof(double))
        {
            MaxPoolJob<double, TMaximum>.Run(s, Door.As<T, double>(x), Door.As<T, double>(y), places);
        }
        else if (typeof(T) == typeof(int))
        {
            MaxPoolJob<int, TMaximum>.Run(s, Door.As<T, int>(x), Door.As<T, int>(y), places);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>dx = 0, then dx[places[i]] += g[i] in order of i.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="g">[Batch, OutHeight, OutWidth, Channels]; T of float, double and int.</param>
    /// <param name="places">The places of the maxima, of the same shape, as Max gave them; with others only dx is meaningless.</param>
    /// <param name="dx">Receives the gradient, [Batch, Height, Width, Channels].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void MaxGradient<T>(in PoolShape s, ReadOnlySpan<T> g, ReadOnlySpan<int> places, Span<T> dx)
        where T : unmanaged
    {
        Validate(s, dx.Length, g.Length);
        Door.Length(places.Length, g.Length);
        if (typeof(T) == typeof(float))
        {
            PoolGradientJob<float, AtMaximum>.Run(s, Door.As<T, float>(g), places, Door.As<T, float>(dx));
        }
        else if (typeof(T) == typeof(double))
        {
            PoolGradientJob<double, AtMaximum>.Run(s, Door.As<T, double>(g), places, Door.As<T, double>(dx));
        }
        else if (typeof(T) == typeof(int))
        {
            PoolGradientJob<int, AtMaximum>.Run(s, Door.As<T, int>(g), places, Door.As<T, int>(dx));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The sum of each window, row by row from its first element; the padding is 0.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[Batch, Height, Width, Channels]; T of float, double and int.</param>
    /// <param name="y">Receives the sums, [Batch, OutHeight, OutWidth, Channels].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Sum<T>(in PoolShape s, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        Validate(s, x.Length, y.Length);
        if (typeof(T) == typeof(float))
        {
            SumPoolJob<float>.Run(s, Door.As<T, float>(x), Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            SumPoolJob<double>.Run(s, Door.As<T, double>(x), Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            SumPoolJob<int>.Run(s, Door.As<T, int>(x), Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The gradient with respect to x of Σ g·Sum(x): dx = 0, then each g is added to all places of its window, in order.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="g">[Batch, OutHeight, OutWidth, Channels]; T of float, double and int.</param>
    /// <param name="dx">Receives the gradient, [Batch, Height, Width, Channels].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void SumGradient<T>(in PoolShape s, ReadOnlySpan<T> g, Span<T> dx)
        where T : unmanaged
    {
        Validate(s, dx.Length, g.Length);
        if (typeof(T) == typeof(float))
        {
            PoolGradientJob<float, Everywhere>.Run(s, Door.As<T, float>(g), default, Door.As<T, float>(dx));
        }
        else if (typeof(T) == typeof(double))
        {
            PoolGradientJob<double, Everywhere>.Run(s, Door.As<T, double>(g), default, Door.As<T, double>(dx));
        }
        else if (typeof(T) == typeof(int))
        {
            PoolGradientJob<int, Everywhere>.Run(s, Door.As<T, int>(g), default, Door.As<T, int>(dx));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    internal static void Validate(in PoolShape s, int x, int y)
    {
        if (s.StrideHeight < 1 || s.StrideWidth < 1 || s.PadTop < 0 || s.PadLeft < 0)
        {
            throw new ArgumentException("Strides must be ≥ 1, paddings ≥ 0; but the sizes are " + s);
        }
        Door.Length(x, Door.Size([s.Batch, s.Height, s.Width, s.Channels]));
        Door.Length(y, Door.Size([s.Batch, s.OutHeight, s.OutWidth, s.Channels]));
    }

    /// <summary>The first and the last window meet the image, and so do those between.</summary>
    private static void Meets(int windows, int stride, int pad, int extent, int size)
    {
        if (extent < 1 || extent <= pad || (long)(windows - 1) * stride - pad >= size)
        {
            throw new ArgumentException(
                $"{windows} windows of {extent} with stride {stride} and padding {pad} don't all meet a size of {size}."
            );
        }
    }
}
