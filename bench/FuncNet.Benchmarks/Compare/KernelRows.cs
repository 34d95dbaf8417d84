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
        float[] a = reference?["a"].ToArray<float>() ?? Numbers.Draw<float>(n * n, 1);
        float[] b = reference?["b"].ToArray<float>() ?? Numbers.Draw<float>(n * n, 2);
        float[] c = new float[n * n];
        return Checked(() => MatrixProduct.Multiply<float>(n, n, n, a, false, b, false, c), threads, reference, "c", c);
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
        float[] x = reference?["x"].ToArray<float>() ?? Numbers.Draw<float>(batch * side * side * channels, 1);
        float[] w = reference?["w"].ToArray<float>() ?? Numbers.Draw<float>(9 * channels * filters, 2);
        float[] dy = reference?["dy"].ToArray<float>() ?? Numbers.Draw<float>(batch * outSide * outSide * filters, 3);
        float[] y = new float[dy.Length];
        float[] dx = new float[x.Length];
        float[] dw = new float[w.Length];
        return pass switch
        {
            "forward" => Checked(() => Convolution.Forward<float>(shape, x, w, y), threads, reference, "y", y),
            "input" => Checked(() => Convolution.InputGradient<float>(shape, dy, w, dx), threads, reference, "dx", dx),
            "filter" => Checked(
                () => Convolution.FilterGradient<float>(shape, x, dy, dw),
                threads,
                reference,
                "dw",
                dw
            ),
            _ => throw new ArgumentException($"compare: expected forward, input or filter; got {pass}."),
        };
    }

    private static KernelRow Checked(Action kernel, int threads, Reference? reference, string name, float[] result)
    {
        Work.Threads = threads;
        kernel();
        reference?.Compare(name, result);
        return new(kernel, threads);
    }
}
