using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// The tile of the matrix product and of convolution in vectors of 256 bits with fused multiply–add: up to 6 rows by 2
/// vectors, whose 12 sums stay in registers, next to 2 vectors of the right operand and one element of the left.
/// Of 12 multiply–adds 8 read an operand: bound by the multiply–adds.
/// </summary>
internal static unsafe class MicroKernel256<T>
    where T : unmanaged
{
    /// <summary>The most rows and vectors of a tile.</summary>
    public const int Rows = 6,
        Vectors = 2;

    public static void Run<TLeft>(int rows, int vectors, in TileWork<T> work)
        where TLeft : struct, ILeft
    {
        switch (vectors)
        {
            case 1:
                Run<One, TLeft>(rows, work);
                break;
            case 2:
                Run<Two, TLeft>(rows, work);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(vectors));
        }
    }

    private static void Run<TVectors, TLeft>(int rows, in TileWork<T> work)
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        switch (rows)
        {
            case 1:
                Tile<One, TVectors, TLeft>(work);
                break;
            case 2:
                Tile<Two, TVectors, TLeft>(work);
                break;
            case 3:
                Tile<Three, TVectors, TLeft>(work);
                break;
            case 4:
                Tile<Four, TVectors, TLeft>(work);
                break;
            case 5:
                Tile<Five, TVectors, TLeft>(work);
                break;
            case 6:
                Tile<Six, TVectors, TLeft>(work);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows, TVectors, TLeft>(in TileWork<T> work)
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        int width = Vector256<T>.Count;
        nint row = work.RowA;
        nint step = work.StepA;
        nint stepB = work.StepB;
        T* b = work.B;
        Vector256<T> c00 = default,
            c01 = default;
        Vector256<T> c10 = default,
            c11 = default;
        Vector256<T> c20 = default,
            c21 = default;
        Vector256<T> c30 = default,
            c31 = default;
        Vector256<T> c40 = default,
            c41 = default;
        Vector256<T> c50 = default,
            c51 = default;
        T* outer = work.A;
        for (int o = 0; o < work.Outer; o++, outer += work.OuterA)
        {
            T* middle = outer;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA)
            {
                // Three pointers reach all rows with the index registers row and 2·row.
                T* p = middle;
                T* p3 = p + 3 * row;
                for (int i = work.Inner; i > 0; i--)
                {
                    Vector256<T> b0 = Vector256.Load(b);
                    Vector256<T> b1 = TVectors.Value > 1 ? Vector256.Load(b + width) : default;
                    Vector256<T> a0 = TLeft.Load256(p);
                    c00 = Add(a0, b0, c00);
                    if (TVectors.Value > 1)
                    {
                        c01 = Add(a0, b1, c01);
                    }
                    if (TRows.Value > 1)
                    {
                        Vector256<T> a1 = TLeft.Load256(p + row);
                        c10 = Add(a1, b0, c10);
                        if (TVectors.Value > 1)
                        {
                            c11 = Add(a1, b1, c11);
                        }
                    }
                    if (TRows.Value > 2)
                    {
                        Vector256<T> a2 = TLeft.Load256(p + 2 * row);
                        c20 = Add(a2, b0, c20);
                        if (TVectors.Value > 1)
                        {
                            c21 = Add(a2, b1, c21);
                        }
                    }
                    if (TRows.Value > 3)
                    {
                        Vector256<T> a3 = TLeft.Load256(p3);
                        c30 = Add(a3, b0, c30);
                        if (TVectors.Value > 1)
                        {
                            c31 = Add(a3, b1, c31);
                        }
                    }
                    if (TRows.Value > 4)
                    {
                        Vector256<T> a4 = TLeft.Load256(p3 + row);
                        c40 = Add(a4, b0, c40);
                        if (TVectors.Value > 1)
                        {
                            c41 = Add(a4, b1, c41);
                        }
                    }
                    if (TRows.Value > 5)
                    {
                        Vector256<T> a5 = TLeft.Load256(p3 + 2 * row);
                        c50 = Add(a5, b0, c50);
                        if (TVectors.Value > 1)
                        {
                            c51 = Add(a5, b1, c51);
                        }
                    }
                    p += step;
                    p3 += step;
                    b += stepB;
                }
                b += work.MiddleGap;
            }
            b += work.OuterGap;
        }
        T* c = work.C;
        Store<TVectors>(c, work.Add, c00, c01);
        if (TRows.Value > 1)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c10, c11);
        }
        if (TRows.Value > 2)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c20, c21);
        }
        if (TRows.Value > 3)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c30, c31);
        }
        if (TRows.Value > 4)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c40, c41);
        }
        if (TRows.Value > 5)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c50, c51);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(T* c, bool add, Vector256<T> v0, Vector256<T> v1)
        where TVectors : struct, ICount
    {
        int width = Vector256<T>.Count;
        (add ? Vector256.Load(c) + v0 : v0).Store(c);
        if (TVectors.Value > 1)
        {
            (add ? Vector256.Load(c + width) + v1 : v1).Store(c + width);
        }
    }

    /// <summary>a·b + c, in one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Add(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        return typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
