using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Convolutions and their two gradients: 3 × 3, 1 × 1, strided, of few channels, depthwise.</summary>
internal static class ConvolutionKernels
{
    public static IEnumerable<Kernel> All()
    {
        ConvolutionShape[] shapes =
        [
            new(32, 16, 16, 16, 32, 3, 3, 1, 1, 1, 1, 1, 1, 16, 16, 1),
            new(32, 8, 8, 32, 64, 3, 3, 1, 1, 1, 1, 1, 1, 8, 8, 1),
            new(64, 26, 26, 32, 64, 3, 3, 1, 1, 1, 1, 0, 0, 24, 24, 1),
            new(32, 16, 16, 32, 64, 1, 1, 1, 1, 1, 1, 0, 0, 16, 16, 1),
            new(32, 32, 32, 3, 16, 3, 3, 1, 1, 1, 1, 1, 1, 32, 32, 1),
            new(64, 28, 28, 1, 32, 3, 3, 1, 1, 1, 1, 0, 0, 26, 26, 1),
            new(32, 16, 16, 32, 64, 3, 3, 2, 2, 1, 1, 1, 1, 8, 8, 1),
            new(32, 14, 14, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1, 14, 14, 64),
        ];
        return shapes.SelectMany(Parts);
    }

    private static IEnumerable<Kernel> Parts(ConvolutionShape s)
    {
        float[] x = Numbers.Draw<float>(s.Batch * s.Height * s.Width * s.Channels, 1);
        float[] w = Numbers.Draw<float>(s.KernelHeight * s.KernelWidth * s.Channels / s.Groups * s.Filters, 2);
        float[] y = Numbers.Draw<float>(s.Batch * s.OutHeight * s.OutWidth * s.Filters, 3);
        double operations = (double)y.Length * s.KernelHeight * s.KernelWidth * s.Channels / s.Groups;
        string stride = s.StrideHeight > 1 ? $" / {s.StrideHeight}" : "";
        string groups = s.Groups > 1 ? ", depthwise" : "";
        string name =
            $"convolution {s.Batch}×{s.Height}×{s.Width}×{s.Channels}→{s.Filters}, {s.KernelHeight}×{s.KernelWidth}{stride}{groups}";
        yield return Kernel.OfFloats(
            name,
            operations,
            x.Length + w.Length,
            y.Length,
            () => Convolution.Forward<float>(s, x, w, y)
        );
        yield return Kernel.OfFloats(
            "its input gradient",
            operations,
            y.Length + w.Length,
            x.Length,
            () => Convolution.InputGradient<float>(s, y, w, x)
        );
        yield return Kernel.OfFloats(
            "its filter gradient",
            operations,
            x.Length + y.Length,
            w.Length,
            () => Convolution.FilterGradient<float>(s, x, y, w)
        );
    }
}
