using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FuncNet.Kernels;

/// <summary>
/// The tile of the matrix product and of convolution in vectors of 512 bits: up to 8 rows by 3 vectors, 14 by 2 or 16 by 1, whose 16 to 28 sums stay in
/// registers, next to the vectors of the right operand and one element of the left.
/// Of 24 multiply–adds 11 read an operand, of 28 in two vectors 16, of 16 in one vector 17: bound by the multiply–adds, of whose peak a deep tile of several vectors reaches 97 %;
/// with one vector just as much by the reads, of which there are two at a time.
/// </summary>
internal static unsafe partial class MicroKernel512<T>
    where T : unmanaged
{
    /// <summary>The rows of a tile of three vectors, and the most vectors.</summary>
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
            case 9:
                Tile<Nine, TVectors, TLeft>(work);
                break;
            case 10:
                Tile<Ten, TVectors, TLeft>(work);
                break;
            case 11:
                Tile<Eleven, TVectors, TLeft>(work);
                break;
            case 12:
                Tile<Twelve, TVectors, TLeft>(work);
                break;
            case 13:
                Tile<Thirteen, TVectors, TLeft>(work);
                break;
            case 14:
                Tile<Fourteen, TVectors, TLeft>(work);
                break;
            case 15:
                Tile<Fifteen, TVectors, TLeft>(work);
                break;
            case 16:
                Tile<Sixteen, TVectors, TLeft>(work);
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
        int width = Vector512<T>.Count;
        // In bytes: two pointers reach all rows with these as index registers, times 1, 2 and 4.
        nint row = work.RowA * sizeof(T);
        nint row3 = 3 * row;
        nint row5 = 5 * row;
        nint row7 = 7 * row;
        nint step = work.StepA * sizeof(T);
        nint stepB = work.StepB;
        T* b = work.B;
        Vector512<T> none = default;
        Vector512<T> c00 = default,
            c10 = default,
            c20 = default,
            c30 = default,
            c40 = default,
            c50 = default,
            c60 = default,
            c70 = default,
            c80 = default,
            c90 = default,
            cA0 = default,
            cB0 = default,
            cC0 = default,
            cD0 = default,
            cE0 = default,
            cF0 = default;
        Vector512<T> c01 = default,
            c11 = default,
            c21 = default,
            c31 = default,
            c41 = default,
            c51 = default,
            c61 = default,
            c71 = default,
            c81 = default,
            c91 = default,
            cA1 = default,
            cB1 = default,
            cC1 = default,
            cD1 = default;
        Vector512<T> c02 = default,
            c12 = default,
            c22 = default,
            c32 = default,
            c42 = default,
            c52 = default,
            c62 = default,
            c72 = default;
        T* outer = work.A;
        for (int o = 0; o < work.Outer; o++, outer += work.OuterA, b += work.OuterGap)
        {
            T* middle = outer;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA, b += work.MiddleGap)
            {
                byte* p = (byte*)middle;
                byte* q = p + 8 * row;
                for (int i = work.Inner; i > 0; i--, p += step, q += step, b += stepB)
                {
                    Vector512<T> b0 = Vector512.Load(b);
                    Vector512<T> b1 = TVectors.Value > 1 ? Vector512.Load(b + width) : default;
                    Vector512<T> b2 = TVectors.Value > 2 ? Vector512.Load(b + 2 * width) : default;
                    Row<TRows, TVectors, TLeft>(0, p, b0, b1, b2, ref c00, ref c01, ref c02);
                    Row<TRows, TVectors, TLeft>(1, p + row, b0, b1, b2, ref c10, ref c11, ref c12);
                    Row<TRows, TVectors, TLeft>(2, p + 2 * row, b0, b1, b2, ref c20, ref c21, ref c22);
                    Row<TRows, TVectors, TLeft>(3, p + row3, b0, b1, b2, ref c30, ref c31, ref c32);
                    Row<TRows, TVectors, TLeft>(4, p + 4 * row, b0, b1, b2, ref c40, ref c41, ref c42);
                    Row<TRows, TVectors, TLeft>(5, p + row5, b0, b1, b2, ref c50, ref c51, ref c52);
                    Row<TRows, TVectors, TLeft>(6, p + 2 * row3, b0, b1, b2, ref c60, ref c61, ref c62);
                    Row<TRows, TVectors, TLeft>(7, p + row7, b0, b1, b2, ref c70, ref c71, ref c72);
                    Row<TRows, TVectors, TLeft>(8, q, b0, b1, b2, ref c80, ref c81, ref none);
                    Row<TRows, TVectors, TLeft>(9, q + row, b0, b1, b2, ref c90, ref c91, ref none);
                    Row<TRows, TVectors, TLeft>(10, q + 2 * row, b0, b1, b2, ref cA0, ref cA1, ref none);
                    Row<TRows, TVectors, TLeft>(11, q + row3, b0, b1, b2, ref cB0, ref cB1, ref none);
                    Row<TRows, TVectors, TLeft>(12, q + 4 * row, b0, b1, b2, ref cC0, ref cC1, ref none);
                    Row<TRows, TVectors, TLeft>(13, q + row5, b0, b1, b2, ref cD0, ref cD1, ref none);
                    Row<TRows, TVectors, TLeft>(14, q + 2 * row3, b0, b1, b2, ref cE0, ref none, ref none);
                    Row<TRows, TVectors, TLeft>(15, q + row7, b0, b1, b2, ref cF0, ref none, ref none);
                }
            }
        }
        Store<TRows, TVectors>(0, work, c00, c01, c02);
        Store<TRows, TVectors>(1, work, c10, c11, c12);
        Store<TRows, TVectors>(2, work, c20, c21, c22);
        Store<TRows, TVectors>(3, work, c30, c31, c32);
        Store<TRows, TVectors>(4, work, c40, c41, c42);
        Store<TRows, TVectors>(5, work, c50, c51, c52);
        Store<TRows, TVectors>(6, work, c60, c61, c62);
        Store<TRows, TVectors>(7, work, c70, c71, c72);
        Store<TRows, TVectors>(8, work, c80, c81, none);
        Store<TRows, TVectors>(9, work, c90, c91, none);
        Store<TRows, TVectors>(10, work, cA0, cA1, none);
        Store<TRows, TVectors>(11, work, cB0, cB1, none);
        Store<TRows, TVectors>(12, work, cC0, cC1, none);
        Store<TRows, TVectors>(13, work, cD0, cD1, none);
        Store<TRows, TVectors>(14, work, cE0, none, none);
        Store<TRows, TVectors>(15, work, cF0, none, none);
    }

    /// <summary>An element of the left operand by all vectors of the right one, if the tile has a row of that number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TRows, TVectors, TLeft>(
        int number,
        byte* from,
        Vector512<T> b0,
        Vector512<T> b1,
        Vector512<T> b2,
        ref Vector512<T> c0,
        ref Vector512<T> c1,
        ref Vector512<T> c2
    )
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TLeft : struct, ILeft
    {
        if (number >= TRows.Value)
        {
            return;
        }
        Vector512<T> a = TLeft.Load512((T*)from);
        c0 = Add(a, b0, c0);
        if (TVectors.Value > 1)
        {
            c1 = Add(a, b1, c1);
        }
        if (TVectors.Value > 2)
        {
            c2 = Add(a, b2, c2);
        }
    }

    /// <summary>A row of sums, put to where it belongs or added to what stands there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TRows, TVectors>(
        int number,
        in TileWork<T> work,
        Vector512<T> v0,
        Vector512<T> v1,
        Vector512<T> v2
    )
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (number >= TRows.Value)
        {
            return;
        }
        int width = Vector512<T>.Count;
        T* c = work.C + number * work.StepC;
        (work.Add ? Vector512.Load(c) + v0 : v0).Store(c);
        if (TVectors.Value > 1)
        {
            (work.Add ? Vector512.Load(c + width) + v1 : v1).Store(c + width);
        }
        if (TVectors.Value > 2)
        {
            (work.Add ? Vector512.Load(c + 2 * width) + v2 : v2).Store(c + 2 * width);
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
