using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Matrix products: small, packed, tall, thin, transposed, and batches of them.</summary>
internal static class ProductKernels
{
    public static IEnumerable<Kernel> All()
    {
        (string Name, int M, int N, int K, bool TransposeA, bool TransposeB)[] shapes =
        [
            ("dense 784→128, batch 32", 32, 128, 784, false, false),
            ("its filter gradient", 784, 128, 32, true, false),
            ("its input gradient", 32, 784, 128, false, true),
            ("dense 128→10, batch 32", 32, 10, 128, false, false),
            ("its filter gradient", 128, 10, 32, true, false),
            ("its input gradient", 32, 128, 10, false, true),
            ("dense 784→128, batch 1", 1, 128, 784, false, false),
            ("batch 10000, 128→10", 10000, 10, 128, false, false),
            ("product 64³", 64, 64, 64, false, false),
            ("product 100³", 100, 100, 100, false, false),
            ("product 512³", 512, 512, 512, false, false),
            ("matrix · vector 1000²", 1000, 1, 1000, false, false),
            ("product 256³, both transposed", 256, 256, 256, true, true),
            ("128→512 over 2048 rows", 2048, 512, 128, false, false),
            ("its filter gradient", 128, 512, 2048, true, false),
            ("filter gradient of 512→128", 512, 128, 2048, true, false),
            ("product 1024³, both transposed", 1024, 1024, 1024, true, true),
        ];
        foreach (var s in shapes)
        {
            float[] a = Numbers.Draw<float>(s.M * s.K, 1);
            float[] b = Numbers.Draw<float>(s.K * s.N, 2);
            float[] c = new float[s.M * s.N];
            yield return Kernel.OfFloats(
                s.Name,
                (double)s.M * s.N * s.K,
                a.Length + b.Length,
                c.Length,
                () => MatrixProduct.Multiply<float>(s.M, s.N, s.K, a, s.TransposeA, b, s.TransposeB, c)
            );
        }
        foreach ((int batch, int m, int n, int k) in new[] { (64, 64, 64, 32), (512, 16, 16, 16) })
        {
            float[] a = Numbers.Draw<float>(batch * m * k, 1);
            float[] b = Numbers.Draw<float>(batch * k * n, 2);
            float[] c = new float[batch * m * n];
            yield return Kernel.OfFloats(
                $"{batch} products {m}×{k}×{n}",
                (double)batch * m * n * k,
                a.Length + b.Length,
                c.Length,
                () => MatrixProduct.MultiplyBatch<float>(batch, m, n, k, a, false, m * k, b, false, k * n, c)
            );
        }
    }
}
