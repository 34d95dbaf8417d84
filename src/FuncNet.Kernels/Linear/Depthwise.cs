using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// Convolutions with one filter for each channel: vectors along the channels, where the micro-kernel would have tiles one
/// filter wide. The order of the sums is the micro-kernel's.
/// A multiply–add for each place of the filter and number of y, with a load of each operand: bound by these loads, from the first cache, at a third
/// of the multiply–adds that registers could do.
/// </summary>
internal static unsafe class Depthwise<T>
    where T : unmanaged, INumber<T>
{
    public static bool Serves(in ConvolutionShape s) => s.Groups > 1 && s.Groups == s.Channels && s.Groups == s.Filters;

    /// <summary>One row of output pixels: y[j, c] = Σ over r, q of x[r, j·stride + q, c]·w[r, q, c].</summary>
    public static void Row(in ConvolutionShape s, nint pitch, T* x, T* w, T* y)
    {
        int width = Vector256<T>.Count;
        for (int j = 0; j < s.OutWidth; j++, x += (nint)s.StrideWidth * s.Channels, y += s.Channels)
        {
            int c = 0;
            for (; c <= s.Channels - 2 * width; c += 2 * width)
            {
                Vector256<T> a = default,
                    b = default;
                T* filter = w + c;
                for (int r = 0; r < s.KernelHeight; r++)
                {
                    T* from = x + r * s.DilationHeight * pitch + c;
                    for (int q = 0; q < s.KernelWidth; q++)
                    {
                        a = Add(Vector256.Load(from), Vector256.Load(filter), a);
                        b = Add(Vector256.Load(from + width), Vector256.Load(filter + width), b);
                        from += (nint)s.DilationWidth * s.Channels;
                        filter += s.Channels;
                    }
                }
                a.Store(y + c);
                b.Store(y + c + width);
            }
            for (; c < s.Channels; c++)
            {
                Vector256<T> sum = default;
                for (int r = 0; r < s.KernelHeight; r++)
                {
                    for (int q = 0; q < s.KernelWidth; q++)
                    {
                        T value = x[r * s.DilationHeight * pitch + (nint)q * s.DilationWidth * s.Channels + c];
                        T factor = w[(r * s.KernelWidth + q) * s.Channels + c];
                        sum = Add(Vector256.CreateScalar(value), Vector256.CreateScalar(factor), sum);
                    }
                }
                y[c] = sum.ToScalar();
            }
        }
    }

    /// <summary>One row of the filters over one image: dw[q, c] = Σ over i, j of x[i·stride, j·stride + q, c]·g[i, j, c].</summary>
    public static void Gradient(in ConvolutionShape s, nint pitch, T* x, T* g, T* dw, bool add)
    {
        int width = Vector256<T>.Count;
        for (int q = 0; q < s.KernelWidth; q++, x += (nint)s.DilationWidth * s.Channels, dw += s.Channels)
        {
            for (int c = 0; c < s.Channels; c += width)
            {
                int lanes = Math.Min(width, s.Channels - c);
                Vector256<T> sum = default;
                T* gradient = g + c;
                for (int i = 0; i < s.OutHeight; i++)
                {
                    T* from = x + i * s.StrideHeight * pitch + c;
                    for (int j = 0; j < s.OutWidth; j++)
                    {
                        sum =
                            lanes == width
                                ? Add(Vector256.Load(from), Vector256.Load(gradient), sum)
                                : Add(Part(from, lanes), Part(gradient, lanes), sum);
                        from += (nint)s.StrideWidth * s.Channels;
                        gradient += s.Channels;
                    }
                }
                for (int lane = 0; lane < lanes; lane++)
                {
                    dw[c + lane] = add ? dw[c + lane] + sum[lane] : sum[lane];
                }
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
