using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Pooling and its gradients. An element of a window costs two comparisons and two selections for a maximum, an addition for a sum.</summary>
internal static class PoolingKernels
{
    public static IEnumerable<Kernel> All()
    {
        PoolShape[] shapes =
        [
            new(32, 31, 31, 16, 2, 2, 2, 2, 0, 0, 15, 15),
            new(32, 32, 32, 16, 2, 2, 2, 2, 0, 0, 16, 16),
            new(32, 28, 28, 6, 2, 2, 2, 2, 0, 0, 14, 14),
            new(32, 15, 15, 20, 3, 3, 2, 2, 0, 0, 7, 7),
        ];
        return shapes.SelectMany(Parts);
    }

    private static IEnumerable<Kernel> Parts(PoolShape s)
    {
        float[] x = Numbers.Draw<float>(s.Batch * s.Height * s.Width * s.Channels, 1);
        float[] y = new float[s.Batch * s.OutHeight * s.OutWidth * s.Channels];
        int[] places = new int[y.Length];
        double visits = (double)y.Length * s.PoolHeight * s.PoolWidth;
        string name =
            $"pool {s.Batch}×{s.Height}×{s.Width}×{s.Channels}, {s.PoolHeight}×{s.PoolWidth} / {s.StrideHeight}";
        yield return Kernel.OfFloats(
            "max " + name,
            4 * visits,
            x.Length,
            2 * y.Length,
            () => Pooling.Max<float>(s, x, y, places)
        );
        yield return Kernel.OfFloats(
            "its gradient",
            2 * visits,
            2 * y.Length,
            x.Length,
            () => Pooling.MaxGradient<float>(s, y, places, x)
        );
        yield return Kernel.OfFloats("sum " + name, visits, x.Length, y.Length, () => Pooling.Sum<float>(s, x, y));
        yield return Kernel.OfFloats(
            "its gradient",
            visits,
            y.Length,
            x.Length,
            () => Pooling.SumGradient<float>(s, y, x)
        );
    }
}
