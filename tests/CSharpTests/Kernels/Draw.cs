using System.Numerics;

namespace CSharpTests.Kernels;

/// <summary>Drawn operands, sizes and comparisons for the tests of kernels. Everything follows from a seed.</summary>
internal sealed class Draw(int seed)
{
    /// <summary>The sizes that find mistakes: nothing, one, less than a vector, more than one, more than a tile.</summary>
    public static readonly int[] Sizes = [0, 1, 3, 7, 16, 17, 33, 50, 65];

    private readonly Random random = new(seed);

    public int Size() => Sizes[random.Next(Sizes.Length)];

    public int Size(int least, int most) => random.Next(least, most + 1);

    public bool Coin() => random.Next(2) == 0;

    /// <summary>Numbers in [−1, 1), or whole ones in [−9, 9] of int.</summary>
    public T[] Numbers<T>(int count, double scale = 1)
        where T : unmanaged, INumber<T>
    {
        T[] x = new T[count];
        for (int i = 0; i < count; i++)
        {
            x[i] =
                typeof(T) == typeof(int)
                    ? T.CreateTruncating(random.Next(-9, 10))
                    : T.CreateTruncating(scale * (2 * random.NextDouble() - 1));
        }
        return x;
    }

    public bool[] Bools(int count)
    {
        bool[] x = new bool[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = Coin();
        }
        return x;
    }
}

/// <summary>Comparisons that say where they failed.</summary>
internal static class Close
{
    public static double Epsilon<T>() =>
        typeof(T) == typeof(float) ? 1.2e-7
        : typeof(T) == typeof(double) ? 2.3e-16
        : 0;

    /// <summary>|actual − expected| ≤ units of the last place of scale + |expected|; NaN and infinities agree exactly.</summary>
    public static void To<T>(double expected, T actual, double units, double scale, string what)
        where T : INumber<T>
    {
        double value = double.CreateChecked(actual);
        if (double.IsNaN(expected) || double.IsInfinity(expected))
        {
            Assert.True(expected.Equals(value), $"{what}: expected {expected}, got {value}");
            return;
        }
        double allowed = units * Epsilon<T>() * (scale + Math.Abs(expected));
        Assert.True(Math.Abs(value - expected) <= allowed, $"{what}: expected {expected:R}, got {value:R}");
    }

    /// <summary>The same bits at each place.</summary>
    public static void Same<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Bits(expected[i]) == Bits(actual[i]), $"{what}: {expected[i]} became {actual[i]} at {i}");
        }
    }

    private static unsafe ulong Bits<T>(T x)
        where T : unmanaged =>
        sizeof(T) == 8 ? *(ulong*)&x
        : sizeof(T) == 4 ? *(uint*)&x
        : *(byte*)&x;
}
