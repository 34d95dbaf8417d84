using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>Neighbours at one place of several rows, as a vector.</summary>
internal unsafe interface IRowPart<T>
    where T : unmanaged
{
    Vector<T> Load(T* row);

    void Store(Vector<T> values, T* row);
}

/// <summary>As many neighbours as a vector has.</summary>
internal readonly unsafe struct WholePart<T>(int first) : IRowPart<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Load(T* row) => Vector.Load(row + first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector<T> values, T* row) => values.Store(row + first);
}

/// <summary>Fewer, at the end of the rows: the last lanes are 0, and stored nowhere.</summary>
internal readonly unsafe struct LastPart<T>(int first, int count) : IRowPart<T>
    where T : unmanaged
{
    public Vector<T> Load(T* row)
    {
        Vector<T> values = default;
        new ReadOnlySpan<T>(row + first, count).CopyTo(new Span<T>(&values, count));
        return values;
    }

    public void Store(Vector<T> values, T* row) =>
        new ReadOnlySpan<T>(&values, count).CopyTo(new Span<T>(row + first, count));
}
