using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>A function of two numbers, for one pair and for a vector of pairs; both give the same bits.</summary>
internal interface IBinary<T>
    where T : unmanaged
{
    /// <summary>Whether the vector form exists.</summary>
    static abstract bool Vectorized { get; }

    static abstract T Of(T a, T b);

    static virtual Vector<T> Of(Vector<T> a, Vector<T> b) => throw new NotSupportedException();
}

/// <summary>
/// The rows of a function of two numbers: vectors where it has them, then element by element.
/// Twelve bytes and one operation for a result of four: bound by memory, at 90 GB/s a core from the third cache; rows under 32 elements by the call.
/// </summary>
internal readonly unsafe struct BinaryRow<TFunction, T> : IRowKernel<T, T, byte, T>
    where TFunction : struct, IBinary<T>
    where T : unmanaged
{
    public static void Row(T* a, int stepA, T* b, int stepB, byte* c, int stepC, T* y, int n)
    {
        if (stepA == 1 && stepB == 1)
        {
            Both(a, b, y, n);
        }
        else if (stepA == 1)
        {
            Left(a, *b, y, n);
        }
        else if (stepB == 1)
        {
            Right(*a, b, y, n);
        }
        else
        {
            new Span<T>(y, n).Fill(TFunction.Of(*a, *b));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Both(T* a, T* b, T* y, int n)
    {
        int i = 0;
        if (TFunction.Vectorized)
        {
            int width = Vector<T>.Count;
            for (; i <= n - 2 * width; i += 2 * width)
            {
                Vector<T> y0 = TFunction.Of(Vector.Load(a + i), Vector.Load(b + i));
                Vector<T> y1 = TFunction.Of(Vector.Load(a + i + width), Vector.Load(b + i + width));
                y0.Store(y + i);
                y1.Store(y + i + width);
            }
            for (; i <= n - width; i += width)
            {
                TFunction.Of(Vector.Load(a + i), Vector.Load(b + i)).Store(y + i);
            }
        }
        for (; i < n; i++)
        {
            y[i] = TFunction.Of(a[i], b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Left(T* a, T b, T* y, int n)
    {
        int i = 0;
        if (TFunction.Vectorized)
        {
            int width = Vector<T>.Count;
            Vector<T> right = new(b);
            for (; i <= n - width; i += width)
            {
                TFunction.Of(Vector.Load(a + i), right).Store(y + i);
            }
        }
        for (; i < n; i++)
        {
            y[i] = TFunction.Of(a[i], b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Right(T a, T* b, T* y, int n)
    {
        int i = 0;
        if (TFunction.Vectorized)
        {
            int width = Vector<T>.Count;
            Vector<T> left = new(a);
            for (; i <= n - width; i += width)
            {
                TFunction.Of(left, Vector.Load(b + i)).Store(y + i);
            }
        }
        for (; i < n; i++)
        {
            y[i] = TFunction.Of(a, b[i]);
        }
    }
}
