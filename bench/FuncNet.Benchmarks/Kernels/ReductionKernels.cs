using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Sums, extrema, their places, softmax, running sums and sorting, over rows and over columns.</summary>
internal static class ReductionKernels
{
    private const int Count = 1 << 20;

    // Subtraction of the maximum, the exponential, the sum and the maximum itself.
    private const double Exponential = 24 + 3;

    private static readonly float[] x = Numbers.Draw<float>(Count, 1);
    private static readonly float[] y = new float[Count];
    private static readonly int[] places = new int[Count];

    public static IEnumerable<Kernel> All() => Folds().Concat(Places()).Concat(Softmaxes()).Concat(Orders());

    private static IEnumerable<Kernel> Folds()
    {
        (string Name, Fold Fold, int Outer, int Length, int Inner)[] shapes =
        [
            ("sum of all", Fold.Sum, 1, Count, 1),
            ("sum of rows of 1024", Fold.Sum, 1024, 1024, 1),
            ("sum of rows of 128, 2048", Fold.Sum, 2048, 128, 1),
            ("sum of rows of 16", Fold.Sum, 65536, 16, 1),
            ("sum of 1024 columns", Fold.Sum, 1, 1024, 1024),
            ("sum of 512 columns of 128", Fold.Sum, 1, 128, 512),
            ("sum of 64 columns of 2048", Fold.Sum, 1, 2048, 64),
            ("sum of 16 columns of 32768", Fold.Sum, 1, 32768, 16),
            ("sum of 3 columns", Fold.Sum, 1, 333333, 3),
            ("sum over 8×8 of 32×8×8×64", Fold.Sum, 32, 64, 64),
            ("maximum of rows of 1024", Fold.Maximum, 1024, 1024, 1),
        ];
        foreach ((string name, Fold fold, int outer, int length, int inner) in shapes)
        {
            int size = outer * length * inner;
            yield return Kernel.OfFloats(
                name,
                size,
                size,
                outer * inner,
                () => Reduction.Reduce<float>(fold, x.AsSpan(0, size), outer, length, inner, y.AsSpan(0, outer * inner))
            );
        }
    }

    private static IEnumerable<Kernel> Places()
    {
        foreach ((int rows, int columns) in new[] { (1024, 1024), (65536, 16), (128, 10) })
        {
            int size = rows * columns;
            yield return Kernel.OfFloats(
                $"argmax of {rows} rows of {columns}",
                2 * size,
                size,
                rows,
                () => Reduction.ArgMax<float>(x.AsSpan(0, size), rows, columns, 1, places.AsSpan(0, rows))
            );
        }
    }

    private static IEnumerable<Kernel> Softmaxes()
    {
        foreach ((int rows, int columns) in new[] { (32, 10), (128, 10), (2048, 64), (65536, 16), (1024, 1024) })
        {
            int size = rows * columns;
            yield return Kernel.OfFloats(
                $"log of sum of exp, {rows} rows of {columns}",
                Exponential * size,
                size,
                rows,
                () => Reduction.LogSumExp<float>(x.AsSpan(0, size), rows, columns, 1, y.AsSpan(0, rows))
            );
            yield return Kernel.OfFloats(
                $"softmax, {rows} rows of {columns}",
                (Exponential + 1) * size,
                size,
                size,
                () => Reduction.Softmax<float>(x.AsSpan(0, size), rows, columns, 1, y.AsSpan(0, size))
            );
        }
    }

    private static IEnumerable<Kernel> Orders()
    {
        yield return Kernel.OfFloats(
            "cumulative sum, rows of 1024",
            Count,
            Count,
            Count,
            () => Reduction.CumulativeSum<float>(x, 1024, 1024, 1, y, false)
        );
        yield return Kernel.OfFloats(
            "argsort, rows of 1024",
            10 * Count,
            Count,
            Count,
            () => Reduction.ArgSort<float>(x, 1024, 1024, 1, places, false)
        );
    }
}
