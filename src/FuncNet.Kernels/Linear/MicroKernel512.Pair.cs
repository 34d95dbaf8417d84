using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// Tiles of two lines of a convolution's result by up to 14 pixels by one vector. The lower line meets, a row of the input later, what the upper one meets: an element of
/// the input is read once for both.
/// Of 28 multiply–adds 16 read an operand, where a tile of one line has 17 reads for 16: bound by the multiply–adds.
/// </summary>
internal static unsafe partial class MicroKernel512<T>
{
    /// <summary>The most pixels of a line.</summary>
    public const int PairRows = 14;

    /// <summary>A tile of so many pixels; the sums of the lower line go to c + <paramref name="lower"/>. The rows of the input that the walk goes over lie as far apart as the lines.</summary>
    public static void RunPair(int rows, in TileWork<T> work, nint lower)
    {
        switch (rows)
        {
            case 1:
                Pair<One>(work, lower);
                break;
            case 2:
                Pair<Two>(work, lower);
                break;
            case 3:
                Pair<Three>(work, lower);
                break;
            case 4:
                Pair<Four>(work, lower);
                break;
            case 5:
                Pair<Five>(work, lower);
                break;
            case 6:
                Pair<Six>(work, lower);
                break;
            case 7:
                Pair<Seven>(work, lower);
                break;
            case 8:
                Pair<Eight>(work, lower);
                break;
            case 9:
                Pair<Nine>(work, lower);
                break;
            case 10:
                Pair<Ten>(work, lower);
                break;
            case 11:
                Pair<Eleven>(work, lower);
                break;
            case 12:
                Pair<Twelve>(work, lower);
                break;
            case 13:
                Pair<Thirteen>(work, lower);
                break;
            case 14:
                Pair<Fourteen>(work, lower);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pair<TRows>(in TileWork<T> work, nint lower)
        where TRows : struct, ICount
    {
        // In bytes: two pointers reach all pixels with these as index registers, times 1, 2 and 4.
        nint row = work.RowA * sizeof(T);
        nint row3 = 3 * row;
        nint row5 = 5 * row;
        nint row7 = 7 * row;
        nint step = work.StepA * sizeof(T);
        nint stepB = work.StepB;
        nint above = work.Middle * (work.Inner * stepB + work.MiddleGap) + work.OuterGap;
        T* b = work.B;
        Vector512<T> u0 = default,
            u1 = default,
            u2 = default,
            u3 = default,
            u4 = default,
            u5 = default,
            u6 = default,
            u7 = default,
            u8 = default,
            u9 = default,
            u10 = default,
            u11 = default,
            u12 = default,
            u13 = default;
        Vector512<T> l0 = default,
            l1 = default,
            l2 = default,
            l3 = default,
            l4 = default,
            l5 = default,
            l6 = default,
            l7 = default,
            l8 = default,
            l9 = default,
            l10 = default,
            l11 = default,
            l12 = default,
            l13 = default;
        T* outer = work.A;
        T* middle = outer;
        for (int m = 0; m < work.Middle; m++, middle += work.MiddleA, b += work.MiddleGap)
        {
            byte* p = (byte*)middle;
            byte* q = p + 8 * row;
            for (int i = work.Inner; i > 0; i--, p += step, q += step, b += stepB)
            {
                Vector512<T> b0 = Vector512.Load(b);
                Alone<TRows>(0, p, b0, ref u0);
                Alone<TRows>(1, p + row, b0, ref u1);
                Alone<TRows>(2, p + 2 * row, b0, ref u2);
                Alone<TRows>(3, p + row3, b0, ref u3);
                Alone<TRows>(4, p + 4 * row, b0, ref u4);
                Alone<TRows>(5, p + row5, b0, ref u5);
                Alone<TRows>(6, p + 2 * row3, b0, ref u6);
                Alone<TRows>(7, p + row7, b0, ref u7);
                Alone<TRows>(8, q, b0, ref u8);
                Alone<TRows>(9, q + row, b0, ref u9);
                Alone<TRows>(10, q + 2 * row, b0, ref u10);
                Alone<TRows>(11, q + row3, b0, ref u11);
                Alone<TRows>(12, q + 4 * row, b0, ref u12);
                Alone<TRows>(13, q + row5, b0, ref u13);
            }
        }
        outer += work.OuterA;
        b += work.OuterGap;
        for (int o = 1; o < work.Outer; o++, outer += work.OuterA, b += work.OuterGap)
        {
            middle = outer;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA, b += work.MiddleGap)
            {
                byte* p = (byte*)middle;
                byte* q = p + 8 * row;
                for (int i = work.Inner; i > 0; i--, p += step, q += step, b += stepB)
                {
                    Vector512<T> b0 = Vector512.Load(b);
                    Vector512<T> b1 = Vector512.Load(b - above);
                    Both<TRows>(0, p, b0, b1, ref u0, ref l0);
                    Both<TRows>(1, p + row, b0, b1, ref u1, ref l1);
                    Both<TRows>(2, p + 2 * row, b0, b1, ref u2, ref l2);
                    Both<TRows>(3, p + row3, b0, b1, ref u3, ref l3);
                    Both<TRows>(4, p + 4 * row, b0, b1, ref u4, ref l4);
                    Both<TRows>(5, p + row5, b0, b1, ref u5, ref l5);
                    Both<TRows>(6, p + 2 * row3, b0, b1, ref u6, ref l6);
                    Both<TRows>(7, p + row7, b0, b1, ref u7, ref l7);
                    Both<TRows>(8, q, b0, b1, ref u8, ref l8);
                    Both<TRows>(9, q + row, b0, b1, ref u9, ref l9);
                    Both<TRows>(10, q + 2 * row, b0, b1, ref u10, ref l10);
                    Both<TRows>(11, q + row3, b0, b1, ref u11, ref l11);
                    Both<TRows>(12, q + 4 * row, b0, b1, ref u12, ref l12);
                    Both<TRows>(13, q + row5, b0, b1, ref u13, ref l13);
                }
            }
        }
        middle = outer;
        for (int m = 0; m < work.Middle; m++, middle += work.MiddleA, b += work.MiddleGap)
        {
            byte* p = (byte*)middle;
            byte* q = p + 8 * row;
            for (int i = work.Inner; i > 0; i--, p += step, q += step, b += stepB)
            {
                Vector512<T> b1 = Vector512.Load(b - above);
                Alone<TRows>(0, p, b1, ref l0);
                Alone<TRows>(1, p + row, b1, ref l1);
                Alone<TRows>(2, p + 2 * row, b1, ref l2);
                Alone<TRows>(3, p + row3, b1, ref l3);
                Alone<TRows>(4, p + 4 * row, b1, ref l4);
                Alone<TRows>(5, p + row5, b1, ref l5);
                Alone<TRows>(6, p + 2 * row3, b1, ref l6);
                Alone<TRows>(7, p + row7, b1, ref l7);
                Alone<TRows>(8, q, b1, ref l8);
                Alone<TRows>(9, q + row, b1, ref l9);
                Alone<TRows>(10, q + 2 * row, b1, ref l10);
                Alone<TRows>(11, q + row3, b1, ref l11);
                Alone<TRows>(12, q + 4 * row, b1, ref l12);
                Alone<TRows>(13, q + row5, b1, ref l13);
            }
        }
        T* c = work.C;
        Store<TRows>(0, c, lower, u0, l0);
        Store<TRows>(1, c + 1 * work.StepC, lower, u1, l1);
        Store<TRows>(2, c + 2 * work.StepC, lower, u2, l2);
        Store<TRows>(3, c + 3 * work.StepC, lower, u3, l3);
        Store<TRows>(4, c + 4 * work.StepC, lower, u4, l4);
        Store<TRows>(5, c + 5 * work.StepC, lower, u5, l5);
        Store<TRows>(6, c + 6 * work.StepC, lower, u6, l6);
        Store<TRows>(7, c + 7 * work.StepC, lower, u7, l7);
        Store<TRows>(8, c + 8 * work.StepC, lower, u8, l8);
        Store<TRows>(9, c + 9 * work.StepC, lower, u9, l9);
        Store<TRows>(10, c + 10 * work.StepC, lower, u10, l10);
        Store<TRows>(11, c + 11 * work.StepC, lower, u11, l11);
        Store<TRows>(12, c + 12 * work.StepC, lower, u12, l12);
        Store<TRows>(13, c + 13 * work.StepC, lower, u13, l13);
    }

    /// <summary>An element of the input for one line, if the tile has a pixel of that number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Alone<TRows>(int pixel, byte* from, Vector512<T> b, ref Vector512<T> sum)
        where TRows : struct, ICount
    {
        if (pixel < TRows.Value)
        {
            sum = Add(Vector512.Create(*(T*)from), b, sum);
        }
    }

    /// <summary>An element of the input for both lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both<TRows>(
        int pixel,
        byte* from,
        Vector512<T> b0,
        Vector512<T> b1,
        ref Vector512<T> upper,
        ref Vector512<T> lower
    )
        where TRows : struct, ICount
    {
        if (pixel < TRows.Value)
        {
            Vector512<T> a = Vector512.Create(*(T*)from);
            upper = Add(a, b0, upper);
            lower = Add(a, b1, lower);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TRows>(int pixel, T* c, nint lower, Vector512<T> u, Vector512<T> l)
        where TRows : struct, ICount
    {
        if (pixel < TRows.Value)
        {
            u.Store(c);
            l.Store(c + lower);
        }
    }
}
