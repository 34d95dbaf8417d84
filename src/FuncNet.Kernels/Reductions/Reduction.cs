using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// Reductions along the middle axis of x: [outer, length, inner]. Sums run over a fixed number of lanes and a fixed tree of
/// blocks, whatever the vector width and the number of threads, so their bits are the same everywhere.
/// </summary>
public static partial class Reduction
{
    /// <summary>y[o, i] = x[o, 0, i] ∘ x[o, 1, i] ∘ …, for T of float, double and int.</summary>
    /// <param name="f">What ∘ is.</param>
    /// <param name="x">[outer, length, inner].</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the result, [outer, inner].</param>
    /// <exception cref="ArgumentException">A span has another length, or the maximum of nothing is asked for.</exception>
    public static void Reduce<T>(Fold f, ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, inner));
        if (length == 0 && y.Length > 0 && f is Fold.Maximum or Fold.Minimum)
        {
            throw new ArgumentException($"The {f} of nothing does not exist; the axis has the size 0.", nameof(length));
        }
        if (typeof(T) == typeof(float))
        {
            Dispatch(f, Door.As<T, float>(x), outer, length, inner, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            Dispatch(f, Door.As<T, double>(x), outer, length, inner, Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            Dispatch(f, Door.As<T, int>(x), outer, length, inner, Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>(f);
        }
    }

    private static void Dispatch<T>(Fold f, ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        switch (f)
        {
            case Fold.Sum:
                FoldJob<SumFold<T>, T>.Run(x, outer, length, inner, y);
                break;
            case Fold.Product:
                FoldJob<ProductFold<T>, T>.Run(x, outer, length, inner, y);
                break;
            case Fold.Maximum:
                FoldJob<MaximumFold<T>, T>.Run(x, outer, length, inner, y);
                break;
            case Fold.Minimum:
                FoldJob<MinimumFold<T>, T>.Run(x, outer, length, inner, y);
                break;
            default:
                Door.Unsupported<T>(f);
                break;
        }
    }
}
