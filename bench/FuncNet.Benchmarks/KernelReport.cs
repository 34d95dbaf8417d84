using FuncNet.Kernels;

namespace FuncNet.Benchmarks;

/// <summary>A quick table of the kernels on the shapes that small networks use, for one thread and for two.</summary>
internal static class KernelReport
{
    public static void Print()
    {
        Products();
    }

    private static void Products()
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
            ("100³", 100, 100, 100, false, false),
            ("matrix · vector 1000²", 1000, 1, 1000, false, false),
            ("256³, both transposed", 256, 256, 256, true, true),
            ("1024³, both transposed", 1024, 1024, 1024, true, true),
        ];
        foreach (var s in shapes)
        {
            float[] a = Numbers.Draw<float>(s.M * s.K, 1);
            float[] b = Numbers.Draw<float>(s.K * s.N, 2);
            float[] c = new float[s.M * s.N];
            double flops = 2e-9 * s.M * s.N * s.K;
            Rate(
                s.Name,
                "GF/s",
                flops,
                () => MatrixProduct.Multiply<float>(s.M, s.N, s.K, a, s.TransposeA, b, s.TransposeB, c)
            );
        }
    }

    private static void Rate(string name, string unit, double amount, Action action)
    {
        int all = Work.Threads;
        Work.Threads = 1;
        double one = Measure.Best(action);
        Work.Threads = 2;
        double two = Measure.Best(action);
        Work.Threads = all;
        Console.WriteLine(
            $"{name, -32} {one * 1e6, 9:F1} µs {amount / one, 8:F1} {unit}   two threads {two * 1e6, 9:F1} µs {amount / two, 8:F1} {unit}"
        );
    }
}
