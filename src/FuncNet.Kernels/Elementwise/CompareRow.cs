using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// The rows of a relation: 32 elements of four bytes at a time, then element by element.
/// Eight bytes and a comparison for a result of one byte: bound by memory, at half of its rate, since the bytes are packed together.
/// </summary>
internal readonly unsafe struct CompareRow<TRelation, T> : IRowKernel<T, T, byte, bool>
    where TRelation : struct, IRelation<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(T* a, int stepA, T* b, int stepB, byte* c, int stepC, bool* y, int n)
    {
        int i = 0;
        if (Avx2.IsSupported && sizeof(T) == 4)
        {
            Vector256<int> order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
            for (; i <= n - 32; i += 32)
            {
                // Four masks of eight ints become one of 32 bytes; packing works within halves, hence the order.
                Vector256<short> low = Avx2.PackSignedSaturate(
                    Eight(a, stepA, b, stepB, i),
                    Eight(a, stepA, b, stepB, i + 8)
                );
                Vector256<short> high = Avx2.PackSignedSaturate(
                    Eight(a, stepA, b, stepB, i + 16),
                    Eight(a, stepA, b, stepB, i + 24)
                );
                Vector256<byte> bytes = Avx2.PackSignedSaturate(low, high).AsByte() & Vector256<byte>.One;
                Avx2.PermuteVar8x32(bytes.AsInt32(), order).AsByte().Store((byte*)y + i);
            }
        }
        for (; i < n; i++)
        {
            y[i] = TRelation.Holds(a[i * stepA], b[i * stepB]);
        }
    }

    private static Vector256<int> Eight(T* a, int stepA, T* b, int stepB, int i) =>
        TRelation.Holds(Rows.Load(a, stepA, i), Rows.Load(b, stepB, i)).AsInt32();
}

/// <summary>
/// The rows of a choice: vectors of elements of four or eight bytes, then element by element.
/// Thirteen bytes and a selection for a result of four: bound by memory.
/// </summary>
internal readonly unsafe struct SelectRow<T> : IRowKernel<T, T, bool, T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(T* a, int stepA, T* b, int stepB, bool* c, int stepC, T* y, int n)
    {
        int i = 0;
        if (Avx2.IsSupported && stepC == 1 && sizeof(T) == 4)
        {
            for (; i <= n - 8; i += 8)
            {
                Vector256<int> isFalse = Vector256.Equals(
                    Avx2.ConvertToVector256Int32((byte*)c + i),
                    Vector256<int>.Zero
                );
                Vector256
                    .ConditionalSelect(isFalse, Rows.Load((int*)b, stepB, i), Rows.Load((int*)a, stepA, i))
                    .Store((int*)y + i);
            }
        }
        else if (Avx2.IsSupported && stepC == 1 && sizeof(T) == 8)
        {
            for (; i <= n - 4; i += 4)
            {
                Vector256<long> isFalse = Vector256.Equals(
                    Avx2.ConvertToVector256Int64((byte*)c + i),
                    Vector256<long>.Zero
                );
                Vector256
                    .ConditionalSelect(isFalse, Rows.Load((long*)b, stepB, i), Rows.Load((long*)a, stepA, i))
                    .Store((long*)y + i);
            }
        }
        for (; i < n; i++)
        {
            y[i] = c[i * stepC] ? a[i * stepA] : b[i * stepB];
        }
    }
}

/// <summary>Vectors of a row that advances by 1 or stands still.</summary>
internal static unsafe class Rows
{
    public static Vector256<T> Load<T>(T* x, int step, int i)
        where T : unmanaged => step == 1 ? Vector256.Load(x + i) : Vector256.Create(*x);
}
