using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The natural logarithm, a vector at a time: x = m·2ⁿ with √½ ≤ m &lt; √2, and the logarithm of m by the formulas of Cephes (Moshier, 1989),
/// a polynomial for float, a rational function for double. Of 0 it is −∞, of negative numbers NaN. Under 2 ulp.
/// Eight bytes and about 28 operations a float: bound by these, at 1.4 G/s a core.
/// </summary>
internal static class Logarithm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) =>
        typeof(T) == typeof(float) ? Log(x.As<T, float>()).As<float, T>() : Log(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Log(Vector<float> x)
    {
        // Subnormal numbers are scaled up.
        Vector<int> small = Vector.LessThan(x, new Vector<float>(1.17549435e-38f));
        Vector<float> scaled = Vector.ConditionalSelect(small, x * new Vector<float>(8388608), x);
        Vector<int> bits = Vector.AsVectorInt32(scaled);
        // The bits of √½ taken away, the exponent counts from there.
        Vector<int> root = Vector.AsVectorInt32(new Vector<float>(0.70710678118654752440f));
        Vector<int> exponent = (bits - root) >> 23;
        Vector<float> f = Vector.AsVectorSingle(bits - (exponent << 23)) - Vector<float>.One;
        Vector<float> n = Vector.ConvertToSingle(exponent);
        n -= Vector.ConditionalSelect(small, new Vector<float>(23), Vector<float>.Zero);

        Vector<float> z = f * f;
        Vector<float> p = new(7.0376836292e-2f);
        p = Vector.FusedMultiplyAdd(p, f, new(-1.1514610310e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(1.1676998740e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(-1.2420140846e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(1.4249322787e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(-1.6668057665e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(2.0000714765e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(-2.4999993993e-1f));
        p = Vector.FusedMultiplyAdd(p, f, new(3.3333331174e-1f));
        Vector<float> y = Vector.FusedMultiplyAdd(p * f, z, n * new Vector<float>(-2.12194440e-4f));
        y = Vector.FusedMultiplyAdd(z, new(-0.5f), y);
        y = Vector.FusedMultiplyAdd(n, new(0.693359375f), f + y);
        return AtTheEnds(x, y, new(float.PositiveInfinity), new(float.NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Log(Vector<double> x)
    {
        Vector<long> small = Vector.LessThan(x, new Vector<double>(2.2250738585072014e-308));
        Vector<double> scaled = Vector.ConditionalSelect(small, x * new Vector<double>(4503599627370496), x);
        Vector<long> bits = Vector.AsVectorInt64(scaled);
        Vector<long> root = Vector.AsVectorInt64(new Vector<double>(0.70710678118654752440));
        // The difference may be negative, but not by more than the range of exponents.
        Vector<long> range = new(2048);
        Vector<long> exponent = ((bits - root + (range << 52)) >>> 52) - range;
        exponent = Vector.ConditionalSelect(Vector.LessThan(bits, root), exponent, (bits - root) >>> 52);
        Vector<double> f = Vector.AsVectorDouble(bits - (exponent << 52)) - Vector<double>.One;
        Vector<double> n = Vector.ConvertToDouble(exponent);
        n -= Vector.ConditionalSelect(small, new Vector<double>(52), Vector<double>.Zero);

        Vector<double> z = f * f;
        Vector<double> p = new(1.01875663804580931796e-4);
        p = Vector.FusedMultiplyAdd(p, f, new(4.97494994976747001425e-1));
        p = Vector.FusedMultiplyAdd(p, f, new(4.70579119878881725854e0));
        p = Vector.FusedMultiplyAdd(p, f, new(1.44989225341610930846e1));
        p = Vector.FusedMultiplyAdd(p, f, new(1.79368678507819816313e1));
        p = Vector.FusedMultiplyAdd(p, f, new(7.70838733755885391666e0));
        Vector<double> q = f + new Vector<double>(1.12873587189167450590e1);
        q = Vector.FusedMultiplyAdd(q, f, new(4.52279145837532221105e1));
        q = Vector.FusedMultiplyAdd(q, f, new(8.29875266912776603211e1));
        q = Vector.FusedMultiplyAdd(q, f, new(7.11544750618563894466e1));
        q = Vector.FusedMultiplyAdd(q, f, new(2.31251620126765340583e1));
        Vector<double> y = Vector.FusedMultiplyAdd(n, new(-2.121944400546905827679e-4), f * (z * p / q));
        y = Vector.FusedMultiplyAdd(z, new(-0.5), y);
        y = Vector.FusedMultiplyAdd(n, new(0.693359375), f + y);
        return AtTheEnds(x, y, new(double.PositiveInfinity), new(double.NaN));
    }

    private static Vector<T> AtTheEnds<T>(Vector<T> x, Vector<T> y, Vector<T> infinity, Vector<T> none)
    {
        y = Vector.ConditionalSelect(Vector.LessThan(x, infinity), y, x);
        y = Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), none, y);
        return Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero), -infinity, y);
    }
}
