using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>Turns random words into numbers.</summary>
internal unsafe interface IDraw<T>
    where T : unmanaged
{
    /// <summary>How many words a number takes: 1 or 2.</summary>
    static abstract int WordsEach { get; }

    static abstract void Convert(uint* words, in Philox.Range range, T* y, int count);
}

/// <summary>
/// Draws numbers in chunks; number i comes from words i·n to i·n + n − 1 of the key's stream. A word costs ten rounds
/// with half a multiplication each: uniform numbers are bound by these, at 2 G/s a core with vectors of 512 bits, normal ones by their quantiles.
/// </summary>
internal unsafe struct DrawJob<TDraw, T> : IJob
    where TDraw : struct, IDraw<T>
    where T : unmanaged
{
    private const int WordsPerTile = 1024;

    private uint k0;
    private uint k1;
    private Philox.Range range;
    private T* y;
    private int length;

    public static void Run(ReadOnlySpan<int> key, in Philox.Range range, Span<T> y)
    {
        Door.Length(key.Length, 2);
        fixed (T* py = y)
        {
            DrawJob<TDraw, T> job = new()
            {
                k0 = (uint)key[0],
                k1 = (uint)key[1],
                range = range,
                y = py,
                length = y.Length,
            };
            Work.Run(ref job, Work.Chunks(y.Length, Work.HeavyGrain));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        uint* words = stackalloc uint[WordsPerTile];
        int tile = WordsPerTile / TDraw.WordsEach;
        int last = Math.Min(length, (chunk + 1) * Work.HeavyGrain);
        for (int start = chunk * Work.HeavyGrain; start < last; start += tile)
        {
            int count = Math.Min(tile, last - start);
            uint block = (uint)((long)start * TDraw.WordsEach / 4);
            Philox.Stream(k0, k1, block, words, (count * TDraw.WordsEach + 3) / 4);
            TDraw.Convert(words, range, y + start, count);
        }
    }
}

internal readonly unsafe struct Words : IDraw<uint>
{
    public static int WordsEach => 1;

    public static void Convert(uint* words, in Philox.Range range, uint* y, int count) =>
        new ReadOnlySpan<uint>(words, count).CopyTo(new Span<uint>(y, count));
}

internal readonly unsafe struct UniformSingle : IDraw<float>
{
    public static int WordsEach => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, float* y, int count)
    {
        const float Scale = 1f / (1 << 24);
        int i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<int> bits = (Vector256.Load(words + i) >>> 8).AsInt32();
            (Vector256.ConvertToSingle(bits) * Scale).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] = (int)(words[i] >> 8) * Scale;
        }
    }
}

internal readonly unsafe struct UniformDouble : IDraw<double>
{
    public static int WordsEach => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, double* y, int count)
    {
        const double Scale = 1.0 / (1L << 53);
        int i = 0;
        if (Avx512DQ.VL.IsSupported)
        {
            for (; i <= count - Vector256<double>.Count; i += Vector256<double>.Count)
            {
                // A pair has its first word in the high half.
                Vector256<ulong> pair = Vector256.Load((ulong*)(words + 2 * i));
                Vector256<ulong> bits = ((pair << 32) | (pair >>> 32)) >>> 11;
                (Avx512DQ.VL.ConvertToVector256Double(bits) * Scale).Store(y + i);
            }
        }
        for (; i < count; i++)
        {
            y[i] = (long)(Open.Pair(words, i) >> 11) * Scale;
        }
    }
}

internal readonly unsafe struct NormalSingle : IDraw<float>
{
    public static int WordsEach => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, float* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = (float)NormalDistribution.Quantile(Open.Single(words, i));
        }
    }
}

internal readonly unsafe struct NormalDouble : IDraw<double>
{
    public static int WordsEach => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, double* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = NormalDistribution.Quantile(Open.Double(words, i));
        }
    }
}

internal readonly unsafe struct TruncatedSingle : IDraw<float>
{
    public static int WordsEach => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, float* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = (float)range.Quantile(Open.Single(words, i));
        }
    }
}

internal readonly unsafe struct TruncatedDouble : IDraw<double>
{
    public static int WordsEach => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(uint* words, in Philox.Range range, double* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = range.Quantile(Open.Double(words, i));
        }
    }
}

/// <summary>Uniform numbers strictly inside (0, 1): the middles of 2³² or 2⁵² equal intervals, which double holds exactly.</summary>
internal static unsafe class Open
{
    public static ulong Pair(uint* words, int i) => ((ulong)words[2 * i] << 32) | words[2 * i + 1];

    public static double Single(uint* words, int i) => (words[i] + 0.5) * (1.0 / (1L << 32));

    public static double Double(uint* words, int i) => ((long)(Pair(words, i) >> 12) + 0.5) * (1.0 / (1L << 52));
}
