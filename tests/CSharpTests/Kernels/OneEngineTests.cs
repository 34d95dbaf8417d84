using FuncNet.Kernels;

namespace CSharpTests.Kernels;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>The same bits on any number of threads, and no memory but what was there.</summary>
[Collection(nameof(Alone))]
public class OneEngineTests
{
    [Fact]
    public void One_two_and_four_threads_give_the_same_bits()
    {
        int before = Work.Threads;
        try
        {
            Work.Threads = 1;
            var one = Digests.All().ToArray();
            Assert.True(one.Length > 100);
            foreach (int threads in new[] { 2, 4 })
            {
                Work.Threads = threads;
                foreach (((string name, string digest, _), var other) in one.Zip(Digests.All()))
                {
                    Assert.True((name, digest) == (other.Name, other.Digest), $"{name} differs on {threads} threads");
                }
            }
        }
        finally
        {
            Work.Threads = before;
        }
    }

    [Fact]
    public void A_mistake_in_a_chunk_reaches_the_caller()
    {
        int[] a = new int[1_000_000];
        int[] b = new int[1_000_000];
        Array.Fill(b, 1);
        b[900_000] = 0;
        int[] y = new int[a.Length];
        Assert.Throws<DivideByZeroException>(() =>
            Elementwise.Binary<int>(BinaryFunction.Divide, new([y.Length], [a.Length], [b.Length]), a, b, y)
        );
    }

    [Fact]
    public void Kernels_called_again_allocate_nothing()
    {
        float[] a = new float[200 * 200];
        float[] b = new float[200 * 200];
        float[] c = new float[200 * 200];
        ConvolutionShape s = new(4, 10, 10, 8, 32, 3, 3, 1, 1, 1, 1, 1, 1, 10, 10, 1);
        PoolShape p = new(4, 10, 10, 8, 2, 2, 2, 2, 0, 0, 5, 5);
        int[] places = new int[800];
        float[] x = new float[3200];
        float[] w = new float[9 * 8 * 32];
        float[] y = new float[12800];
        int[] key = [1, 2];
        Action all = () =>
        {
            MatrixProduct.Multiply<float>(200, 200, 200, a, false, b, true, c);
            Elementwise.Binary<float>(BinaryFunction.Add, new([200, 200], [200, 200], [200]), a, b.AsSpan(0, 200), c);
            Elementwise.Unary<float>(UnaryFunction.Softplus, a, c);
            Reduction.Reduce<float>(Fold.Sum, a, 1, 200, 200, c.AsSpan(0, 200));
            Reduction.Softmax<float>(a, 200, 200, 1, c);
            Movement.Read<float>(new([200, 200], [1, 200], 0), a, c);
            Convolution.Forward<float>(s, x, w, y);
            Convolution.InputGradient<float>(s, y, w, x);
            Convolution.FilterGradient<float>(s, x, y, w);
            Philox.TruncatedNormal<float>(key, -1f, 1f, c);
            Philox.Uniform<float>(key, c);
            Reduction.ArgMax<float>(a, 200, 200, 1, places.AsSpan(0, 200));
            Pooling.Max<float>(p, x, y.AsSpan(0, 800), places.AsSpan(0, 800));
            Pooling.Max<float>(p, x, y.AsSpan(0, 800));
            Pooling.MaxGradient<float>(p, y.AsSpan(0, 800), places.AsSpan(0, 800), x);
            Pooling.Sum<float>(p, x, y.AsSpan(0, 800));
            Pooling.SumGradient<float>(p, y.AsSpan(0, 800), x);
        };
        for (int i = 0; i < 50; i++)
        {
            all();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            all();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
