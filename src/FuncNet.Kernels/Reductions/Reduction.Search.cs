namespace FuncNet.Kernels;

public static partial class Reduction
{
    /// <summary>y[o, i] = the first j whose x[o, j, i] is largest; the first NaN, if there is one.</summary>
    /// <param name="x">[outer, length, inner]; T of float, double and int.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis, at least 1.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the positions, [outer, inner].</param>
    /// <exception cref="ArgumentException">A span has another length, or the axis has the size 0.</exception>
    public static void ArgMax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y)
        where T : unmanaged => Find<T>(x, outer, length, inner, y, largest: true);

    /// <summary>y[o, i] = the first j whose x[o, j, i] is smallest; the first NaN, if there is one.</summary>
    /// <param name="x">[outer, length, inner]; T of float, double and int.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis, at least 1.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the positions, [outer, inner].</param>
    /// <exception cref="ArgumentException">A span has another length, or the axis has the size 0.</exception>
    public static void ArgMin<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y)
        where T : unmanaged => Find<T>(x, outer, length, inner, y, largest: false);

    private static void Find<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y, bool largest)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, inner));
        if (length == 0 && y.Length > 0)
        {
            throw new ArgumentException(
                "Nothing has no largest or smallest element; the axis has the size 0.",
                nameof(length)
            );
        }
        if (typeof(T) == typeof(float))
        {
            SearchJob<float>.Run(Door.As<T, float>(x), outer, length, inner, y, largest);
        }
        else if (typeof(T) == typeof(double))
        {
            SearchJob<double>.Run(Door.As<T, double>(x), outer, length, inner, y, largest);
        }
        else if (typeof(T) == typeof(int))
        {
            SearchJob<int>.Run(Door.As<T, int>(x), outer, length, inner, y, largest);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }
}
