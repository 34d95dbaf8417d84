using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// Tiles of 9 to 16 rows by one vector, or 9 to 14 by two. A vector of the right operand, which is read once for all rows, costs as much as an element of the
/// left: of 16 multiply–adds 17 read an operand, where a tile of 8 rows has 9 reads for 8, and too few sums to hide the latency of an addition from two
/// units that multiply and add.
/// Bound by the multiply–adds, and just as much by the reads, of which there are two at a time.
/// </summary>
internal static unsafe partial class MicroKernel512<T>
{
    private static void RunTall<TVectors, TLeft>(int rows, in TileWork<T> work)
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        switch (rows)
        {
            case 9:
                Tall<Nine, TVectors, TLeft>(work);
                break;
            case 10:
                Tall<Ten, TVectors, TLeft>(work);
                break;
            case 11:
                Tall<Eleven, TVectors, TLeft>(work);
                break;
            case 12:
                Tall<Twelve, TVectors, TLeft>(work);
                break;
            case 13:
                Tall<Thirteen, TVectors, TLeft>(work);
                break;
            case 14:
                Tall<Fourteen, TVectors, TLeft>(work);
                break;
            case 15:
                Tall<Fifteen, TVectors, TLeft>(work);
                break;
            case 16:
                Tall<Sixteen, TVectors, TLeft>(work);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tall<TRows, TVectors, TLeft>(in TileWork<T> work)
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        int width = Vector512<T>.Count;
        // In bytes: two pointers reach all rows with these as index registers, times 1, 2 and 4.
        nint row = work.RowA * sizeof(T);
        nint row3 = 3 * row;
        nint row5 = 5 * row;
        nint row7 = 7 * row;
        nint step = work.StepA * sizeof(T);
        nint stepB = work.StepB;
        T* b = work.B;
        Vector512<T> c00 = default,
            c01 = default;
        Vector512<T> c10 = default,
            c11 = default;
        Vector512<T> c20 = default,
            c21 = default;
        Vector512<T> c30 = default,
            c31 = default;
        Vector512<T> c40 = default,
            c41 = default;
        Vector512<T> c50 = default,
            c51 = default;
        Vector512<T> c60 = default,
            c61 = default;
        Vector512<T> c70 = default,
            c71 = default;
        Vector512<T> c80 = default,
            c81 = default;
        Vector512<T> c90 = default,
            c91 = default;
        Vector512<T> cA0 = default,
            cA1 = default;
        Vector512<T> cB0 = default,
            cB1 = default;
        Vector512<T> cC0 = default,
            cC1 = default;
        Vector512<T> cD0 = default,
            cD1 = default;
        Vector512<T> cE0 = default;
        Vector512<T> cF0 = default;
        T* outer = work.A;
        for (int o = 0; o < work.Outer; o++, outer += work.OuterA)
        {
            T* middle = outer;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA)
            {
                byte* p = (byte*)middle;
                byte* q = p + 8 * row;
                for (int i = work.Inner; i > 0; i--)
                {
                    Vector512<T> b0 = Vector512.Load(b);
                    Vector512<T> b1 = TVectors.Value > 1 ? Vector512.Load(b + width) : default;
                    Vector512<T> a0 = TLeft.Load512((T*)(p));
                    c00 = Add(a0, b0, c00);
                    if (TVectors.Value > 1)
                    {
                        c01 = Add(a0, b1, c01);
                    }
                    Vector512<T> a1 = TLeft.Load512((T*)(p + row));
                    c10 = Add(a1, b0, c10);
                    if (TVectors.Value > 1)
                    {
                        c11 = Add(a1, b1, c11);
                    }
                    Vector512<T> a2 = TLeft.Load512((T*)(p + 2 * row));
                    c20 = Add(a2, b0, c20);
                    if (TVectors.Value > 1)
                    {
                        c21 = Add(a2, b1, c21);
                    }
                    Vector512<T> a3 = TLeft.Load512((T*)(p + row3));
                    c30 = Add(a3, b0, c30);
                    if (TVectors.Value > 1)
                    {
                        c31 = Add(a3, b1, c31);
                    }
                    Vector512<T> a4 = TLeft.Load512((T*)(p + 4 * row));
                    c40 = Add(a4, b0, c40);
                    if (TVectors.Value > 1)
                    {
                        c41 = Add(a4, b1, c41);
                    }
                    Vector512<T> a5 = TLeft.Load512((T*)(p + row5));
                    c50 = Add(a5, b0, c50);
                    if (TVectors.Value > 1)
                    {
                        c51 = Add(a5, b1, c51);
                    }
                    Vector512<T> a6 = TLeft.Load512((T*)(p + 2 * row3));
                    c60 = Add(a6, b0, c60);
                    if (TVectors.Value > 1)
                    {
                        c61 = Add(a6, b1, c61);
                    }
                    Vector512<T> a7 = TLeft.Load512((T*)(p + row7));
                    c70 = Add(a7, b0, c70);
                    if (TVectors.Value > 1)
                    {
                        c71 = Add(a7, b1, c71);
                    }
                    Vector512<T> a8 = TLeft.Load512((T*)(q));
                    c80 = Add(a8, b0, c80);
                    if (TVectors.Value > 1)
                    {
                        c81 = Add(a8, b1, c81);
                    }
                    if (TRows.Value > 9)
                    {
                        Vector512<T> a9 = TLeft.Load512((T*)(q + row));
                        c90 = Add(a9, b0, c90);
                        if (TVectors.Value > 1)
                        {
                            c91 = Add(a9, b1, c91);
                        }
                    }
                    if (TRows.Value > 10)
                    {
                        Vector512<T> aA = TLeft.Load512((T*)(q + 2 * row));
                        cA0 = Add(aA, b0, cA0);
                        if (TVectors.Value > 1)
                        {
                            cA1 = Add(aA, b1, cA1);
                        }
                    }
                    if (TRows.Value > 11)
                    {
                        Vector512<T> aB = TLeft.Load512((T*)(q + row3));
                        cB0 = Add(aB, b0, cB0);
                        if (TVectors.Value > 1)
                        {
                            cB1 = Add(aB, b1, cB1);
                        }
                    }
                    if (TRows.Value > 12)
                    {
                        Vector512<T> aC = TLeft.Load512((T*)(q + 4 * row));
                        cC0 = Add(aC, b0, cC0);
                        if (TVectors.Value > 1)
                        {
                            cC1 = Add(aC, b1, cC1);
                        }
                    }
                    if (TRows.Value > 13)
                    {
                        Vector512<T> aD = TLeft.Load512((T*)(q + row5));
                        cD0 = Add(aD, b0, cD0);
                        if (TVectors.Value > 1)
                        {
                            cD1 = Add(aD, b1, cD1);
                        }
                    }
                    if (TRows.Value > 14)
                    {
                        Vector512<T> aE = TLeft.Load512((T*)(q + 2 * row3));
                        cE0 = Add(aE, b0, cE0);
                    }
                    if (TRows.Value > 15)
                    {
                        Vector512<T> aF = TLeft.Load512((T*)(q + row7));
                        cF0 = Add(aF, b0, cF0);
                    }
                    p += step;
                    q += step;
                    b += stepB;
                }
                b += work.MiddleGap;
            }
            b += work.OuterGap;
        }
        T* c = work.C;
        Store<TVectors>(c, work.Add, c00, c01, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c10, c11, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c20, c21, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c30, c31, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c40, c41, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c50, c51, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c60, c61, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c70, c71, default);
        c += work.StepC;
        Store<TVectors>(c, work.Add, c80, c81, default);
        if (TRows.Value > 9)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, c90, c91, default);
        }
        if (TRows.Value > 10)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cA0, cA1, default);
        }
        if (TRows.Value > 11)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cB0, cB1, default);
        }
        if (TRows.Value > 12)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cC0, cC1, default);
        }
        if (TRows.Value > 13)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cD0, cD1, default);
        }
        if (TRows.Value > 14)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cE0, default, default);
        }
        if (TRows.Value > 15)
        {
            c += work.StepC;
            Store<TVectors>(c, work.Add, cF0, default, default);
        }
    }
}
