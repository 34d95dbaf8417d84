using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// The tile of the matrix product and of convolution in vectors of 512 bits: up to 8 rows by 3 vectors, whose 24 sums stay in
/// registers, next to 3 vectors of the right operand and one element of the left.
/// Of 24 multiply–adds 11 read an operand: bound by the multiply–adds, of whose peak a deep tile reaches 97 %.
/// </summary>
internal static unsafe partial class MicroKernel512<T>
    where T : unmanaged
{
    /// <summary>The most rows and vectors of a tile.</summary>
    public const int Rows = 8,
        Vectors = 3;

    /// <summary>The most rows of a tile of so many vectors.</summary>
    public static int RowsOf(int vectors) =>
        vectors switch
        {
            1 => 16,
            2 => 14,
            _ => Rows,
        };

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
            case 3:
                Run<Three, TLeft>(rows, work);
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
            case 7:
                Tile<Seven, TVectors, TLeft>(work);
                break;
            case 8:
                Tile<Eight, TVectors, TLeft>(work);
                break;
            default:
                RunTall<TVectors, TLeft>(rows, work);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows, TVectors, TLeft>(in TileWork<T> work)
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        int width = Vector512<T>.Count;
        nint row = work.RowA;
        nint step = work.StepA;
        nint stepB = work.StepB;
        T* b = work.B;
        Vector512<T> c00 = default,
            c01 = default,
            c02 = default;
        Vector512<T> c10 = default,
            c11 = default,
            c12 = default;
        Vector512<T> c20 = default,
            c21 = default,
            c22 = default;
        Vector512<T> c30 = default,
            c31 = default,
            c32 = default;
        Vector512<T> c40 = default,
            c41 = default,
            c42 = default;
        Vector512<T> c50 = default,
            c51 = default,
            c52 = default;
        Vector512<T> c60 = default,
            c61 = default,
            c62 = default;
        Vector512<T> c70 = default,
            c71 = default,
            c72 = default;
        T* outer = work.A;
        for (int o = 0; o < work.Outer; o++, outer += work.OuterA)
        {
            T* middle = outer;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA)
            {
                // Three pointers reach all rows with the index registers row and 2·row.
                T* p = middle;
                T* p3 = p + 3 * row;
                T* p6 = p3 + 3 * row;
                for (int i = work.Inner; i > 0; i--)
                {
                    Vector512<T> b0 = Vector512.Load(b);
                    Vector512<T> b1 = TVectors.Value > 1 ? Vector512.Load(b + width) : default;
                    Vector512<T> b2 = TVectors.Value > 2 ? Vector512.Load(b + 2 * width) : default;
                    Vector512<T> a0 = TLeft.Load512(p);
                    c00 = Add(a0, b0, c00);
                    if (TVectors.Value > 1)
                    {
                        c01 = Add(a0, b1, c01);
                    }
                    if (TVectors.Value > 2)
                    {
                        c02 = Add(a0, b2, c02);
                    }
                    if (TRows.Value > 1)
                    {
                        Vector512<T> a1 = TLeft.Load512(p + row);
                        c10 = Add(a1, b0, c10);
                        if (TVectors.Value > 1)
                        {
                            c11 = Add(a1, b1, c11);
                        }
                        if (TVectors.Value > 2)
                        {
                            c12 = Add(a1, b2, c12);
                        }
                    }
                    if (TRows.Value > 2)
                    {
                        Vector512<T> a2 = TLeft.Load512(p + 2 * row);
                        c20 = Add(a2, b0, c20);
                        if (TVectors.Value > 1)
                        {
                            c21 = Add(a2, b1, c21);
                        }
                        if (TVectors.Value > 2)
                        {
                            c22 = Add(a2, b2, c22);
                        }
                    }
                    if (TRows.Value > 3)
                    {
                        Vector512<T> a3 = TLeft.Load512(p3);
                        c30 = Add(a3, b0, c30);
                        if (TVectors.Value > 1)
                        {
                            c31 = Add(a3, b1, c31);
                        }
                        if (TVectors.Value > 2)
                        {
                            c32 = Add(a3, b2, c32);
                        }
                    }
                    if (TRows.Value > 4)
                    {
                        Vector512<T> a4 = TLeft.Load512(p3 + row);
                        c40 = Add(a4, b0, c40);
                        if (TVectors.Value > 1)
                        {
                            c41 = Add(a4, b1, c41);
                        }
                        if (TVectors.Value > 2)
                        {
                            c42 = Add(a4, b2, c42);
                        }
                    }
                    if (TRows.Value > 5)
                    {
                        Vector512<T> a5 = TLeft.Load512(p3 + 2 * row);
                        c50 = Add(a5, b0, c50);
                        if (TVectors.Value > 1)
                        {
                            c51 = Add(a5, b1, c51);
                        }
                        if (TVectors.Value > 2)
                        {
                            c52 = Add(a5, b2, c52);
                        }
                    }
                    if (TRows.Value > 6)
                    {
                        Vector512<T> a6 = TLeft.Load512(p6);
                        c60 = Add(a6, b0, c60);
                        if (TVectors.Value > 1)
                        {
                            c61 = Add(a6, b1, c61);
                        }
                        if (TVectors.Value > 2)
                        {
                            c62 = Add(a6, b2, c62);
                        }
                    }
                    if (TRows.Value > 7)
                    {
                        Vector512<T> a7 = TLeft.Load512(p6 + row);
                        c70 = Add(a7, b0, c70);
                        if (TVectors.Value > 1)
                        {
                            c71 = Add(a7, b1, c71);
                        }
                        if (TVectors.Value > 2)
                        {
                            c72 = Add(a7, b2, c72);
                        }
                    }
                    p += step;
                    p3 += step;
                    p6 += step;
                    b += stepB;
                }
                b += work.MiddleGap;
            }
            b += work.OuterGap;
        }
        T* c = work.C;
        Store<TVectors>(c, work.Add, c00, c01, c02);
        if (TRows.Value > 1)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c10, c11, c12);
        }
        if (TRows.Value > 2)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c20, c21, c22);
        }
        if (TRows.Value > 3)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c30, c31, c32);
        }
        if (TRows.Value > 4)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c40, c41, c42);
        }
        if (TRows.Value > 5)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c50, c51, c52);
        }
        if (TRows.Value > 6)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c60, c61, c62);
        }
        if (TRows.Value > 7)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(T* c, bool add, Vector512<T> v0, Vector512<T> v1, Vector512<T> v2)
        where TVectors : struct, ICount
    {
        int width = Vector512<T>.Count;
        (add ? Vector512.Load(c) + v0 : v0).Store(c);
        if (TVectors.Value > 1)
        {
            (add ? Vector512.Load(c + width) + v1 : v1).Store(c + width);
        }
        if (TVectors.Value > 2)
        {
            (add ? Vector512.Load(c + 2 * width) + v2 : v2).Store(c + 2 * width);
        }
    }

    /// <summary>a·b + c, in one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Add(Vector512<T> a, Vector512<T> b, Vector512<T> c)
    {
        return typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
