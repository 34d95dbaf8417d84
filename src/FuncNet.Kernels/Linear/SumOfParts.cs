using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Adds up arrays that stand one after the other, as a tree; the first is overwritten.
/// Twelve bytes and an addition a float: bound by memory, the second cache or the third.
/// </summary>
internal unsafe struct SumOfParts<T> : IJob
    where T : unmanaged, INumber<T>
{
    private T* parts;
    private T* to;
    private int count;
    private int size;

    public static void Run(T* parts, int count, int size, T* to)
    {
        SumOfParts<T> job = new()
        {
            parts = parts,
            to = to,
            count = count,
            size = size,
        };
        Work.Run(ref job, Work.Chunks(size, Work.HeavyGrain));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int chunk)
    {
        int first = chunk * Work.HeavyGrain;
        int length = Math.Min(size - first, Work.HeavyGrain);
        T* begin = parts + first;
        for (int step = 1; step < count; step *= 2)
        {
            for (int i = 0; i + step < count; i += 2 * step)
            {
                T* sum = begin + (nint)i * size;
                T* target = i == 0 && 2 * step >= count ? to + first : sum;
                BinaryRow<Add<T>, T>.Row(sum, 1, sum + (nint)step * size, 1, null, 0, target, length);
            }
        }
    }
}
