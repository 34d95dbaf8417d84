using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>A quick table of the kernels on the shapes that small networks use, for one thread and for two.</summary>
internal static class KernelReport
{
    public static void Print(ReadOnlySpan<string> parts)
    {
        (string Name, Action Part)[] all =
        [
            ("products", Products),
            ("convolutions", Convolutions),
            ("poolings", Poolings),
            ("elements", Elements),
            ("reductions", Reductions),
            ("moves", Moves),
            ("random", RandomNumbers),
        ];
        foreach ((string name, Action part) in all)
        {
            if (parts.IsEmpty || parts.Contains(name))
            {
                part();
            }
        }
    }

    private static void Convolutions()
    {
        ConvolutionShape[] shapes =
        [
            new(32, 16, 16, 16, 32, 3, 3, 1, 1, 1, 1, 1, 1, 16, 16, 1),
            new(32, 8, 8, 32, 64, 3, 3, 1, 1, 1, 1, 1, 1, 8, 8, 1),
            new(64, 26, 26, 32, 64, 3, 3, 1, 1, 1, 1, 0, 0, 24, 24, 1),
            new(32, 32, 32, 3, 16, 3, 3, 1, 1, 1, 1, 1, 1, 32, 32, 1),
            new(64, 28, 28, 1, 32, 3, 3, 1, 1, 1, 1, 0, 0, 26, 26, 1),
            new(32, 16, 16, 32, 64, 3, 3, 2, 2, 1, 1, 1, 1, 8, 8, 1),
            new(32, 14, 14, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1, 14, 14, 64),
        ];
        foreach (ConvolutionShape s in shapes)
        {
            float[] x = Numbers.Draw<float>(s.Batch * s.Height * s.Width * s.Channels, 1);
            float[] w = Numbers.Draw<float>(s.KernelHeight * s.KernelWidth * s.Channels / s.Groups * s.Filters, 2);
            float[] y = Numbers.Draw<float>(s.Batch * s.OutHeight * s.OutWidth * s.Filters, 3);
            double flops = 2e-9 * y.Length * s.KernelHeight * s.KernelWidth * s.Channels / s.Groups;
            string name = $"{s.Batch}×{s.Height}×{s.Width}×{s.Channels}→{s.Filters} /{s.StrideHeight} :{s.Groups}";
            Rate("conv " + name, "GF/s", flops, () => Convolution.Forward<float>(s, x, w, y));
            Rate("  input gradient", "GF/s", flops, () => Convolution.InputGradient<float>(s, y, w, x));
            Rate("  filter gradient", "GF/s", flops, () => Convolution.FilterGradient<float>(s, x, y, w));
        }
    }

    private static void Poolings()
    {
        PoolShape[] shapes =
        [
            new(32, 31, 31, 16, 2, 2, 2, 2, 0, 0, 15, 15),
            new(32, 32, 32, 16, 2, 2, 2, 2, 0, 0, 16, 16),
            new(32, 28, 28, 6, 2, 2, 2, 2, 0, 0, 14, 14),
            new(32, 15, 15, 20, 3, 3, 2, 2, 0, 0, 7, 7),
        ];
        foreach (PoolShape s in shapes)
        {
            float[] x = Numbers.Draw<float>(s.Batch * s.Height * s.Width * s.Channels, 1);
            float[] y = new float[s.Batch * s.OutHeight * s.OutWidth * s.Channels];
            int[] places = new int[y.Length];
            double bytes = 4e-9 * (x.Length + y.Length);
            double withPlaces = bytes + 4e-9 * y.Length;
            string name = $"{s.Batch}×{s.Height}×{s.Width}×{s.Channels} {s.PoolHeight}/{s.StrideHeight}";
            Rate("max pool " + name, "GB/s", withPlaces, () => Pooling.Max<float>(s, x, y, places));
            Rate("  gradient", "GB/s", withPlaces, () => Pooling.MaxGradient<float>(s, y, places, x));
            Rate("  sum pool", "GB/s", bytes, () => Pooling.Sum<float>(s, x, y));
            Rate("  gradient", "GB/s", bytes, () => Pooling.SumGradient<float>(s, y, x));
        }
    }

    private static void Elements()
    {
        const int Count = 1 << 20;
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] b = Numbers.Draw<float>(Count, 2);
        float[] y = new float[Count];
        float[] positive = Array.ConvertAll(x, v => v + 0.5f);
        bool[] mask = new bool[Count];
        int[] shape = [1024, 1024];
        double giga = 1e-9 * Count;
        foreach (UnaryFunction f in Enum.GetValues<UnaryFunction>())
        {
            Rate(
                f.ToString(),
                "G/s",
                giga,
                () => Elementwise.Unary<float>(f, f is UnaryFunction.Log or UnaryFunction.Sqrt ? positive : x, y)
            );
        }
        Rate(
            "add",
            "G/s",
            giga,
            () => Elementwise.Binary<float>(BinaryFunction.Add, new(shape, shape, shape), x, b, y)
        );
        Rate(
            "add a row",
            "G/s",
            giga,
            () => Elementwise.Binary<float>(BinaryFunction.Add, new(shape, shape, [1024]), x, b.AsSpan(0, 1024), y)
        );
        Rate(
            "add a column",
            "G/s",
            giga,
            () => Elementwise.Binary<float>(BinaryFunction.Add, new(shape, shape, [1024, 1]), x, b.AsSpan(0, 1024), y)
        );
        Rate(
            "add a scalar",
            "G/s",
            giga,
            () => Elementwise.Binary<float>(BinaryFunction.Add, new(shape, shape, []), x, b.AsSpan(0, 1), y)
        );
        Rate(
            "add a row of 10",
            "G/s",
            1e-9 * 1000000,
            () =>
                Elementwise.Binary<float>(
                    BinaryFunction.Add,
                    new([100000, 10], [100000, 10], [10]),
                    x.AsSpan(0, 1000000),
                    b.AsSpan(0, 10),
                    y.AsSpan(0, 1000000)
                )
        );
        Rate(
            "power 3",
            "G/s",
            giga,
            () => Elementwise.Binary<float>(BinaryFunction.Power, new(shape, shape, []), x, [3f], y)
        );
        Rate(
            "add 32×128, a row",
            "G/s",
            1e-9 * 4096,
            () =>
                Elementwise.Binary<float>(
                    BinaryFunction.Add,
                    new([32, 128], [32, 128], [128]),
                    x.AsSpan(0, 4096),
                    b.AsSpan(0, 128),
                    y.AsSpan(0, 4096)
                )
        );
        Rate(
            "relu 32×128",
            "G/s",
            1e-9 * 4096,
            () => Elementwise.Unary<float>(UnaryFunction.Relu, x.AsSpan(0, 4096), y.AsSpan(0, 4096))
        );
        Rate(
            "less than a scalar",
            "G/s",
            giga,
            () => Elementwise.Compare<float>(Comparison.Less, new(shape, shape, []), x, [0f], mask)
        );
        Rate("select", "G/s", giga, () => Elementwise.Select<float>(new(shape, shape, shape, shape), mask, x, b, y));
        Rate("cast bool to float", "G/s", giga, () => Elementwise.Cast<bool, float>(mask, y));
    }

    private static void Reductions()
    {
        const int Count = 1 << 20;
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] y = new float[Count];
        int[] places = new int[Count];
        double giga = 1e-9 * Count;
        Rate("sum of all", "G/s", giga, () => Reduction.Reduce<float>(Fold.Sum, x, 1, Count, 1, y.AsSpan(0, 1)));
        Rate(
            "sum of rows of 1024",
            "G/s",
            giga,
            () => Reduction.Reduce<float>(Fold.Sum, x, 1024, 1024, 1, y.AsSpan(0, 1024))
        );
        Rate(
            "sum of rows of 16",
            "G/s",
            giga,
            () => Reduction.Reduce<float>(Fold.Sum, x, 65536, 16, 1, y.AsSpan(0, 65536))
        );
        Rate(
            "sum of 1024 columns",
            "G/s",
            giga,
            () => Reduction.Reduce<float>(Fold.Sum, x, 1, 1024, 1024, y.AsSpan(0, 1024))
        );
        Rate(
            "sum of 16 columns",
            "G/s",
            giga,
            () => Reduction.Reduce<float>(Fold.Sum, x, 1, 65536, 16, y.AsSpan(0, 16))
        );
        Rate(
            "sum of 3 columns",
            "G/s",
            1e-9 * 999999,
            () => Reduction.Reduce<float>(Fold.Sum, x.AsSpan(0, 999999), 1, 333333, 3, y.AsSpan(0, 3))
        );
        Rate(
            "maximum of rows of 1024",
            "G/s",
            giga,
            () => Reduction.Reduce<float>(Fold.Maximum, x, 1024, 1024, 1, y.AsSpan(0, 1024))
        );
        Rate(
            "argmax of rows of 1024",
            "G/s",
            giga,
            () => Reduction.ArgMax<float>(x, 1024, 1024, 1, places.AsSpan(0, 1024))
        );
        Rate(
            "argmax of rows of 16",
            "G/s",
            giga,
            () => Reduction.ArgMax<float>(x, 65536, 16, 1, places.AsSpan(0, 65536))
        );
        foreach (
            (int rows, int columns) in new[]
            {
                (30752, 16),
                (32768, 16),
                (8192, 32),
                (2048, 64),
                (1600, 512),
                (128, 512),
            }
        )
        {
            Rate(
                $"sum 0 of {rows}×{columns}",
                "GB/s",
                4e-9 * rows * columns,
                () =>
                    Reduction.Reduce<float>(
                        Fold.Sum,
                        x.AsSpan(0, rows * columns),
                        1,
                        rows,
                        columns,
                        y.AsSpan(0, columns)
                    )
            );
        }
        Rate(
            "sum of 2048 rows of 128",
            "GB/s",
            4e-9 * 2048 * 128,
            () => Reduction.Reduce<float>(Fold.Sum, x.AsSpan(0, 2048 * 128), 2048, 128, 1, y.AsSpan(0, 2048))
        );
        Rate(
            "sum over 8×8 of 32×8×8×64",
            "GB/s",
            4e-9 * 32 * 64 * 64,
            () => Reduction.Reduce<float>(Fold.Sum, x.AsSpan(0, 32 * 64 * 64), 32, 64, 64, y.AsSpan(0, 32 * 64))
        );
        foreach ((int rows, int columns) in new[] { (32, 10), (128, 10), (2048, 64) })
        {
            int size = rows * columns;
            Rate(
                $"log of sum of exp {rows}×{columns}",
                "G/s",
                1e-9 * size,
                () => Reduction.LogSumExp<float>(x.AsSpan(0, size), rows, columns, 1, y.AsSpan(0, rows))
            );
            Rate(
                $"softmax {rows}×{columns}",
                "G/s",
                1e-9 * size,
                () => Reduction.Softmax<float>(x.AsSpan(0, size), rows, columns, 1, y.AsSpan(0, size))
            );
            Rate(
                $"argmax {rows}×{columns}",
                "G/s",
                1e-9 * size,
                () => Reduction.ArgMax<float>(x.AsSpan(0, size), rows, columns, 1, places.AsSpan(0, rows))
            );
        }
        Rate("softmax of rows of 16", "G/s", giga, () => Reduction.Softmax<float>(x, 65536, 16, 1, y));
        Rate("softmax of rows of 1024", "G/s", giga, () => Reduction.Softmax<float>(x, 1024, 1024, 1, y));
        Rate(
            "cumulative sum, rows of 1024",
            "G/s",
            giga,
            () => Reduction.CumulativeSum<float>(x, 1024, 1024, 1, y, false)
        );
        Rate("argsort, rows of 1024", "G/s", giga, () => Reduction.ArgSort<float>(x, 1024, 1024, 1, places, false));
    }

    private static void Moves()
    {
        const int Count = 1 << 20;
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] y = new float[Count];
        double giga = 1e-9 * Count;
        Rate("copy", "G/s", giga, () => Movement.Read<float>(new([1024, 1024], [1024, 1], 0), x, y));
        Rate("transpose 1024²", "G/s", giga, () => Movement.Read<float>(new([1024, 1024], [1, 1024], 0), x, y));
        Rate(
            "transpose 128 × 32×256",
            "G/s",
            giga,
            () => Movement.Read<float>(new([128, 256, 32], [8192, 1, 256], 0), x, y)
        );
        Rate(
            "swap 32×16×8×256 to 32×8×16×256",
            "G/s",
            giga,
            () => Movement.Read<float>(new([32, 8, 16, 256], [32768, 256, 2048, 1], 0), x, y)
        );
        Rate("reverse", "G/s", giga, () => Movement.Read<float>(new([Count], [-1], Count - 1), x, y));
        Rate("broadcast a row", "G/s", giga, () => Movement.Read<float>(new([1024, 1024], [0, 1], 0), x, y));
        Rate(
            "write a slice",
            "G/s",
            giga / 2,
            () => Movement.Write<float>(new([1024, 512], [1024, 1], 256), x.AsSpan(0, Count / 2), y)
        );
    }

    private static void RandomNumbers()
    {
        const int Count = 1 << 20;
        float[] y = new float[Count];
        double giga = 1e-9 * Count;
        Rate("uniform float32", "G/s", giga, () => Philox.Uniform<float>([1, 2], y));
        Rate("uniform 128×512", "G/s", 1e-9 * 65536, () => Philox.Uniform<float>([1, 2], y.AsSpan(0, 65536)));
        Rate("normal float32", "G/s", giga, () => Philox.Normal<float>([1, 2], y));
        Rate("truncated normal float32", "G/s", giga, () => Philox.TruncatedNormal<float>([1, 2], -2f, 2f, y));
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
