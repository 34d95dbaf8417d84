using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class PhiloxTests
{
    // Random123, tests/kat_vectors, the lines of philox4x32 with 10 rounds: counter, key, result.
    public static readonly TheoryData<uint[], uint[], uint[]> Published = new()
    {
        { [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        {
            [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
            [0xffffffff, 0xffffffff],
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
        },
        {
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
            [0xa4093822, 0x299f31d0],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Blocks_are_the_published_ones(uint[] counter, uint[] key, uint[] expected)
    {
        uint[] four = new uint[4];
        Philox.Block(key[0], key[1], counter[0], counter[1], counter[2], counter[3], four);
        Assert.Equal(expected, four);
    }

    [Fact]
    public void Words_come_from_their_blocks_and_keys_from_theirs()
    {
        int[] key = [12345, -678];
        uint[] bits = new uint[5001];
        Philox.Bits(key, bits);
        uint[] four = new uint[4];
        for (int i = 0; i < bits.Length; i++)
        {
            Philox.Block((uint)key[0], (uint)key[1], (uint)i / 4, 0, 0, 3, four);
            Assert.Equal(four[i % 4], bits[i]);
        }
        int[] keys = new int[20];
        Philox.Split(key, 10, keys);
        int[] folded = new int[2];
        Philox.FoldIn(key, 7, folded);
        Philox.Block((uint)key[0], (uint)key[1], 7, 0, 0, 1, four);
        Assert.Equal([(int)four[0], (int)four[1]], keys[14..16]);
        Philox.Block((uint)key[0], (uint)key[1], 7, 0, 0, 2, four);
        Assert.Equal([(int)four[0], (int)four[1]], folded);
    }

    [Fact]
    public void A_number_depends_on_its_place_alone()
    {
        int[] key = [3, 4];
        double[] all = new double[9000];
        float[] floats = new float[9000];
        foreach (int length in new[] { 0, 1, 3, 17, 511, 4097 })
        {
            Philox.Uniform<double>(key, all);
            double[] part = new double[length];
            Philox.Uniform<double>(key, part);
            Close.Same<double>(all.AsSpan(0, length), part, "uniform");
            Philox.Normal<float>(key, floats);
            float[] some = new float[length];
            Philox.Normal<float>(key, some);
            Close.Same<float>(floats.AsSpan(0, length), some, "normal");
            Philox.Normal<double>(key, all);
            Philox.Normal<double>(key, part);
            Close.Same<double>(all.AsSpan(0, length), part, "normal");
        }
    }

    [Fact]
    public void Uniform_numbers_are_the_high_bits_of_words()
    {
        int[] key = [5, 6];
        uint[] bits = new uint[2000];
        Philox.Bits(key, bits);
        float[] x = new float[1000];
        double[] y = new double[1000];
        Philox.Uniform<float>(key, x);
        Philox.Uniform<double>(key, y);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal((bits[i] >> 8) / 16777216f, x[i]);
            Assert.Equal((((ulong)bits[2 * i] << 21) | (bits[2 * i + 1] >> 11)) / 9007199254740992.0, y[i]);
        }
    }

    [Fact]
    public void Moments_of_drawn_numbers_are_those_of_their_distributions()
    {
        const int Count = 1_000_000;
        double[] x = new double[Count];
        float[] y = new float[Count];
        Philox.Uniform<double>([7, 8], x);
        Moments(x, 0.5, 1.0 / 12, 1.0 / 80);
        Philox.Uniform<float>([7, 8], y);
        Moments(Array.ConvertAll(y, v => (double)v), 0.5, 1.0 / 12, 1.0 / 80);
        Assert.All(y, v => Assert.InRange(v, 0f, 1 - 1f / (1 << 24)));
        Philox.Normal<double>([9, 8], x);
        Moments(x, 0, 1, 3);
        Philox.Normal<float>([9, 8], y);
        Moments(Array.ConvertAll(y, v => (double)v), 0, 1, 3);
        // Of a normal distribution cut at ±2: variance 1 − 2·2φ(2)/(2Φ(2) − 1).
        Philox.TruncatedNormal<double>([1, 8], -2, 2, x);
        Assert.All(x, v => Assert.InRange(v, -2, 2));
        Moments(x, 0, 0.7737413035499232, 1.4161894248);
    }

    [Fact]
    public void Truncated_numbers_stay_in_range_even_far_in_a_tail()
    {
        double[] x = new double[1000];
        Philox.TruncatedNormal<double>([1, 2], 8, 9, x);
        Assert.All(x, v => Assert.InRange(v, 8, 9));
        Assert.InRange(x.Average(), 8.05, 8.2);
        Philox.TruncatedNormal<double>([1, 2], -9, -8, x);
        Assert.All(x, v => Assert.InRange(v, -9, -8));
        Assert.Throws<ArgumentException>(() => Philox.TruncatedNormal<float>([1, 2], 1f, 1f, new float[1]));
        Assert.Throws<ArgumentException>(() => Philox.Uniform<float>([1], new float[1]));
    }

    [Fact]
    public void The_normal_quantile_inverts_the_distribution_function()
    {
        // Wichura 1988, the values given with the algorithm.
        Close.To(-0.6744897501960817, NormalDistribution.Quantile(0.25), 4, 0, "0.25");
        Close.To(-3.090232306167814, NormalDistribution.Quantile(0.001), 4, 0, "0.001");
        Close.To(-9.262340089798408, NormalDistribution.Quantile(1e-20), 4, 0, "1e-20");
        for (double x = -8; x <= 4; x += 0.01)
        {
            Assert.Equal(x, NormalDistribution.Quantile(NormalDistribution.Cumulative(x)), 1e-11);
        }
    }

    [Fact]
    public void The_portable_logarithm_and_exponential_are_within_two_units()
    {
        Draw draw = new(40);
        foreach (double x in draw.Numbers<double>(20000, 300))
        {
            Close.To(Math.Exp(x), SpecialFunctions.Exp(x), 2, 0, $"exp {x:R}");
            double y = Math.Exp(x);
            Close.To(Math.Log(y), SpecialFunctions.Log(y), 2, 0, $"log {y:R}");
            double z = 1 + x / 1000;
            Close.To(Math.Log(z), SpecialFunctions.Log(z), 2, 0, $"log {z:R}");
        }
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.Log(0));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.Exp(710));
        Assert.Equal(0, SpecialFunctions.Exp(-800));
        Assert.True(double.IsNaN(SpecialFunctions.Exp(double.NaN)));
        Assert.Equal(Math.Log(5e-324), SpecialFunctions.Log(5e-324), 1e-12);
    }

    private static void Moments(double[] x, double mean, double variance, double fourth)
    {
        double m = x.Average();
        double v = x.Average(a => (a - mean) * (a - mean));
        double f = x.Average(a => Math.Pow(a - mean, 4));
        double s = x.Average(a => Math.Pow(a - mean, 3));
        // Five standard errors.
        double error = 5 / Math.Sqrt(x.Length);
        Assert.Equal(mean, m, error * Math.Sqrt(variance));
        Assert.Equal(variance, v, error * Math.Sqrt(fourth - variance * variance));
        Assert.Equal(0, s, error * 15 * Math.Pow(variance, 1.5));
        Assert.Equal(fourth, f, error * 12 * fourth);
        double neighbours = x.Zip(x.Skip(1), (a, b) => (a - mean) * (b - mean)).Average();
        Assert.Equal(0, neighbours, error * variance);
    }
}
