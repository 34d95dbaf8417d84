using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// Convolutions with one filter for each channel: vectors along the channels, in tiles of pixels, or of taps for the gradient of the filters. The order of
/// the sums is the micro-kernel's.
/// A multiply–add for each place of the filter and number of y, with a load of an operand for it and of the other for the tile: bound by these loads,
/// and by memory, of whose rate it reaches a quarter.
/// </summary>
internal static unsafe class Depthwise<T>
    where T : unmanaged, INumber<T>
{
    public static bool Serves(in ConvolutionShape s) => s.Groups > 1 && s.Groups == s.Channels && s.Groups == s.Filters;

    /// <summary>c[j, k] = Σₜ a[j·RowA + left(t) + k]·b[right(t) + k] for the pixels j of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(int pixels, int channels, in TileWork<T> work)
    {
        int width = MicroKernel<T>.Width;
        int whole = channels / width * width;
        int tiles = Work.Chunks(pixels, MicroKernel<T>.RowsOf(1));
        TileWork<T> tile = work;
        for (int c = 0; c < whole; c += width)
        {
            tile.B = work.B + c;
            for (int i = 0, j = 0, height; i < tiles; i++, j += height)
            {
                height = (pixels - j) / (tiles - i);
                tile.A = work.A + j * work.RowA + c;
                tile.C = work.C + j * work.StepC + c;
                MicroKernel<T>.RunLanes(height, 1, tile);
            }
        }
        for (int j = 0; j < pixels; j++)
        {
            for (int c = whole; c < channels; c++)
            {
                work.C[j * work.StepC + c] = Sum(work, work.A + j * work.RowA + c, work.B + c);
            }
        }
    }

    /// <summary>
    /// c[t, k] = Σ over pixels of a[pixel + t·RowA + k]·b[pixel + k], or that added to what stands there: so many taps of the filters.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(int taps, int channels, in TileWork<T> work)
    {
        int width = MicroKernel<T>.Width;
        int whole = channels / width * width;
        int tiles = Work.Chunks(taps, MicroKernel<T>.RowsOf(1));
        TileWork<T> tile = work;
        for (int c = 0; c < whole; c += width)
        {
            tile.B = work.B + c;
            for (int i = 0, t = 0, height; i < tiles; i++, t += height)
            {
                height = (taps - t) / (tiles - i);
                tile.A = work.A + t * work.RowA + c;
                tile.C = work.C + t * work.StepC + c;
                MicroKernel<T>.RunLanes(height, 1, tile);
            }
        }
        for (int t = 0; t < taps; t++)
        {
            for (int c = whole; c < channels; c++)
            {
                T sum = Sum(work, work.A + t * work.RowA + c, work.B + c);
                T* to = work.C + t * work.StepC + c;
                *to = work.Add ? *to + sum : sum;
            }
        }
    }

    /// <summary>One lane of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Sum(in TileWork<T> work, T* a, T* b)
    {
        Vector128<T> sum = default;
        for (int o = 0; o < work.Outer; o++, a += work.OuterA, b += work.OuterGap)
        {
            T* middle = a;
            for (int m = 0; m < work.Middle; m++, middle += work.MiddleA, b += work.MiddleGap)
            {
                T* from = middle;
                for (int i = 0; i < work.Inner; i++, from += work.StepA, b += work.StepB)
                {
                    sum = Add(Vector128.CreateScalar(*from), Vector128.CreateScalar(*b), sum);
                }
            }
        }
        return sum.ToScalar();
    }

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
