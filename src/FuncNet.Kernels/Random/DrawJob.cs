using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>Turns random words into numbers.</summary>
internal unsafe interface IDraw<T>
    where T : unmanaged
{
    /// <summary>How many words a number takes: 1 or 2.</summary>
    static abstract int WordsEach { get; }

    static abstract void Convert(uint* words, in Philox.Range range, T* y, int count);
}

/// <summary>Draws numbers in chunks; number i comes from words i·n to i·n + n − 1 of the key's stream.</summary>
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

    [SkipLocalsInit]
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

    public static void Convert(uint* words, in Philox.Range range, float* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = (int)(words[i] >> 8) * (1f / (1 << 24));
        }
    }
}

internal readonly unsafe struct UniformDouble : IDraw<double>
{
    public static int WordsEach => 2;

    public static void Convert(uint* words, in Philox.Range range, double* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = (long)(Open.Pair(words, i) >> 11) * (1.0 / (1L << 53));
        }
    }
}

internal readonly unsafe struct NormalSingle : IDraw<float>
{
    public static int WordsEach => 1;

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
