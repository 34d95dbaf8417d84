using FuncNet;

namespace Benchmarks.Kernels;

/// <summary>
/// Compiled functions that are no single kernel: normalization over columns (of a batch) and over rows (of a layer), softmax with
/// cross-entropy, and their gradients. Operations are those of the formulas, bytes those of what is given and of the result.
/// </summary>
internal static class ChainKernels
{
    public static IEnumerable<Kernel> All()
    {
        foreach ((string name, int axis) in new[] { ("batch", 0), ("layer", 1) })
        {
            foreach ((int rows, int columns) in new[] { (2048, 64), (32768, 16) })
            {
                yield return Of(
                    $"{name} normalization {rows}×{columns}",
                    [rows, columns],
                    7,
                    given: 1,
                    x => [Normalized(x[0], axis)]
                );
                yield return Of(
                    "its gradient",
                    [rows, columns],
                    16,
                    given: 2,
                    x => [Differentiate.Gradient(z => (Normalized(z, axis) * x[1]).Sum(), x[0])]
                );
            }
        }
        foreach ((int rows, int columns) in new[] { (128, 10), (2048, 64) })
        {
            Tensor labels = Tensor.Of([.. Enumerable.Range(0, rows).Select(i => i % columns)]);
            yield return Of(
                $"softmax cross-entropy and its gradient {rows}×{columns}",
                [rows, columns],
                34,
                given: 1,
                x => [Differentiate.Gradient(z => Losses.SoftmaxCrossEntropy.Value(z, labels), x[0])]
            );
        }
    }

    private static Tensor Normalized(Tensor x, int axis)
    {
        Tensor mean = x.Mean(axis).ExpandAxis(axis);
        Tensor variance = x.Variance(axis).ExpandAxis(axis);
        return (x - mean) / (variance + 1e-5).Sqrt();
    }

    private static Kernel Of(
        string name,
        int[] shape,
        double operations,
        int given,
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function
    )
    {
        TensorSpec[] specs = [.. Enumerable.Repeat(new TensorSpec(new Shape(shape), DType.Float32), given)];
        Loop loop = new(FuncNet.Program.Trace(function, specs).Compile(), []);
        double size = shape.Aggregate(1.0, (n, m) => n * m);
        return Kernel.OfFloats(name, operations * size, given * size, size, loop.Run);
    }
}
