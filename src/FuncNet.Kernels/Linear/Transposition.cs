using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// Transposes of matrices in memory, in blocks of whole vectors.
/// Eight bytes a float and no arithmetic: bound by memory, and where rows lie a power of two apart by the sets of the first cache.
/// </summary>
internal static unsafe class Transposition
{
    /// <summary>to[c·stepTo + r] = from[r·stepFrom + c] for r below rows and c below columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* from, nint stepFrom, int rows, int columns, T* to, nint stepTo)
        where T : unmanaged
    {
        int side =
            !Avx.IsSupported ? 0
            : sizeof(T) == 4 ? 8
            : sizeof(T) == 8 ? 4
            : 0;
        if (side == 0)
        {
            Elements(from, stepFrom, rows, columns, to, stepTo);
            return;
        }
        // Down strips of two blocks, whole cache lines of what is read; what is written fills its lines as they come.
        for (int strip = 0; strip < columns; strip += 2 * side)
        {
            int last = Math.Min(columns, strip + 2 * side);
            int r = 0;
            for (; r <= rows - side; r += side)
            {
                int c = strip;
                for (; c <= last - side; c += side)
                {
                    T* source = from + r * stepFrom + c;
                    T* target = to + c * stepTo + r;
                    if (sizeof(T) == 4)
                    {
                        Eight((float*)source, stepFrom, (float*)target, stepTo);
                    }
                    else
                    {
                        Four((double*)source, stepFrom, (double*)target, stepTo);
                    }
                }
                Elements(from + r * stepFrom + c, stepFrom, side, last - c, to + c * stepTo + r, stepTo);
            }
            Elements(from + r * stepFrom + strip, stepFrom, rows - r, last - strip, to + strip * stepTo + r, stepTo);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Elements<T>(T* from, nint stepFrom, int rows, int columns, T* to, nint stepTo)
        where T : unmanaged
    {
        for (int c = 0; c < columns; c++)
        {
            T* source = from + c;
            T* target = to + c * stepTo;
            for (int r = 0; r < rows; r++, source += stepFrom)
            {
                target[r] = *source;
            }
        }
    }

    /// <summary>A block of 8 by 8: pairs, then quadruples, then halves change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* from, nint step, float* to, nint stepTo)
    {
        Vector256<float> r0 = Vector256.Load(from),
            r1 = Vector256.Load(from + step),
            r2 = Vector256.Load(from + 2 * step),
            r3 = Vector256.Load(from + 3 * step);
        from += 4 * step;
        Vector256<float> r4 = Vector256.Load(from),
            r5 = Vector256.Load(from + step),
            r6 = Vector256.Load(from + 2 * step),
            r7 = Vector256.Load(from + 3 * step);
        Vector256<float> p0 = Avx.UnpackLow(r0, r1),
            p1 = Avx.UnpackHigh(r0, r1),
            p2 = Avx.UnpackLow(r2, r3),
            p3 = Avx.UnpackHigh(r2, r3),
            p4 = Avx.UnpackLow(r4, r5),
            p5 = Avx.UnpackHigh(r4, r5),
            p6 = Avx.UnpackLow(r6, r7),
            p7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> q0 = Avx.Shuffle(p0, p2, 0x44),
            q1 = Avx.Shuffle(p0, p2, 0xEE),
            q2 = Avx.Shuffle(p1, p3, 0x44),
            q3 = Avx.Shuffle(p1, p3, 0xEE),
            q4 = Avx.Shuffle(p4, p6, 0x44),
            q5 = Avx.Shuffle(p4, p6, 0xEE),
            q6 = Avx.Shuffle(p5, p7, 0x44),
            q7 = Avx.Shuffle(p5, p7, 0xEE);
        Avx.Permute2x128(q0, q4, 0x20).Store(to);
        Avx.Permute2x128(q1, q5, 0x20).Store(to + stepTo);
        Avx.Permute2x128(q2, q6, 0x20).Store(to + 2 * stepTo);
        Avx.Permute2x128(q3, q7, 0x20).Store(to + 3 * stepTo);
        to += 4 * stepTo;
        Avx.Permute2x128(q0, q4, 0x31).Store(to);
        Avx.Permute2x128(q1, q5, 0x31).Store(to + stepTo);
        Avx.Permute2x128(q2, q6, 0x31).Store(to + 2 * stepTo);
        Avx.Permute2x128(q3, q7, 0x31).Store(to + 3 * stepTo);
    }

    /// <summary>A block of 4 by 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(double* from, nint step, double* to, nint stepTo)
    {
        Vector256<double> r0 = Vector256.Load(from),
            r1 = Vector256.Load(from + step),
            r2 = Vector256.Load(from + 2 * step),
            r3 = Vector256.Load(from + 3 * step);
        Vector256<double> p0 = Avx.UnpackLow(r0, r1),
            p1 = Avx.UnpackHigh(r0, r1),
            p2 = Avx.UnpackLow(r2, r3),
            p3 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(p0, p2, 0x20).Store(to);
        Avx.Permute2x128(p1, p3, 0x20).Store(to + stepTo);
        Avx.Permute2x128(p0, p2, 0x31).Store(to + 2 * stepTo);
        Avx.Permute2x128(p1, p3, 0x31).Store(to + 3 * stepTo);
    }
}
