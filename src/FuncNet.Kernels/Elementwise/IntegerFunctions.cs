using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The quotient towards zero, which wraps in the one case that does not fit, as the other operations do.
/// Twelve bytes and a division for a result: bound by the division, of which there are no vectors.
/// </summary>
internal readonly struct DivideIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    public static int Of(int a, int b) => b == -1 ? unchecked(-a) : a / b;
}

internal readonly struct RemainderOfIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    public static int Of(int a, int b) => b == -1 ? 0 : a % b;
}

/// <summary>The power by repeated squaring, wrapping; of a negative exponent, 1/aᵇ towards zero.</summary>
internal readonly struct PowerOfIntegers : IBinary<int>
{
    public static bool Vectorized => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Of(int a, int b)
    {
        if (b < 0)
        {
            return a switch
            {
                0 => throw new DivideByZeroException("0 has no negative power."),
                1 => 1,
                -1 => (b & 1) == 0 ? 1 : -1,
                _ => 0,
            };
        }
        int power = 1;
        for (int square = a, rest = b; rest > 0; rest >>= 1, square = unchecked(square * square))
        {
            if ((rest & 1) == 1)
            {
                power = unchecked(power * square);
            }
        }
        return power;
    }
}
