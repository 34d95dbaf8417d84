using System.Numerics;

namespace FuncNet.Kernels;

/// <summary>
/// The rows of the power. One exponent for all: the common ones in vectors, with the bits that they have element by element.
/// Eight bytes and up to two multiplications for these: bound by memory. Any other exponent is a call of the C library for each element.
/// </summary>
internal readonly unsafe struct PowerRow<T> : IRowKernel<T, T, byte, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Row(T* a, int stepA, T* b, int stepB, byte* c, int stepC, T* y, int n)
    {
        if (stepB == 0 && *b == T.CreateChecked(2))
        {
            BinaryRow<SecondPower<T>, T>.Row(a, stepA, b, stepB, c, stepC, y, n);
        }
        else if (stepB == 0 && *b == T.CreateChecked(3))
        {
            BinaryRow<ThirdPower<T>, T>.Row(a, stepA, b, stepB, c, stepC, y, n);
        }
        else if (stepB == 0 && *b == -T.One)
        {
            BinaryRow<Inverse<T>, T>.Row(a, stepA, b, stepB, c, stepC, y, n);
        }
        else
        {
            BinaryRow<PowerOfFloats<T>, T>.Row(a, stepA, b, stepB, c, stepC, y, n);
        }
    }
}
