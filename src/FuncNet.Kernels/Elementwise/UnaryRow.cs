using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The rows of a function of one number; which it is stands in stepC.
/// The limits are those of <see cref="UnaryJob{T}"/>.
/// </summary>
internal readonly unsafe struct UnaryRow<T> : IRowKernel<T, byte, byte, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Row(T* a, int stepA, byte* b, int stepB, byte* c, int stepC, T* y, int n)
    {
        int own = stepA == 0 ? 1 : n;
        UnaryJob<T>.Apply((UnaryFunction)stepC, new(a, own), new(y, own));
        if (own < n)
        {
            new Span<T>(y + 1, n - 1).Fill(*y);
        }
    }
}

/// <summary>
/// The same for integers; what wraps, wraps.
/// Eight bytes an element, but one at a time: bound by the instructions of the loop.
/// </summary>
internal readonly unsafe struct UnaryIntegerRow : IRowKernel<int, byte, byte, int>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(int* a, int stepA, byte* b, int stepB, byte* c, int stepC, int* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            int value = a[i * stepA];
            y[i] = unchecked(
                (UnaryFunction)stepC switch
                {
                    UnaryFunction.Negate => -value,
                    UnaryFunction.Relu => Math.Max(value, 0),
                    UnaryFunction.Abs => value < 0 ? -value : value,
                    UnaryFunction.Sign => Math.Sign(value),
                    UnaryFunction.Square => value * value,
                    _ => value,
                }
            );
        }
    }
}
