using System.Numerics;
using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>A function of one number, a vector at a time.</summary>
internal interface IVectorFunction<T>
{
    static abstract Vector<T> Of(Vector<T> x);
}

/// <summary>max(x, 0), and NaN of NaN.</summary>
internal readonly struct Rectifiers<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => Vector.AndNot(x, Vector.LessThanOrEqual(x, Vector<T>.Zero));
}

internal readonly struct Squares<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => x * x;
}

internal readonly struct Exponentials<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => Exponential.Exp(x);
}

internal readonly struct Sigmoids<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => Exponential.Sigmoid(x);
}

internal readonly struct Tangents<T> : IVectorFunction<T>
    where T : unmanaged, INumberBase<T>
{
    public static Vector<T> Of(Vector<T> x) => HyperbolicTangent<T>.Of(x);
}

internal readonly struct Logarithms<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => Logarithm.Log(x);
}

internal readonly struct ErrorFunctions<T> : IVectorFunction<T>
{
    public static Vector<T> Of(Vector<T> x) => ErrorFunction.Erf(x);
}

internal readonly struct ArcSines<T> : IVectorFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Vector<T> Of(Vector<T> x) => InverseTrigonometry<T>.Asin(x);
}

internal readonly struct ArcCosines<T> : IVectorFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Vector<T> Of(Vector<T> x) => InverseTrigonometry<T>.Acos(x);
}

internal readonly struct ArcTangents<T> : IVectorFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Vector<T> Of(Vector<T> x) => InverseTrigonometry<T>.Atan(x);
}

/// <summary>
/// Such a function along a row of at least one vector. The last vector overlaps the one before it, so that every element goes through the same
/// instructions; since x may be y, it is computed first. Eight bytes a float beside the operations of the function, which are the limit.
/// </summary>
internal static unsafe class VectorRow<TFunction, T>
    where TFunction : struct, IVectorFunction<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<T> x, Span<T> y)
    {
        fixed (T* from = x)
        fixed (T* to = y[..x.Length])
        {
            int width = Vector<T>.Count;
            int last = x.Length - width;
            Vector<T> end = TFunction.Of(Vector.Load(from + last));
            int i = 0;
            for (; i < last - width; i += 2 * width)
            {
                // Two at a time, which do not wait for one another.
                Vector<T> first = TFunction.Of(Vector.Load(from + i));
                Vector<T> second = TFunction.Of(Vector.Load(from + i + width));
                first.Store(to + i);
                second.Store(to + i + width);
            }
            for (; i < last; i += width)
            {
                TFunction.Of(Vector.Load(from + i)).Store(to + i);
            }
            end.Store(to + last);
        }
    }
}
