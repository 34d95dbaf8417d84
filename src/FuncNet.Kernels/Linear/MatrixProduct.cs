using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>Matrix products.</summary>
public static unsafe partial class MatrixProduct
{
    /// <summary>c = op(a)·op(b): [m, k]·[k, n] = [m, n].</summary>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="k">The size summed over; 0 gives zeros.</param>
    /// <param name="a">[m, k], or [k, m] if transposed.</param>
    /// <param name="transposeA">Whether op(a) is aᵀ.</param>
    /// <param name="b">[k, n], or [n, k] if transposed.</param>
    /// <param name="transposeB">Whether op(b) is bᵀ.</param>
    /// <param name="c">Receives the product, [m, n]; not the memory of an operand.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transposeA,
        ReadOnlySpan<T> b,
        bool transposeB,
        Span<T> c
    )
        where T : unmanaged
    {
        Door.Length(a.Length, Door.Size(m, k));
        Door.Length(b.Length, Door.Size(k, n));
        Door.Length(c.Length, Door.Size(m, n));
        MultiplyBatch(1, m, n, k, a, transposeA, 0, b, transposeB, 0, c);
    }

    /// <summary>c[i] = op(a[i])·op(b[i]) for i below <paramref name="batch"/>.</summary>
    /// <param name="batch">The number of products.</param>
    /// <param name="m">Rows of a result.</param>
    /// <param name="n">Columns of a result.</param>
    /// <param name="k">The size summed over; 0 gives zeros.</param>
    /// <param name="a">Matrices [m, k], or [k, m] if transposed, <paramref name="strideA"/> elements apart.</param>
    /// <param name="transposeA">Whether op(a) is aᵀ.</param>
    /// <param name="strideA">Elements from one left matrix to the next; 0 if all products share one.</param>
    /// <param name="b">Matrices [k, n], or [n, k] if transposed, <paramref name="strideB"/> elements apart.</param>
    /// <param name="transposeB">Whether op(b) is bᵀ.</param>
    /// <param name="strideB">Elements from one right matrix to the next; 0 if all products share one.</param>
    /// <param name="c">Receives the products, [batch, m, n]; not the memory of an operand.</param>
    /// <exception cref="ArgumentException">A span is too short, or the result has another length.</exception>
    public static void MultiplyBatch<T>(
        int batch,
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transposeA,
        int strideA,
        ReadOnlySpan<T> b,
        bool transposeB,
        int strideB,
        Span<T> c
    )
        where T : unmanaged
    {
        Door.Length(c.Length, Door.Size(batch, m, n));
        Reaches(a.Length, batch, strideA, Door.Size(m, k), nameof(a));
        Reaches(b.Length, batch, strideB, Door.Size(k, n), nameof(b));
        if (c.IsEmpty)
        {
            return;
        }
        if (k == 0)
        {
            c.Clear();
        }
        else if (typeof(T) == typeof(float))
        {
            Naive(
                batch,
                m,
                n,
                k,
                Door.As<T, float>(a),
                transposeA,
                strideA,
                Door.As<T, float>(b),
                transposeB,
                strideB,
                Door.As<T, float>(c)
            );
        }
        else if (typeof(T) == typeof(double))
        {
            Naive(
                batch,
                m,
                n,
                k,
                Door.As<T, double>(a),
                transposeA,
                strideA,
                Door.As<T, double>(b),
                transposeB,
                strideB,
                Door.As<T, double>(c)
            );
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    private static void Reaches(int length, int batch, int stride, int size, string name)
    {
        if (stride < 0 || (batch > 0 && size > 0 && (long)(batch - 1) * stride + size > length))
        {
            throw new ArgumentException(
                $"{batch} matrices of {size} elements, {stride} apart, don't fit in {length} elements.",
                name
            );
        }
    }

    private static void Naive<T>(
        int batch,
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool ta,
        int sa,
        ReadOnlySpan<T> b,
        bool tb,
        int sb,
        Span<T> c
    )
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int z = 0; z < batch; z++)
        for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
        {
            T total = T.Zero;
            for (int p = 0; p < k; p++)
            {
                total = T.FusedMultiplyAdd(
                    a[z * sa + (ta ? p * m + i : i * k + p)],
                    b[z * sb + (tb ? j * k + p : p * n + j)],
                    total
                );
            }
            c[(z * m + i) * n + j] = total;
        }
    }
}
