using BenchmarkDotNet.Attributes;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>3 × 3 convolutions of small networks and their gradients.</summary>
[MemoryDiagnoser]
public class ConvolutionBenchmarks
{
    private ConvolutionShape shape;
    private float[] x = [];
    private float[] w = [];
    private float[] y = [];

    /// <summary>Batch, side of the image, channels, filters.</summary>
    [Params("32,16,16,32", "32,8,32,64", "64,26,32,64", "32,32,3,16")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = Array.ConvertAll(Layer.Split(','), int.Parse);
        shape = new(s[0], s[1], s[1], s[2], s[3], 3, 3, 1, 1, 1, 1, 1, 1, s[1], s[1], 1);
        x = Numbers.Draw<float>(s[0] * s[1] * s[1] * s[2], 1);
        w = Numbers.Draw<float>(9 * s[2] * s[3], 2);
        y = Numbers.Draw<float>(s[0] * s[1] * s[1] * s[3], 3);
    }

    [Benchmark]
    public void Forward() => Convolution.Forward<float>(shape, x, w, y);

    [Benchmark]
    public void InputGradient() => Convolution.InputGradient<float>(shape, y, w, x);

    [Benchmark]
    public void FilterGradient() => Convolution.FilterGradient<float>(shape, x, y, w);
}
