using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FuncNet.Kernels;

namespace Benchmarks;

/// <summary>
/// The most multiply–adds one thread can do, from a loop that touches registers only, and the matrix product's share of
/// it. The two are measured by turns, so that what else the machine does meets both.
/// </summary>
internal static class Peak
{
    public static void Report()
    {
        Console.WriteLine(
            $"vectors of 512 bits: {Vector512.IsHardwareAccelerated}; of 256 bits: {Vector256.IsHardwareAccelerated}; fused multiply–add: {Fma.IsSupported}"
        );
        Console.WriteLine("size        threads   GF/s   peak of one thread   share of the threads' peak");
        foreach (int size in new[] { 64, 128, 256, 512, 1024, 2048 })
        {
            Row<float>("float32", size, 1);
            Row<float>("float32", size, 2);
        }
        Row<double>("float64", 1024, 1);
        Row<double>("float64", 1024, 2);
    }

    private static void Row<T>(string name, int size, int threads)
        where T : unmanaged
    {
        T[] a = Numbers.Draw<T>(size * size, 1);
        T[] b = Numbers.Draw<T>(size * size, 2);
        T[] c = new T[size * size];
        double peak = 0;
        double product = 0;
        Work.Threads = threads;
        for (int turn = 0; turn < 3; turn++)
        {
            peak = Math.Max(peak, OneThread<T>());
            double seconds = Measure.Best(() => MatrixProduct.Multiply<T>(size, size, size, a, false, b, false, c));
            product = Math.Max(product, 2e-9 * size * size * size / seconds);
        }
        Work.Threads = Environment.ProcessorCount;
        double share = product / (threads * peak);
        Console.WriteLine($"{name} {size, 4}  {threads, 2}    {product, 7:F1}   {peak, 7:F1}   {share, 8:P0}");
    }

    /// <summary>GF/s of one thread.</summary>
    public static double OneThread<T>()
        where T : unmanaged
    {
        const int Steps = 2_000_000;
        int lanes =
            Vector512.IsHardwareAccelerated ? Vector512<T>.Count
            : Fma.IsSupported ? Vector256<T>.Count
            : Vector128<T>.Count;
        double seconds = Measure.Best(
            () =>
            {
                if (Vector512.IsHardwareAccelerated)
                {
                    Loop512<T>(Steps);
                }
                else if (Fma.IsSupported)
                {
                    Loop256<T>(Steps);
                }
                else
                {
                    Loop128<T>(Steps);
                }
            },
            0.1
        );
        return 2e-9 * 12 * lanes * Steps / seconds;
    }

    private static Vector512<T> F<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    private static Vector256<T> F<T>(Vector256<T> x, Vector256<T> y, Vector256<T> z) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    private static Vector128<T> F<T>(Vector128<T> x, Vector128<T> y, Vector128<T> z) => x * y + z;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Loop512<T>(int steps)
    {
        Vector512<T> x = Vector512<T>.One,
            y = Vector512<T>.One;
        Vector512<T> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (int step = 0; step < steps; step++)
        {
            a = F(x, y, a);
            b = F(x, y, b);
            c = F(x, y, c);
            d = F(x, y, d);
            e = F(x, y, e);
            f = F(x, y, f);
            g = F(x, y, g);
            h = F(x, y, h);
            i = F(x, y, i);
            j = F(x, y, j);
            k = F(x, y, k);
            l = F(x, y, l);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Loop256<T>(int steps)
    {
        Vector256<T> x = Vector256<T>.One,
            y = Vector256<T>.One;
        Vector256<T> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (int step = 0; step < steps; step++)
        {
            a = F(x, y, a);
            b = F(x, y, b);
            c = F(x, y, c);
            d = F(x, y, d);
            e = F(x, y, e);
            f = F(x, y, f);
            g = F(x, y, g);
            h = F(x, y, h);
            i = F(x, y, i);
            j = F(x, y, j);
            k = F(x, y, k);
            l = F(x, y, l);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Loop128<T>(int steps)
    {
        Vector128<T> x = Vector128<T>.One,
            y = Vector128<T>.One;
        Vector128<T> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (int step = 0; step < steps; step++)
        {
            a = F(x, y, a);
            b = F(x, y, b);
            c = F(x, y, c);
            d = F(x, y, d);
            e = F(x, y, e);
            f = F(x, y, f);
            g = F(x, y, g);
            h = F(x, y, h);
            i = F(x, y, i);
            j = F(x, y, j);
            k = F(x, y, k);
            l = F(x, y, l);
        }
        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
