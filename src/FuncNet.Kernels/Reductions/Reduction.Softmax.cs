using System.Numerics;

namespace FuncNet.Kernels;

public static partial class Reduction
{
    /// <summary>y[o, i] = ln Σⱼ exp x[o, j, i], shifted by the maximum, so that nothing overflows; −∞ where all are −∞.</summary>
    /// <param name="x">[outer, length, inner]; T of float and double.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the result, [outer, inner].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, inner));
        if (typeof(T) == typeof(float))
        {
            SoftmaxJob<float>.Run(Door.As<T, float>(x), outer, length, inner, Door.As<T, float>(y), normalize: false);
        }
        else if (typeof(T) == typeof(double))
        {
            SoftmaxJob<double>.Run(
                Door.As<T, double>(x),
                outer,
                length,
                inner,
                Door.As<T, double>(y),
                normalize: false
            );
        }
        else
        {
            Door.Unsupported<T>();
        }
    }

    /// <summary>y[o, j, i] = exp x[o, j, i] / Σₗ exp x[o, l, i], shifted by the maximum, so that nothing overflows.</summary>
    /// <param name="x">[outer, length, inner]; T of float and double.</param>
    /// <param name="outer">The size before the axis.</param>
    /// <param name="length">The size of the axis.</param>
    /// <param name="inner">The size after the axis.</param>
    /// <param name="y">Receives the result, of the same shape; may be the same memory.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Softmax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y)
        where T : unmanaged
    {
        Door.Length(x.Length, Door.Size(outer, length, inner));
        Door.Length(y.Length, Door.Size(outer, length, inner));
        if (typeof(T) == typeof(float))
        {
            SoftmaxJob<float>.Run(Door.As<T, float>(x), outer, length, inner, Door.As<T, float>(y), normalize: true);
        }
        else if (typeof(T) == typeof(double))
        {
            SoftmaxJob<double>.Run(Door.As<T, double>(x), outer, length, inner, Door.As<T, double>(y), normalize: true);
        }
        else
        {
            Door.Unsupported<T>();
        }
    }
}
