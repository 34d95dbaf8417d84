using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>Matrix products.</summary>
public static unsafe partial class MatrixProduct
{
    /// <summary>
    /// The depth of a block: an element is summed in order of k within a block, and the blocks' sums are added in order.
    /// A panel of 48 columns of float, 72 KB, and a slab of 8 rows, 12 KB, are then read from the second and first cache.
    /// </summary>
    internal const int Depth = 384;

    /// <summary>Bytes of a right operand that is read as it lies, from the third cache.</summary>
    private const int SmallRight = 10_000_000;

    /// <summary>Bytes of its rows up to which it is read as it lies by <see cref="SeveralRows"/>, however many rows it has.</summary>
    private const int NarrowRight = 4096;
    private const int SeveralRows = 128;

    /// <summary>Rows for which packing the right operand costs more than it saves, however large it is.</summary>
    private const int FewRows = 48;

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
    /// <param name="tail">What is done to the products while they are in the cache; it reads them in the memory of c.</param>
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
        Span<T> c,
        TileProgram? tail = null
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
            tail?.Run();
        }
        else if (typeof(T) == typeof(float))
        {
            BatchProduct<float>.Run(
                new(batch, m, n, k, transposeA, strideA, transposeB, strideB),
                Door.As<T, float>(a),
                Door.As<T, float>(b),
                Door.As<T, float>(c),
                Tail.Of(tail)
            );
        }
        else if (typeof(T) == typeof(double))
        {
            BatchProduct<double>.Run(
                new(batch, m, n, k, transposeA, strideA, transposeB, strideB),
                Door.As<T, double>(a),
                Door.As<T, double>(b),
                Door.As<T, double>(c),
                Tail.Of(tail)
            );
        }
        else
        {
            Door.Unsupported<T>();
        }
        GC.KeepAlive(tail);
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

    /// <summary>One product, by the way that costs least; the bits don't depend on the way.</summary>
    internal static void Single<T>(in Matrix<T> a, in Matrix<T> b, in Matrix<T> c, int m, int n, int k, Tail tail)
        where T : unmanaged, INumber<T>
    {
        // Transposed, a product with roles exchanged: the result must then be turned as well, an element a cycle.
        bool swap = Cost<T>(n, m, k, lies: a.Row == 1) + (double)m * n < Cost<T>(m, n, k, lies: b.Column == 1);
        (int rows, int columns) = swap ? (n, m) : (m, n);
        long right = (long)k * columns;
        bool fits =
            right * sizeof(T) <= SmallRight
            || (columns * sizeof(T) <= NarrowRight && rows <= SeveralRows)
            || rows <= FewRows;
        if (!fits)
        {
            BlockedProduct<T>.Run(a, b, c, m, n, k, tail);
        }
        else if (m >= n && DeepProduct<T>.Suits(a, b, m, n, k))
        {
            DeepProduct<T>.Run(a, b, c, m, n, k, tail);
        }
        else if (DeepProduct<T>.Suits(b.Transposed, a.Transposed, n, m, k))
        {
            DeepProduct<T>.Run(b.Transposed, a.Transposed, c.Transposed, n, m, k, tail);
        }
        else if (swap)
        {
            DirectProduct<T>.Run(b.Transposed, a.Transposed, c.Transposed, n, m, k, default);
            tail.RunAll(m * n);
        }
        else
        {
            DirectProduct<T>.Run(a, b, c, m, n, k, tail);
        }
    }

    /// <summary>Cycles, roughly: a vector of products each, and the packing of a right operand that does not lie in rows.</summary>
    private static double Cost<T>(int rows, int columns, int depth, bool lies)
        where T : unmanaged
    {
        int width = MicroKernel<T>.Width;
        int vectors = (columns + width - 1) / width;
        double pack =
            !lies ? 0.4 * columns * depth
            : columns < width ? 0.1 * width * depth
            : 0;
        return (double)rows * vectors * depth + pack;
    }
}
