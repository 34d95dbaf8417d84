using FuncNet.Kernels;

namespace Benchmarks.Compare;

/// <summary>A kernel on a number of threads.</summary>
internal sealed class KernelRow(Action kernel, int threads) : IRow
{
    public double Measure(double seconds)
    {
        Work.Threads = threads;
        return Timing.Measure(kernel, seconds);
    }

    /// <summary>A product of square matrices.</summary>
    public static KernelRow Product(int n, int threads, Reference? reference)
    {
        Memory<float> a = Operand(reference, "a", n * n);
        Memory<float> b = Operand(reference, "b", n * n);
        Memory<float> c = Placed(n * n);
        return Checked(
            () => MatrixProduct.Multiply<float>(n, n, n, a.Span, false, b.Span, false, c.Span),
            threads,
            reference,
            "c",
            c
        );
    }

    /// <summary>A convolution 3 × 3 or one of its gradients.</summary>
    public static KernelRow Convolutional(ReadOnlySpan<int> sizes, string pass, int threads, Reference? reference)
    {
        (int batch, int side, int channels, int filters, int pad) = (sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);
        int outSide = side + 2 * pad - 2;
        ConvolutionShape shape = new(
            batch,
            side,
            side,
            channels,
            filters,
            3,
            3,
            1,
            1,
            1,
            1,
            pad,
            pad,
            outSide,
            outSide,
            1
        );
        Memory<float> x = Operand(reference, "x", batch * side * side * channels);
        Memory<float> w = Operand(reference, "w", 9 * channels * filters);
        Memory<float> dy = Operand(reference, "dy", batch * outSide * outSide * filters);
        Memory<float> y = Placed(dy.Length);
        Memory<float> dx = Placed(x.Length);
        Memory<float> dw = Placed(w.Length);
        return pass switch
        {
            "forward" => Checked(
                () => Convolution.Forward<float>(shape, x.Span, w.Span, y.Span),
                threads,
                reference,
                "y",
                y
            ),
            "input" => Checked(
                () => Convolution.InputGradient<float>(shape, dy.Span, w.Span, dx.Span),
                threads,
                reference,
                "dx",
                dx
            ),
            "filter" => Checked(
                () => Convolution.FilterGradient<float>(shape, x.Span, dy.Span, dw.Span),
                threads,
                reference,
                "dw",
                dw
            ),
            _ => throw new ArgumentException($"compare: expected forward, input or filter; got {pass}."),
        };
    }

    /// <summary>An operand of the reference, or drawn numbers.</summary>
    private static Memory<float> Operand(Reference? reference, string name, int count)
    {
        Memory<float> operand = Placed(count);
        (reference?[name].ToArray<float>() ?? Numbers.Draw<float>(count, name[0])).CopyTo(operand);
        return operand;
    }

    /// <summary>Memory as tensors have it.</summary>
    private static Memory<float> Placed(int count)
    {
        float[] array = AlignedArray.Allocate<float>(count, pinned: true, out int first);
        return array.AsMemory(first, count);
    }

    private static KernelRow Checked(
        Action kernel,
        int threads,
        Reference? reference,
        string name,
        Memory<float> result
    )
    {
        Work.Threads = threads;
        kernel();
        reference?.Compare(name, result.ToArray());
        return new(kernel, threads);
    }
}
