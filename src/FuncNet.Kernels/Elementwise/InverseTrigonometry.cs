using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// Arc tangent, arc sine and arc cosine, a vector at a time. The argument is brought near 0, where x + x³·p(x²) is the function and p the best approximation
/// by relative error (Remez 1934; float under 2e-8, double under 1e-19): the arc tangent by −1/x and (x − 1)/(x + 1), which turn by π/2 and π/4
/// (Abramowitz and Stegun 1964, 4.4.34), arc sine and arc cosine from |x| = ½ on by the half of the angle, whose sine is √((1 − |x|)/2), what
/// rounding takes from the root being put back. Under 2 ulp. Eight bytes and 20 to 30 operations a float: bound by these.
/// </summary>
internal static class InverseTrigonometry<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static Vector<T> Half => new(T.CreateTruncating(0.5));

    public static Vector<T> Atan(Vector<T> x)
    {
        Vector<T> one = Vector<T>.One;
        Vector<T> size = Vector.Abs(x);
        // tan π/8 and tan 3π/8.
        Vector<T> middle = Vector.GreaterThan(size, new(T.CreateTruncating(0.41421356237309505)));
        Vector<T> large = Vector.GreaterThan(size, new(T.CreateTruncating(2.414213562373095)));
        Vector<T> above = Vector.ConditionalSelect(middle, size - one, size);
        Vector<T> below = Vector.ConditionalSelect(middle, size + one, one);
        Vector<T> t = Vector.ConditionalSelect(large, -one, above) / Vector.ConditionalSelect(large, size, below);
        (Vector<T> turn, Vector<T> rest) = Quarters(
            Vector.ConditionalSelect(large, one, Vector.ConditionalSelect(middle, Half, Vector<T>.Zero))
        );
        // What the quotient, the sum and the difference lose in the middle; 1/(|x| + 1) is (1 − t)/2.
        Vector<T> lost = size - (above + one) - t * (size - (below - one));
        lost = (Fused.MultiplyAdd(-t, below, above) + lost) * ((one - t) * Half);
        rest += Vector.ConditionalSelect(Vector.AndNot(middle, large), lost, Vector<T>.Zero);
        Vector<T> z = t * t;
        Vector<T> small = Fused.MultiplyAdd(t * z, Tangent(z), rest);
        return Vector.CopySign(turn + (t + small), x);
    }

    public static Vector<T> Asin(Vector<T> x)
    {
        (Vector<T> large, Vector<T> s, Vector<T> rest) = Reduced(Vector.Abs(x));
        (Vector<T> turn, Vector<T> lost) = Quarters(Vector<T>.One);
        Vector<T> far = turn - (s + s) - (rest + rest - lost);
        return Vector.CopySign(Vector.ConditionalSelect(large, far, s + rest), x);
    }

    public static Vector<T> Acos(Vector<T> x)
    {
        (Vector<T> large, Vector<T> s, Vector<T> rest) = Reduced(Vector.Abs(x));
        (Vector<T> turn, Vector<T> lost) = Quarters(Vector<T>.One);
        Vector<T> right = s + rest;
        right += right;
        Vector<T> left = turn + turn - (s + s) - (rest + rest - (lost + lost));
        Vector<T> far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), left, right);
        Vector<T> near = turn - (x - (lost - Vector.CopySign(rest, x)));
        return Vector.ConditionalSelect(large, far, near);
    }

    /// <summary>Whether |x| is beyond ½, and arcsin s as s + rest, where s is |x|, or the sine of half the angle between |x| and 1.</summary>
    private static (Vector<T> Large, Vector<T> S, Vector<T> More) Reduced(Vector<T> size)
    {
        Vector<T> large = Vector.GreaterThan(size, Half);
        Vector<T> half = (Vector<T>.One - size) * Half;
        Vector<T> root = Vector.SquareRoot(half);
        // The small number keeps 0/0 away.
        Vector<T> lost =
            Fused.MultiplyAdd(-root, root, half) / (root + root + new Vector<T>(T.CreateTruncating(1e-37)));
        Vector<T> s = Vector.ConditionalSelect(large, root, size);
        Vector<T> z = Vector.ConditionalSelect(large, half, size * size);
        return (large, s, Fused.MultiplyAdd(s * z, Sine(z), Vector.ConditionalSelect(large, lost, Vector<T>.Zero)));
    }

    /// <summary>n·π/2, and what rounding takes from it, for n of 0, ½ and 1.</summary>
    private static (Vector<T> Turn, Vector<T> Lost) Quarters(Vector<T> n) =>
        typeof(T) == typeof(float)
            ? (
                n * new Vector<T>(T.CreateTruncating(1.57079637050628662f)),
                n * new Vector<T>(T.CreateTruncating(-4.37113883e-8f))
            )
            : (
                n * new Vector<T>(T.CreateTruncating(1.5707963267948966)),
                n * new Vector<T>(T.CreateTruncating(6.123233995736766e-17))
            );

    private static Vector<T> Tangent(Vector<T> z) =>
        typeof(T) == typeof(float)
            ? Tangent(z.As<T, float>()).As<float, T>()
            : Tangent(z.As<T, double>()).As<double, T>();

    private static Vector<float> Tangent(Vector<float> z)
    {
        Vector<float> p = new(0.0806031525f);
        p = Vector.FusedMultiplyAdd(p, z, new(-0.138798684f));
        p = Vector.FusedMultiplyAdd(p, z, new(0.199779302f));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.333329558f));
        return p;
    }

    private static Vector<double> Tangent(Vector<double> z)
    {
        Vector<double> p = new(0.01520928280340523);
        p = Vector.FusedMultiplyAdd(p, z, new(-0.03348834745319297));
        p = Vector.FusedMultiplyAdd(p, z, new(0.04504145172108685));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.052185506849219465));
        p = Vector.FusedMultiplyAdd(p, z, new(0.0587704449205708));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.0666622907160276));
        p = Vector.FusedMultiplyAdd(p, z, new(0.076922829151541));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.09090908151439625));
        p = Vector.FusedMultiplyAdd(p, z, new(0.11111111088369072));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.14285714285391074));
        p = Vector.FusedMultiplyAdd(p, z, new(0.19999999999997695));
        p = Vector.FusedMultiplyAdd(p, z, new(-0.33333333333333326));
        return p;
    }

    private static Vector<T> Sine(Vector<T> z) =>
        typeof(T) == typeof(float) ? Sine(z.As<T, float>()).As<float, T>() : Sine(z.As<T, double>()).As<double, T>();

    private static Vector<float> Sine(Vector<float> z)
    {
        Vector<float> p = new(0.042217914f);
        p = Vector.FusedMultiplyAdd(p, z, new(0.0241481513f));
        p = Vector.FusedMultiplyAdd(p, z, new(0.045476947f));
        p = Vector.FusedMultiplyAdd(p, z, new(0.074952431f));
        p = Vector.FusedMultiplyAdd(p, z, new(0.166667536f));
        return p;
    }

    private static Vector<double> Sine(Vector<double> z)
    {
        Vector<double> p = new(0.03368916823233318);
        p = Vector.FusedMultiplyAdd(p, z, new(-0.026228597880459913));
        p = Vector.FusedMultiplyAdd(p, z, new(0.02488800756320336));
        p = Vector.FusedMultiplyAdd(p, z, new(0.0006538741299389041));
        p = Vector.FusedMultiplyAdd(p, z, new(0.010018277924861015));
        p = Vector.FusedMultiplyAdd(p, z, new(0.009482169376651129));
        p = Vector.FusedMultiplyAdd(p, z, new(0.011585957535167704));
        p = Vector.FusedMultiplyAdd(p, z, new(0.01396187418384522));
        p = Vector.FusedMultiplyAdd(p, z, new(0.01735294535008436));
        p = Vector.FusedMultiplyAdd(p, z, new(0.02237215159603061));
        p = Vector.FusedMultiplyAdd(p, z, new(0.03038194464492463));
        p = Vector.FusedMultiplyAdd(p, z, new(0.04464285713968272));
        p = Vector.FusedMultiplyAdd(p, z, new(0.07500000000002538));
        p = Vector.FusedMultiplyAdd(p, z, new(0.1666666666666666));
        return p;
    }
}
