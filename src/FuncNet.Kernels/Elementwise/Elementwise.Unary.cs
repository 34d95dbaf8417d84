using System.Numerics;

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
            UnaryInt(f, Door.As<T, int>(x), Door.As<T, int>(y));
        }
        else
        {
            Door.Unsupported<T>(f);
        }
    }

    private static void UnaryInt(UnaryFunction f, ReadOnlySpan<int> x, Span<int> y)
    {
        switch (f)
        {
            case UnaryFunction.Floor:
            case UnaryFunction.Ceiling:
            case UnaryFunction.Round:
                x.CopyTo(y);
                break;
            case UnaryFunction.Negate:
                Flat<Subtract<int>>([0], x, y);
                break;
            case UnaryFunction.Relu:
                Flat<Maximum<int>>([0], x, y);
                break;
            case UnaryFunction.Abs:
            case UnaryFunction.Sign:
            case UnaryFunction.Square:
                for (int i = 0; i < x.Length; i++)
                {
                    int value = x[i];
                    y[i] = unchecked(
                        f switch
                        {
                            UnaryFunction.Abs => value < 0 ? -value : value,
                            UnaryFunction.Sign => Math.Sign(value),
                            _ => value * value,
                        }
                    );
                }
                break;
            default:
                Door.Unsupported<int>(f);
                break;
        }
    }

    private static void Flat<TFunction>(ReadOnlySpan<int> scalar, ReadOnlySpan<int> x, Span<int> y)
        where TFunction : struct, IBinary<int> =>
        Run<TFunction, int>(new Broadcast([x.Length], [], [x.Length]), scalar, x, y, Work.Grain);
}
