using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// Convolutions with one filter for each channel: vectors along the channels, where the micro-kernel would have tiles one
/// filter wide. The order of the sums is the micro-kernel's.
/// </summary>
internal static unsafe class Depthwise<T>
    where T : unmanaged, INumber<T>
{
    public static bool Serves(in ConvolutionShape s) => s.Groups > 1 && s.Groups == s.Channels && s.Groups == s.Filters;

    /// <summary>c[j, k] = Σₜ a[j·RowA + left(t) + k]·b[right(t) + k] for the pixels j of a row.</summary>
    public static void Row(int pixels, int channels, in TileWork<T> work)
    {
        int width = Vector256<T>.Count;
        T* x = work.A;
        T* y = work.C;
        for (int j = 0; j < pixels; j++, x += work.RowA, y += work.StepC)
        {
            int c = 0;
            for (; c <= channels - 2 * width; c += 2 * width)
            {
                Vector256<T> first = default,
                    second = default;
                T* filter = work.B + c;
                for (int r = 0; r < work.Outer; r++, filter += work.OuterGap)
                {
                    T* from = x + r * work.OuterA + c;
                    for (int q = 0; q < work.Middle; q++, from += work.MiddleA, filter += work.StepB + work.MiddleGap)
                    {
                        first = Add(Vector256.Load(from), Vector256.Load(filter), first);
                        second = Add(Vector256.Load(from + width), Vector256.Load(filter + width), second);
                    }
                }
                first.Store(y + c);
                second.Store(y + c + width);
            }
            for (; c < channels; c++)
            {
                Vector256<T> sum = default;
                T* filter = work.B + c;
                for (int r = 0; r < work.Outer; r++, filter += work.OuterGap)
                {
                    T* from = x + r * work.OuterA + c;
                    for (int q = 0; q < work.Middle; q++, from += work.MiddleA, filter += work.StepB + work.MiddleGap)
                    {
                        sum = Add(Vector256.CreateScalar(*from), Vector256.CreateScalar(*filter), sum);
                    }
                }
                y[c] = sum.ToScalar();
            }
        }
    }

    /// <summary>c[k] = Σₜ a[left(t) + k]·b[right(t) + k], or that added to what stands there: one tap of the filters, over pixels.</summary>
    public static void Gradient(int channels, in TileWork<T> work)
    {
        int width = Vector256<T>.Count;
        for (int c = 0; c < channels; c += width)
        {
            int lanes = Math.Min(width, channels - c);
            Vector256<T> sum = default;
            T* gradient = work.B + c;
            for (int n = 0; n < work.Outer; n++, gradient += work.OuterGap)
            {
                T* row = work.A + n * work.OuterA + c;
                for (int i = 0; i < work.Middle; i++, row += work.MiddleA, gradient += work.MiddleGap)
                {
                    T* from = row;
                    for (int j = 0; j < work.Inner; j++, from += work.StepA, gradient += work.StepB)
                    {
                        sum =
                            lanes == width
                                ? Add(Vector256.Load(from), Vector256.Load(gradient), sum)
                                : Add(Part(from, lanes), Part(gradient, lanes), sum);
                    }
                }
            }
            for (int lane = 0; lane < lanes; lane++)
            {
                work.C[c + lane] = work.Add ? work.C[c + lane] + sum[lane] : sum[lane];
            }
        }
    }

    private static Vector256<T> Part(T* x, int count)
    {
        Vector256<T> part = default;
        Unsafe.CopyBlock(&part, x, (uint)(count * sizeof(T)));
        return part;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Add(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        if (!Fma.IsSupported && !AdvSimd.IsSupported)
        {
            return a * b + c;
        }
        return typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
