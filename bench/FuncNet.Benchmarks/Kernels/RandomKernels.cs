using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>
/// Random numbers. A word costs ten rounds of Philox, each with half a multiplication to 64 bits, which counts as a whole one of 32; a normal number
/// besides a quantile in double, which counts twice. What runs beside the multiplications is not counted.
/// </summary>
internal static class RandomKernels
{
    private const double Word = 10;

    public static IEnumerable<Kernel> All()
    {
        const int Count = 1 << 20;
        float[] y = new float[Count];
        yield return Drawn("uniform numbers", Count, 1, () => Philox.Uniform<float>([1, 2], y));
        yield return Drawn("uniform 128×512", 65536, 1, () => Philox.Uniform<float>([1, 2], y.AsSpan(0, 65536)));
        yield return Drawn("normal numbers", Count, 60, () => Philox.Normal<float>([1, 2], y));
        yield return Drawn(
            "truncated normal numbers",
            Count,
            60,
            () => Philox.TruncatedNormal<float>([1, 2], -2f, 2f, y)
        );
    }

    private static Kernel Drawn(string name, int count, double conversion, Action run) =>
        Kernel.OfFloats(name, count * (Word + conversion), 0, count, run);
}
