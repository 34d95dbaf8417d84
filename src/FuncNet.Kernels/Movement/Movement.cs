using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Copies between a row-major span and a strided view of another: broadcast, transpose, slice, reverse, pad, concatenate.
/// Eight bytes a float and no arithmetic: bound by memory, contiguous rows at its full rate.
/// </summary>
public static partial class Movement
{
    /// <summary>y[i] = x[offset + Σₖ iₖ·stridesₖ], y being row-major.</summary>
    /// <param name="view">The shape of y, and where its elements lie in x.</param>
    /// <param name="x">What is read.</param>
    /// <param name="y">Receives the elements.</param>
    /// <exception cref="ArgumentException">y does not have the size of the view, or an element would lie outside x.</exception>
    public static unsafe void Read<T>(in StridedView view, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        Door.Length(y.Length, view.Size);
        if (y.IsEmpty)
        {
            return;
        }
        view.Within(x.Length);
        fixed (T* px = x)
        fixed (T* py = y)
        {
            ReadJob<T>.Run(view, px + view.Offset, py);
        }
    }

    /// <summary>y[offset + Σₖ iₖ·stridesₖ] = x[i], x being row-major; the rest of y stays as it is.</summary>
    /// <param name="view">The shape of x, and where its elements go in y; with two elements in one place, the last stays.</param>
    /// <param name="x">What is written.</param>
    /// <param name="y">Receives the elements.</param>
    /// <exception cref="ArgumentException">x does not have the size of the view, or an element would lie outside y.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Write<T>(in StridedView view, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        Door.Length(x.Length, view.Size);
        if (x.IsEmpty)
        {
            return;
        }
        view.Within(y.Length);
        fixed (T* px = x)
        fixed (T* py = y)
        {
            T* from = px;
            for (int row = 0; row < view.Rows; row++, from += view.Inner)
            {
                T* to = py + view.Offset + view.Locate(row);
                if (view.Step == 1)
                {
                    new ReadOnlySpan<T>(from, view.Inner).CopyTo(new Span<T>(to, view.Inner));
                    continue;
                }
                for (int i = 0; i < view.Inner; i++)
                {
                    to[(nint)i * view.Step] = from[i];
                }
            }
        }
    }
}
