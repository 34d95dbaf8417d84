using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// The tile of the matrix product and of convolution in vectors of 128 bits: up to 4 rows by 2 vectors. On a machine without
/// fused multiply–add each product is rounded before it is added, so that the last bits differ from other machines'.
/// Of 8 multiply–adds 6 read an operand: bound by the multiplications and additions.
/// </summary>
internal static unsafe class MicroKernel128<T>
    where T : unmanaged
{
    /// <summary>The most rows and vectors of a tile.</summary>
    public const int Rows = 4,
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
        int width = Vector128<T>.Count;
        nint row = work.RowA;
        nint step = work.StepA;
        nint stepB = work.StepB;
        T* b = work.B;
        Vector128<T> c00 = default,
            c01 = default;
        Vector128<T> c10 = default,
            c11 = default;
        Vector128<T> c20 = default,
            c21 = default;
        Vector128<T> c30 = default,
            c31 = default;
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
                    Vector128<T> b0 = Vector128.Load(b);
                    Vector128<T> b1 = TVectors.Value > 1 ? Vector128.Load(b + width) : default;
                    Vector128<T> a0 = TLeft.Load128(p);
                    c00 = Add(a0, b0, c00);
                    if (TVectors.Value > 1)
                    {
                        c01 = Add(a0, b1, c01);
                    }
                    if (TRows.Value > 1)
                    {
                        Vector128<T> a1 = TLeft.Load128(p + row);
                        c10 = Add(a1, b0, c10);
                        if (TVectors.Value > 1)
                        {
                            c11 = Add(a1, b1, c11);
                        }
                    }
                    if (TRows.Value > 2)
                    {
                        Vector128<T> a2 = TLeft.Load128(p + 2 * row);
                        c20 = Add(a2, b0, c20);
                        if (TVectors.Value > 1)
                        {
                            c21 = Add(a2, b1, c21);
                        }
                    }
                    if (TRows.Value > 3)
                    {
                        Vector128<T> a3 = TLeft.Load128(p3);
                        c30 = Add(a3, b0, c30);
                        if (TVectors.Value > 1)
                        {
                            c31 = Add(a3, b1, c31);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(T* c, bool add, Vector128<T> v0, Vector128<T> v1)
        where TVectors : struct, ICount
    {
        int width = Vector128<T>.Count;
        (add ? Vector128.Load(c) + v0 : v0).Store(c);
        if (TVectors.Value > 1)
        {
            (add ? Vector128.Load(c + width) + v1 : v1).Store(c + width);
        }
    }

    /// <summary>a·b + c, in one rounding where the machine can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Add(Vector128<T> a, Vector128<T> b, Vector128<T> c)
    {
        if (!Fma.IsSupported && !AdvSimd.IsSupported)
        {
            return a * b + c;
        }
        return typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
