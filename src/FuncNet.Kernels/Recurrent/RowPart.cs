using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>Neighbours in a row: as many as a vector has, or fewer at the end of the row, where its last lanes are 0.</summary>
internal readonly unsafe struct RowPart<T>(int first, int length)
    where T : unmanaged
{
    private readonly int first = first;
    private readonly int count = Math.Min(Vector<T>.Count, length - first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Load(T* row) => count == Vector<T>.Count ? Vector.Load(row + first) : LoadSome(row + first, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector<T> values, T* row)
    {
        if (count == Vector<T>.Count)
        {
            values.Store(row + first);
        }
        else
        {
            StoreSome(values, row + first, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> LoadSome(T* from, int count)
    {
        Vector<T> values = default;
        new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(&values, count));
        return values;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreSome(Vector<T> values, T* to, int count) =>
        new ReadOnlySpan<T>(&values, count).CopyTo(new Span<T>(to, count));
}
