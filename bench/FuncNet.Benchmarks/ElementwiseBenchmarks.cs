using BenchmarkDotNet.Attributes;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>Element-wise functions, reductions, copies and random numbers over a matrix of float.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private int[] shape = [];
    private float[] x = [];
    private float[] b = [];
    private float[] y = [];
    private readonly int[] key = [1, 2];

    /// <summary>Rows and columns.</summary>
    [Params(32, 1024)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        shape = [Side, Side];
        x = Numbers.Draw<float>(Side * Side, 1);
        b = Numbers.Draw<float>(Side, 2);
        y = new float[Side * Side];
    }

    [Benchmark]
    public void Bias() => Elementwise.Binary<float>(BinaryFunction.Add, new(shape, shape, [Side]), x, b, y);

    [Benchmark]
    public void Relu() => Elementwise.Unary<float>(UnaryFunction.Relu, x, y);

    [Benchmark]
    public void Exp() => Elementwise.Unary<float>(UnaryFunction.Exp, x, y);

    [Benchmark]
    public void Tanh() => Elementwise.Unary<float>(UnaryFunction.Tanh, x, y);

    [Benchmark]
    public void SumOfRows() => Reduction.Reduce<float>(Fold.Sum, x, Side, Side, 1, y.AsSpan(0, Side));

    [Benchmark]
    public void SumOfColumns() => Reduction.Reduce<float>(Fold.Sum, x, 1, Side, Side, y.AsSpan(0, Side));

    [Benchmark]
    public void Softmax() => Reduction.Softmax<float>(x, Side, Side, 1, y);

    [Benchmark]
    public void Transpose() => Movement.Read<float>(new(shape, [1, Side], 0), x, y);

    [Benchmark]
    public void Uniform() => Philox.Uniform<float>(key, y);
}
