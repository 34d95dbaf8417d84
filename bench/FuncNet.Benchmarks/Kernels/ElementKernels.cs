using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Element-wise operations. Their operations are counted in the code of a vector: a multiply–add, comparison or selection is one.</summary>
internal static class ElementKernels
{
    private const int Count = 1 << 20;

    private static readonly int[] square = [1024, 1024];

    private static readonly (UnaryFunction Function, double Operations)[] functions =
    [
        (UnaryFunction.Negate, 1),
        (UnaryFunction.Relu, 1),
        (UnaryFunction.Sqrt, 6),
        (UnaryFunction.Reciprocal, 5),
        (UnaryFunction.Exp, 24),
        (UnaryFunction.Log, 28),
        (UnaryFunction.Tanh, 46),
        (UnaryFunction.Sigmoid, 44),
        (UnaryFunction.Erf, 46),
        (UnaryFunction.Asin, 36),
        (UnaryFunction.Acos, 38),
        (UnaryFunction.Atan, 26),
        // In double, so that each counts twice.
        (UnaryFunction.Sin, 76),
        (UnaryFunction.Cos, 78),
    ];

    public static IEnumerable<Kernel> All() => OneOperand().Concat(Additions()).Concat(Others());

    private static IEnumerable<Kernel> OneOperand()
    {
        float[] x = Array.ConvertAll(Numbers.Draw<float>(Count, 1), v => v + 0.5f);
        float[] y = new float[Count];
        foreach ((UnaryFunction f, double operations) in functions)
        {
            string name = f.ToString().ToLowerInvariant();
            yield return Kernel.OfFloats(
                name,
                operations * Count,
                Count,
                Count,
                () => Elementwise.Unary<float>(f, x, y)
            );
            yield return Kernel.OfFloats(
                name + ", 4,096 numbers",
                operations * 4096,
                4096,
                4096,
                () => Elementwise.Unary<float>(f, x.AsSpan(0, 4096), y.AsSpan(0, 4096))
            );
        }
    }

    private static IEnumerable<Kernel> Additions()
    {
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] b = Numbers.Draw<float>(Count, 2);
        float[] y = new float[Count];
        (string Name, int[] Whole, int[] Part)[] shapes =
        [
            ("add", square, square),
            ("add a row", square, [1024]),
            ("add a column", square, [1024, 1]),
            ("add a scalar", square, []),
            ("add a row of 10", [100000, 10], [10]),
            ("add a row, 32×128", [32, 128], [128]),
        ];
        foreach ((string name, int[] whole, int[] part) in shapes)
        {
            int size = whole.Aggregate(1, (n, m) => n * m);
            int other = part.Aggregate(1, (n, m) => n * m);
            Broadcast broadcast = new(whole, whole, part);
            yield return Kernel.OfFloats(
                name,
                size,
                size + other,
                size,
                () =>
                    Elementwise.Binary<float>(
                        BinaryFunction.Add,
                        broadcast,
                        x.AsSpan(0, size),
                        b.AsSpan(0, other),
                        y.AsSpan(0, size)
                    )
            );
        }
    }

    private static IEnumerable<Kernel> Others()
    {
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] b = Numbers.Draw<float>(Count, 2);
        float[] y = new float[Count];
        bool[] mask = new bool[Count];
        Broadcast scalar = new(square, square, []);
        Broadcast three = new(square, square, square, square);
        yield return Kernel.OfFloats(
            "power 3",
            2 * Count,
            Count,
            Count,
            () => Elementwise.Binary<float>(BinaryFunction.Power, scalar, x, [3f], y)
        );
        yield return Kernel.OfFloats(
            "less than a scalar",
            Count,
            Count,
            Count / 4,
            () => Elementwise.Compare<float>(Comparison.Less, scalar, x, [0f], mask)
        );
        yield return Kernel.OfFloats(
            "select",
            Count,
            2.25 * Count,
            Count,
            () => Elementwise.Select<float>(three, mask, x, b, y)
        );
        yield return Kernel.OfFloats(
            "cast bool to float",
            Count,
            Count / 4,
            Count,
            () => Elementwise.Cast<bool, float>(mask, y)
        );
    }
}
