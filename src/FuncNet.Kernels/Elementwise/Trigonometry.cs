using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// Sine, cosine and tangent of moderate angles, in double, from sums and products alone, so that no vector width and no
/// neighbour changes a bit. The angle is reduced to [−π/4, π/4] by a multiple of π/2 in three parts (Cody and Waite, 1980);
/// the polynomials are those of fdlibm (Sun Microsystems, 1993), with errors below 2⁻⁵⁷.
/// About 40 operations a number, on half as many lanes as float has: bound by these.
/// </summary>
internal static class Trigonometry
{
    /// <summary>Up to here n·π/2's parts are exact, n having at most 17 bits.</summary>
    public const double Largest = 100_000;

    private const double HalfPi1 = 1.57079632673412561417e+00;
    private const double HalfPi2 = 6.07710050630396597660e-11;
    private const double HalfPi3 = 2.02226624879595063154e-21;

    // Adding this rounds to a whole number and leaves its low bits at the end of the pattern.
    private const double Rounder = 6755399441055744.0;

    /// <summary>f of each element, Sin, Cos or Tan.</summary>
    public static Vector<double> Of(UnaryFunction f, Vector<double> x)
    {
        Vector<double> shifted = x * new Vector<double>(2 / Math.PI) + new Vector<double>(Rounder);
        Vector<double> n = shifted - new Vector<double>(Rounder);
        Vector<long> quarter = Vector.AsVectorInt64(shifted);
        Vector<double> r =
            x - n * new Vector<double>(HalfPi1) - n * new Vector<double>(HalfPi2) - n * new Vector<double>(HalfPi3);
        Vector<double> z = r * r;
        Vector<double> sine = r + r * z * Polynomial(z, Sine);
        Vector<double> half = new Vector<double>(0.5) * z;
        Vector<double> cosine = Vector<double>.One - (half - z * z * Polynomial(z, Cosine));
        if (f == UnaryFunction.Cos)
        {
            quarter += Vector<long>.One;
        }
        Vector<long> odd = Vector.Equals(quarter & Vector<long>.One, Vector<long>.One);
        if (f == UnaryFunction.Tan)
        {
            return Vector.ConditionalSelect(odd, -cosine, sine) / Vector.ConditionalSelect(odd, sine, cosine);
        }
        // Two quarters turn the sign; bit 1 of the number of quarters becomes the sign bit.
        Vector<long> sign = (quarter & new Vector<long>(2)) << 62;
        return Vector.AsVectorDouble(Vector.AsVectorInt64(Vector.ConditionalSelect(odd, cosine, sine)) ^ sign);
    }

    /// <summary>f of each element, Sin, Cos or Tan, computed in double and rounded once.</summary>
    public static Vector<float> Of(UnaryFunction f, Vector<float> x)
    {
        Vector.Widen(x, out Vector<double> low, out Vector<double> high);
        return Vector.Narrow(Of(f, low), Of(f, high));
    }

    private static ReadOnlySpan<double> Sine =>
        [
            -1.66666666666666324348e-01,
            8.33333333332248946124e-03,
            -1.98412698298579493134e-04,
            2.75573137070700676789e-06,
            -2.50507602534068634195e-08,
            1.58969099521155010221e-10,
        ];

    private static ReadOnlySpan<double> Cosine =>
        [
            4.16666666666666019037e-02,
            -1.38888888888741095749e-03,
            2.48015872894767294178e-05,
            -2.75573143513906633035e-07,
            2.08757232129817482790e-09,
            -1.13596475577881948265e-11,
        ];

    private static Vector<double> Polynomial(Vector<double> z, ReadOnlySpan<double> c) =>
        new Vector<double>(c[0])
        + z
            * (
                new Vector<double>(c[1])
                + z
                    * (
                        new Vector<double>(c[2])
                        + z * (new Vector<double>(c[3]) + z * (new Vector<double>(c[4]) + z * new Vector<double>(c[5])))
                    )
            );
}
