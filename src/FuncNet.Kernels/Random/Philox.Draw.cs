namespace FuncNet.Kernels;

public static partial class Philox
{
    /// <summary>Random words: word i is word i mod 4 of the block at the counter (⌊i/4⌋, 0, 0, 3).</summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="bits">Receives the words.</param>
    /// <exception cref="ArgumentException">The key has not two words.</exception>
    public static void Bits(ReadOnlySpan<int> key, Span<uint> bits) => DrawJob<Words, uint>.Run(key, default, bits);

    /// <summary>
    /// Uniform numbers in [0, 1): of float, the 24 high bits of word i; of double, the 53 high bits of words 2i and 2i + 1.
    /// </summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="y">Receives the numbers; float or double.</param>
    /// <exception cref="ArgumentException">The key has not two words.</exception>
    public static void Uniform<T>(ReadOnlySpan<int> key, Span<T> y)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            DrawJob<UniformSingle, float>.Run(key, default, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            DrawJob<UniformDouble, double>.Run(key, default, Door.As<T, double>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>
    /// Standard normal numbers, Φ⁻¹(u) of a uniform u strictly inside (0, 1): of float, from word i; of double, from the
    /// 52 high bits of words 2i and 2i + 1. Computed in double.
    /// </summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="y">Receives the numbers; float or double.</param>
    /// <exception cref="ArgumentException">The key has not two words.</exception>
    public static void Normal<T>(ReadOnlySpan<int> key, Span<T> y)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            DrawJob<NormalSingle, float>.Run(key, default, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            DrawJob<NormalDouble, double>.Run(key, default, Door.As<T, double>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>
    /// Standard normal numbers under the condition that they lie in [low, high]: Φ⁻¹(Φ(low) + u (Φ(high) − Φ(low))).
    /// </summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="y">Receives the numbers; float or double.</param>
    /// <exception cref="ArgumentException">The key has not two words, or low ≥ high.</exception>
    public static void TruncatedNormal<T>(ReadOnlySpan<int> key, T low, T high, Span<T> y)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Range range = new((float)(object)low, (float)(object)high);
            DrawJob<TruncatedSingle, float>.Run(key, range, Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            Range range = new((double)(object)low, (double)(object)high);
            DrawJob<TruncatedDouble, double>.Run(key, range, Door.As<T, double>(y));
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>An interval, and the probabilities below its ends; turned over where it lies right of 0, where Φ loses digits.</summary>
    internal readonly struct Range
    {
        private readonly double low;
        private readonly double high;
        private readonly double below;
        private readonly double width;
        private readonly bool mirrored;

        public Range(double low, double high)
        {
            if (!(low < high))
            {
                throw new ArgumentException($"The range [{low}, {high}] is empty.", nameof(low));
            }
            this.low = low;
            this.high = high;
            mirrored = low > 0;
            below = NormalDistribution.Cumulative(mirrored ? -high : low);
            width = NormalDistribution.Cumulative(mirrored ? -low : high) - below;
        }

        public double Quantile(double uniform)
        {
            double p = below + uniform * width;
            // Beyond the range of double both ends may have the probability 0 or 1, whose quantile is an end.
            double x =
                p <= 0 ? double.NegativeInfinity
                : p >= 1 ? double.PositiveInfinity
                : NormalDistribution.Quantile(p);
            return Math.Clamp(mirrored ? -x : x, low, high);
        }
    }
}
