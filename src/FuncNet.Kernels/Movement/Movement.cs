namespace FuncNet.Kernels;

/// <summary>Copies between a row-major span and a strided view of another: broadcast, transpose, slice, reverse, pad, concatenate.</summary>
public static partial class Movement
{
    /// <summary>y[i] = x[offset + Σₖ iₖ·stridesₖ], y being row-major of the shape.</summary>
    /// <param name="x">What is read.</param>
    /// <param name="offset">Where the element of index 0 lies.</param>
    /// <param name="shape">The shape of y, of rank 0 to 8.</param>
    /// <param name="strides">The step in x for each dimension; 0 repeats, a negative one reverses.</param>
    /// <param name="y">Receives the elements.</param>
    /// <exception cref="ArgumentException">The spans and the shape don't fit, or an element would lie outside x.</exception>
    public static unsafe void Read<T>(
        ReadOnlySpan<T> x,
        int offset,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> strides,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(y.Length, Door.Size(shape));
        if (y.IsEmpty)
        {
            return;
        }
        StridedView view = new(shape, strides, offset, x.Length);
        fixed (T* px = x)
        fixed (T* py = y)
        {
            ReadJob<T>.Run(view, px + offset, py);
        }
    }

    /// <summary>y[offset + Σₖ iₖ·stridesₖ] = x[i], x being row-major of the shape; the rest of y stays as it is.</summary>
    /// <param name="x">What is written.</param>
    /// <param name="shape">The shape of x, of rank 0 to 8.</param>
    /// <param name="y">Receives the elements.</param>
    /// <param name="offset">Where in y the element of index 0 goes.</param>
    /// <param name="strides">The step in y for each dimension; with two elements in one place, the last stays.</param>
    /// <exception cref="ArgumentException">The spans and the shape don't fit, or an element would lie outside y.</exception>
    public static unsafe void Write<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        Span<T> y,
        int offset,
        ReadOnlySpan<int> strides
    )
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(shape));
        if (x.IsEmpty)
        {
            return;
        }
        StridedView view = new(shape, strides, offset, y.Length);
        fixed (T* px = x)
        fixed (T* py = y)
        {
            T* from = px;
            for (int row = 0; row < view.Rows; row++, from += view.Inner)
            {
                T* to = py + offset + view.Locate(row);
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
