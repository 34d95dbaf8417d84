namespace FuncNet.Kernels;

public static partial class Elementwise
{
    /// <summary>
    /// y = f(x), for T of float and double, and of int for Negate, Abs, Sign, Square, Relu and the roundings.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result, of the same length; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException">There is no such function of T.</exception>
    public static void Unary<T>(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        Door.Length(y.Length, x.Length);
        if (typeof(T) == typeof(float))
        {
            UnaryJob<float>.Run(f, Door.As<T, float>(x), Door.As<T, float>(y));
        }
        else if (typeof(T) == typeof(double))
        {
            UnaryJob<double>.Run(f, Door.As<T, double>(x), Door.As<T, double>(y));
        }
        else if (typeof(T) == typeof(int))
        {
            Broadcast flat = new([x.Length], [x.Length], []);
            RowFunction function = RowFunctions.Unary(f, ElementType.Int);
            BroadcastJob.Run(function, flat, x, ReadOnlySpan<byte>.Empty, ReadOnlySpan<byte>.Empty, y);
        }
        else
        {
            Door.Unsupported<T>(f);
        }
    }
}
