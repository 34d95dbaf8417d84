using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Exponential, logarithm and complementary error function in double, from the four operations, square roots and bit patterns only, in
/// one order. So they give the same bits on every machine, which the functions of a C library do not.
/// </summary>
internal static class SpecialFunctions
{
    // ln 2 in two parts; the first has 21 trailing zero bits, so that its product with an exponent is exact (fdlibm).
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>ln x, for normal and subnormal x &gt; 0. With x = 2ᵉ m and s = (m − 1)/(m + 1), ln m = 2 artanh s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Log(double x)
    {
        int exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            if (!(x > 0))
            {
                return x == 0 ? double.NegativeInfinity : double.NaN;
            }
            x *= 18014398509481984.0;
            exponent = -54;
        }
        if (!(x <= double.MaxValue))
        {
            return x;
        }
        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        double f = m - 1;
        double s = f / (2 + f);
        double z = s * s;
        // 2 artanh s − 2s = s (2z/3 + 2z²/5 + …); |s| ≤ 0.1716, so that twelve terms leave less than 2⁻⁵⁸.
        double tail = 0;
        for (int k = 23; k >= 3; k -= 2)
        {
            tail = z * (2.0 / k + tail);
        }
        // ln(1 + f) = f − s (f − tail), since 2s = f − s f: the large part, f, is exact.
        return exponent * Ln2High + (f - (s * (f - tail) - exponent * Ln2Low));
    }

    /// <summary>eˣ. With x = k ln 2 + r, |r| ≤ ln 2 / 2, a Taylor polynomial of degree 13 and a scaling by 2ᵏ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Exp(double x)
    {
        if (!(x < 709.782712893384))
        {
            return x > 0 ? double.PositiveInfinity : x;
        }
        if (x < -745.2)
        {
            return 0;
        }
        double k = Math.Floor(x * 1.4426950408889634 + 0.5);
        double r = x - k * Ln2High - k * Ln2Low;
        double sum = 1.0 / 13;
        for (int n = 12; n >= 1; n--)
        {
            sum = (1 + r * sum) / n;
        }
        double y = 1 + r * sum;
        // In two steps, so that a subnormal result is rounded once and 2ᵏ need not be a normal number.
        int half = (int)k / 2;
        return y * PowerOfTwo(half) * PowerOfTwo((int)k - half);
    }

    /// <summary>erfc x = 1 − erf x = 2/√π ∫ₓ^∞ e^−t² dt, without the cancellation.</summary>
    public static double Erfc(double x)
    {
        double a = Math.Abs(x);
        if (a < 0.84375)
        {
            return 1 - (x + x * NearZero(x * x));
        }
        if (a < 1.25)
        {
            double y = NearOne(a - 1);
            return x > 0 ? 1 - Join - y : 1 + (Join + y);
        }
        if (a < 28)
        {
            return x > 0 ? Tail(a) : 2 - Tail(a);
        }
        return x > 0 ? 0
            : x < 0 ? 2
            : x;
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);

    // The rational approximations of fdlibm's s_erf.c (Sun Microsystems, 1993), whose errors are below 2⁻⁵⁷.
    private const double Join = 8.45062911510467529297e-01;

    private static double NearZero(double z)
    {
        double p =
            1.28379167095512558561e-01
            + z
                * (
                    -3.25042107247001499370e-01
                    + z
                        * (
                            -2.84817495755985104766e-02
                            + z * (-5.77027029648944159157e-03 + z * -2.37630166566501626084e-05)
                        )
                );
        double q =
            1
            + z
                * (
                    3.97917223959155352819e-01
                    + z
                        * (
                            6.50222499887672944485e-02
                            + z
                                * (
                                    5.08130628187576562776e-03
                                    + z * (1.32494738004321644526e-04 + z * -3.96022827877536812320e-06)
                                )
                        )
                );
        return p / q;
    }

    private static double NearOne(double s) =>
        Polynomial(
            s,
            [
                -2.36211856075265944077e-03,
                4.14856118683748331666e-01,
                -3.72207876035701323847e-01,
                3.18346619901161753674e-01,
                -1.10894694282396677476e-01,
                3.54783043256182359371e-02,
                -2.16637559486879084300e-03,
            ]
        )
        / Polynomial(
            s,
            [
                1,
                1.06420880400844228286e-01,
                5.40397917702171048937e-01,
                7.18286544141962662868e-02,
                1.26171219808761642112e-01,
                1.36370839120290507362e-02,
                1.19844998467991074170e-02,
            ]
        );

    /// <summary>erfc a for a ≥ 1.25: e^(−a² − 0.5625 + R/S)/a, with a² from the high bits of a, which square exactly.</summary>
    private static double Tail(double a)
    {
        double s = 1 / (a * a);
        double ratio =
            a < 1 / 0.35
                ? Polynomial(
                    s,
                    [
                        -9.86494403484714822705e-03,
                        -6.93858572707181764372e-01,
                        -1.05586262253232909814e+01,
                        -6.23753324503260060396e+01,
                        -1.62396669462573470355e+02,
                        -1.84605092906711035994e+02,
                        -8.12874355063065934246e+01,
                        -9.81432934416914548592e+00,
                    ]
                )
                    / Polynomial(
                        s,
                        [
                            1,
                            1.96512716674392571292e+01,
                            1.37657754143519042600e+02,
                            4.34565877475229228821e+02,
                            6.45387271733267880336e+02,
                            4.29008140027567833386e+02,
                            1.08635005541779435134e+02,
                            6.57024977031928170135e+00,
                            -6.04244152148580987438e-02,
                        ]
                    )
                : Polynomial(
                    s,
                    [
                        -9.86494292470009928597e-03,
                        -7.99283237680523006574e-01,
                        -1.77579549177547519889e+01,
                        -1.60636384855821916062e+02,
                        -6.37566443368389627722e+02,
                        -1.02509513161107724954e+03,
                        -4.83519191608651397019e+02,
                    ]
                )
                    / Polynomial(
                        s,
                        [
                            1,
                            3.03380607434824582924e+01,
                            3.25792512996573918826e+02,
                            1.53672958608443695994e+03,
                            3.19985821950859553908e+03,
                            2.55305040643316442583e+03,
                            4.74528541206955367215e+02,
                            -2.24409524465858183362e+01,
                        ]
                    );
        double high = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) & ~0xFFFFFFFFL);
        return Exp(-high * high - 0.5625) * Exp((high - a) * (high + a) + ratio) / a;
    }

    /// <summary>c₀ + c₁x + c₂x² + …, by Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double y = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            y = y * x + coefficients[i];
        }
        return y;
    }
}
