using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>A matrix in memory: element (i, j) lies at Start + i·Row + j·Column; one of the steps is 1.</summary>
internal readonly unsafe struct Matrix<T>(T* start, nint row, nint column)
    where T : unmanaged
{
    public readonly T* Start = start;
    public readonly nint Row = row;
    public readonly nint Column = column;

    public Matrix<T> Transposed => new(Start, Column, Row);

    public T* At(nint i, nint j) => Start + i * Row + j * Column;

    public Matrix<T> From(nint i, nint j) => new(At(i, j), Row, Column);

    /// <summary>to[i·step + j] = this[i, j] for i below rows and j below columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyTo(int rows, int columns, T* to, nint step)
    {
        if (Column != 1)
        {
            Transposition.Run(Start, Column, columns, rows, to, step);
            return;
        }
        int bytes = columns * sizeof(T);
        if (bytes is >= 8 and <= 64)
        {
            CopyShort((byte*)Start, Row * sizeof(T), rows, bytes, (byte*)to, step * sizeof(T));
            return;
        }
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<T>(Start + i * Row, columns).CopyTo(new Span<T>(to + i * step, columns));
        }
    }

    /// <summary>Copies rows of 8 to 64 bytes, each by its begin and its end, which may overlap: a call for each would take longer than its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyShort(byte* from, nint row, int rows, int bytes, byte* to, nint step)
    {
        for (; rows > 0; rows--, from += row, to += step)
        {
            if (bytes >= 32)
            {
                Vector256<byte> end = Vector256.Load(from + bytes - 32);
                Vector256.Load(from).Store(to);
                end.Store(to + bytes - 32);
            }
            else if (bytes >= 16)
            {
                Vector128<byte> end = Vector128.Load(from + bytes - 16);
                Vector128.Load(from).Store(to);
                end.Store(to + bytes - 16);
            }
            else
            {
                long end = Unsafe.ReadUnaligned<long>(from + bytes - 8);
                Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<long>(from));
                Unsafe.WriteUnaligned(to + bytes - 8, end);
            }
        }
    }
}
