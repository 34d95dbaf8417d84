using BenchmarkDotNet.Attributes;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>Matrix products: squares, and the three of a dense layer 784 → 128 with a batch of 32.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private float[] a = [];
    private float[] b = [];
    private float[] c = [];

    /// <summary>Rows, inner size and columns.</summary>
    [Params("64x64x64", "256x256x256", "1024x1024x1024", "32x784x128", "784x32x128", "32x128x784", "32x128x10")]
    public string Shape { get; set; } = "";

    /// <summary>Threads that may work.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    private int m;
    private int k;
    private int n;

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = Array.ConvertAll(Shape.Split('x'), int.Parse);
        (m, k, n) = (sizes[0], sizes[1], sizes[2]);
        a = Numbers.Draw<float>(m * k, 1);
        b = Numbers.Draw<float>(k * n, 2);
        c = new float[m * n];
        Work.Threads = Threads;
    }

    [Benchmark]
    public void Product() => MatrixProduct.Multiply<float>(m, n, k, a, false, b, false, c);

    [Benchmark]
    public void LeftTransposed() => MatrixProduct.Multiply<float>(m, n, k, a, true, b, false, c);

    [Benchmark]
    public void RightTransposed() => MatrixProduct.Multiply<float>(m, n, k, a, false, b, true, c);
}
