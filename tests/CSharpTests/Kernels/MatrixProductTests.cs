using System.Numerics;
using FuncNet.Kernels;

namespace CSharpTests.Kernels;

public class MatrixProductTests
{
    [Fact]
    public void Matrix_product_agrees_with_the_definition()
    {
        Agrees<float>();
        Agrees<double>();
    }

    [Fact]
    public void Matrix_product_of_large_sizes_agrees_with_the_definition()
    {
        Draw draw = new(2);
        One<float>(draw, 203, 331, 810, false, false);
        One<float>(draw, 131, 470, 500, true, true);
        One<double>(draw, 150, 3100, 400, false, true);
        One<double>(draw, 700, 5, 391, true, false);
        One<float>(draw, 3, 2000, 700, false, false);
        One<float>(draw, 1, 500, 1024, false, false);
        One<float>(draw, 1, 513, 784, false, true);
        One<float>(draw, 60, 130, 9000, false, false);
        One<double>(draw, 9, 10, 500, false, false);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_batch_is_its_products(int batch)
    {
        Draw draw = new(3);
        foreach ((int m, int n, int k) in new[] { (3, 17, 5), (16, 16, 16), (1, 1, 1), (33, 20, 400) })
        {
            foreach (bool sharedA in new[] { false, true })
            {
                foreach (bool sharedB in new[] { false, true })
                {
                    float[] a = draw.Numbers<float>((sharedA ? 1 : batch) * m * k);
                    float[] b = draw.Numbers<float>((sharedB ? 1 : batch) * k * n);
                    float[] c = new float[batch * m * n];
                    int strideA = sharedA ? 0 : m * k;
                    int strideB = sharedB ? 0 : k * n;
                    MatrixProduct.MultiplyBatch<float>(batch, m, n, k, a, false, strideA, b, true, strideB, c);
                    for (int z = 0; z < batch; z++)
                    {
                        float[] one = new float[m * n];
                        MatrixProduct.Multiply<float>(
                            m,
                            n,
                            k,
                            a.AsSpan(z * strideA, m * k),
                            false,
                            b.AsSpan(z * strideB, k * n),
                            true,
                            one
                        );
                        Close.Same<float>(one, c.AsSpan(z * m * n, m * n), $"product {z} of {m}×{k}×{n}");
                    }
                }
            }
        }
    }

    [Fact]
    public void The_bits_of_an_element_depend_on_its_row_and_column_alone()
    {
        // The same rows and columns inside products of many shapes, which go different ways through the kernel.
        Draw draw = new(4);
        const int M = 150;
        const int N = 120;
        const int K = 1000;
        float[] a = draw.Numbers<float>(M * K);
        float[] b = draw.Numbers<float>(K * N);
        float[] whole = new float[M * N];
        MatrixProduct.Multiply<float>(M, N, K, a, false, b, false, whole);
        foreach (
            (int m, int n) in new[] { (1, 1), (1, N), (M, 1), (7, 5), (8, 48), (13, 49), (M, 10), (5, N), (100, 100) }
        )
        {
            foreach (bool transposeA in new[] { false, true })
            {
                foreach (bool transposeB in new[] { false, true })
                {
                    float[] left = Corner(a, m, K, K, transposeA);
                    float[] right = Corner(b, K, n, N, transposeB);
                    float[] c = new float[m * n];
                    MatrixProduct.Multiply<float>(m, n, K, left, transposeA, right, transposeB, c);
                    Close.Same<float>(Corner(whole, m, n, N, false), c, $"{m}×{n}, {transposeA}, {transposeB}");
                }
            }
        }
    }

    [Fact]
    public void Sums_of_nothing_are_zero()
    {
        float[] c = [1, 2, 3, 4, 5, 6];
        MatrixProduct.Multiply<float>(2, 3, 0, [], false, [], true, c);
        Assert.Equal(new float[6], c);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct.Multiply<float>(2, 2, 2, new float[4], false, new float[3], false, new float[4])
        );
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct.MultiplyBatch<float>(2, 2, 2, 2, new float[4], false, 4, new float[8], false, 4, new float[8])
        );
        Assert.Throws<NotSupportedException>(() =>
            MatrixProduct.Multiply<int>(1, 1, 1, new int[1], false, new int[1], false, new int[1])
        );
    }

    private static void Agrees<T>()
        where T : unmanaged, INumber<T>
    {
        Draw draw = new(1);
        for (int trial = 0; trial < 300; trial++)
        {
            One<T>(draw, draw.Size(), draw.Size(), draw.Size(), draw.Coin(), draw.Coin());
        }
    }

    private static void One<T>(Draw draw, int m, int n, int k, bool transposeA, bool transposeB)
        where T : unmanaged, INumber<T>
    {
        T[] a = draw.Numbers<T>(m * k);
        T[] b = draw.Numbers<T>(k * n);
        T[] c = new T[m * n];
        MatrixProduct.Multiply<T>(m, n, k, a, transposeA, b, transposeB, c);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                double size = 0;
                for (int p = 0; p < k; p++)
                {
                    double term =
                        double.CreateChecked(a[transposeA ? p * m + i : i * k + p])
                        * double.CreateChecked(b[transposeB ? j * k + p : p * n + j]);
                    sum += term;
                    size += Math.Abs(term);
                }
                // An error of √k units is likely, of k units impossible.
                Close.To(sum, c[i * n + j], 2 + Math.Sqrt(k), size, $"{typeof(T).Name} {m}×{k}×{n} at {i}, {j}");
            }
        }
    }

    private static float[] Corner(float[] x, int rows, int columns, int stride, bool transpose)
    {
        float[] y = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                y[transpose ? j * rows + i : i * columns + j] = x[i * stride + j];
            }
        }
        return y;
    }
}
