using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Elements by index along one axis, and the adjoints of that. Indices lie in [0, length).
/// Each element is read and written once, eight bytes a float, besides four of its index; the adjoints add: bound by memory, or, where inner is small, by the call for each index.
/// </summary>
public static class Indexing
{
    /// <summary>y[o, j, i] = x[o, indices[j], i], for any unmanaged T.</summary>
    /// <param name="x">[outer, length, inner].</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="indices">[m], in [0, length).</param>
    /// <param name="y">Receives the result, [outer, m, inner].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside [0, length).</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(
        ReadOnlySpan<T> x,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, indices.Length, inner));
        Inside(indices, length);
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = x.Slice(o * length * inner, length * inner);
            Span<T> to = y.Slice(o * indices.Length * inner, indices.Length * inner);
            if (inner == 1)
            {
                for (int j = 0; j < indices.Length; j++)
                {
                    to[j] = from[indices[j]];
                }
                continue;
            }
            for (int j = 0; j < indices.Length; j++)
            {
                from.Slice(indices[j] * inner, inner).CopyTo(to.Slice(j * inner, inner));
            }
        }
    }

    /// <summary>y = 0, then y[o, indices[j], i] += updates[o, j, i] in order of j; T of float, double and int.</summary>
    /// <param name="updates">[outer, m, inner].</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis of y.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="indices">[m], in [0, length).</param>
    /// <param name="y">Receives the result, [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside [0, length).</exception>
    public static void ScatterAdd<T>(
        ReadOnlySpan<T> updates,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(updates.Length, Door.Size(outer, indices.Length, inner));
        Door.Length(y.Length, Door.Size(outer, length, inner));
        Inside(indices, length);
        y.Clear();
        if (typeof(T) == typeof(float))
        {
            AddRows(Door.As<T, float>(updates), outer, length, inner, indices, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            AddRows(Door.As<T, double>(updates), outer, length, inner, indices, Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            AddRows(Door.As<T, int>(updates), outer, length, inner, indices, Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>y[o, j, i] = x[o, indices[o, j, i], i], for any unmanaged T.</summary>
    /// <param name="x">[outer, length, inner].</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="indices">[outer, m, inner], in [0, length).</param>
    /// <param name="m">The size of the axis of the indices.</param>
    /// <param name="y">Receives the result, [outer, m, inner].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside [0, length).</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherAlong<T>(
        ReadOnlySpan<T> x,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        int m,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(indices.Length, Door.Size(outer, m, inner));
        Door.Length(y.Length, Door.Size(outer, m, inner));
        Inside(indices, length);
        int at = 0;
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = x.Slice(o * length * inner, length * inner);
            for (int j = 0; j < m; j++)
            {
                for (int i = 0; i < inner; i++, at++)
                {
                    y[at] = from[indices[at] * inner + i];
                }
            }
        }
    }

    /// <summary>
    /// y = 0, then y[o, indices[o, j, i], i] += updates[o, j, i] in order of j; T of float, double and int.
    /// </summary>
    /// <param name="updates">[outer, m, inner].</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis of y.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="indices">[outer, m, inner], in [0, length).</param>
    /// <param name="m">The size of the axis of the indices.</param>
    /// <param name="y">Receives the result, [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside [0, length).</exception>
    public static void ScatterAddAlong<T>(
        ReadOnlySpan<T> updates,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        int m,
        Span<T> y
    )
        where T : unmanaged
    {
        Door.Length(updates.Length, Door.Size(outer, m, inner));
        Door.Length(indices.Length, Door.Size(outer, m, inner));
        Door.Length(y.Length, Door.Size(outer, length, inner));
        Inside(indices, length);
        y.Clear();
        if (typeof(T) == typeof(float))
        {
            AddEach(Door.As<T, float>(updates), outer, length, inner, indices, m, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            AddEach(Door.As<T, double>(updates), outer, length, inner, indices, m, Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            AddEach(Door.As<T, int>(updates), outer, length, inner, indices, m, Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>The position of the first index outside [0, length), or −1.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="length">The size of the axis they point into.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstOutside(ReadOnlySpan<int> indices, int length)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)length)
            {
                return i;
            }
        }
        return -1;
    }

    private static void Inside(ReadOnlySpan<int> indices, int length)
    {
        int outside = FirstOutside(indices, length);
        if (outside >= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(indices),
                $"The index {indices[outside]} at position {outside} lies outside [0, {length})."
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<T>(
        ReadOnlySpan<T> updates,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        Span<T> y
    )
        where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        for (int o = 0; o < outer; o++)
        {
            for (int j = 0; j < indices.Length; j++)
            {
                ReadOnlySpan<T> from = updates.Slice((o * indices.Length + j) * inner, inner);
                Span<T> to = y.Slice((o * length + indices[j]) * inner, inner);
                int i = 0;
                for (; i <= inner - width; i += width)
                {
                    (new Vector<T>(to[i..]) + new Vector<T>(from[i..])).CopyTo(to[i..]);
                }
                for (; i < inner; i++)
                {
                    to[i] += from[i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEach<T>(
        ReadOnlySpan<T> updates,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        int m,
        Span<T> y
    )
        where T : unmanaged, INumber<T>
    {
        int at = 0;
        for (int o = 0; o < outer; o++)
        {
            Span<T> to = y.Slice(o * length * inner, length * inner);
            for (int j = 0; j < m; j++)
            {
                for (int i = 0; i < inner; i++, at++)
                {
                    to[indices[at] * inner + i] += updates[at];
                }
            }
        }
    }
}
