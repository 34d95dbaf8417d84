using System.Runtime.CompilerServices;

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
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<T>(Start + i * Row, columns).CopyTo(new Span<T>(to + i * step, columns));
        }
    }
}
