using System.Numerics;
using System.Numerics.Tensors;

namespace FuncNet.Kernels;

/// <summary>
/// A function of one number over a span, in chunks. Where <see cref="TensorPrimitives"/> is used it always sees at least
/// one whole vector: shorter spans go through a padded block, since its scalar path differs in the last bit.
/// Eight bytes a float. The cheap functions are bound by memory, at 90 GB/s a core from the third cache; the others by their 20 to 80 operations.
/// </summary>
internal unsafe struct UnaryJob<T> : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The fewest elements that <see cref="TensorPrimitives"/> is given.</summary>
    private const int Block = Guarded<T>.Block;

    private UnaryFunction function;
    private T* x;
    private T* y;
    private int length;
    private int grain;

    public static void Run(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        if (f is < UnaryFunction.Negate or > UnaryFunction.Round)
        {
            Door.Unsupported<T>(f);
        }
        fixed (T* px = x)
        fixed (T* py = y)
        {
            int grain = RowFunctions.IsCheap(f) ? Work.Grain : Work.HeavyGrain;
            UnaryJob<T> job = new()
            {
                function = f,
                x = px,
                y = py,
                length = x.Length,
                grain = grain,
            };
            Work.Run(ref job, Work.Chunks(x.Length, grain));
        }
    }

    public void Run(int chunk)
    {
        int start = chunk * grain;
        int count = Math.Min(grain, length - start);
        Apply(function, new ReadOnlySpan<T>(x + start, count), new Span<T>(y + start, count));
    }

    /// <summary>The function on this thread; any length.</summary>
    public static void Apply(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        if (x.Length >= Block)
        {
            Whole(f, x, y);
            return;
        }
        Span<T> block = stackalloc T[Block];
        block.Fill(T.One);
        x.CopyTo(block);
        Whole(f, block, block);
        block[..x.Length].CopyTo(y);
    }

    private static void Whole(UnaryFunction f, ReadOnlySpan<T> x, Span<T> y)
    {
        switch (f)
        {
            case UnaryFunction.Negate:
                TensorPrimitives.Negate(x, y);
                break;
            case UnaryFunction.Abs:
                TensorPrimitives.Abs(x, y);
                break;
            case UnaryFunction.Sign:
                Composite<T>.Sign(x, y);
                break;
            case UnaryFunction.Square:
                VectorRow<Squares<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Sqrt:
                TensorPrimitives.Sqrt(x, y);
                break;
            case UnaryFunction.Reciprocal:
                TensorPrimitives.Divide(T.One, x, y);
                break;
            case UnaryFunction.Relu:
                VectorRow<Rectifiers<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Floor:
                TensorPrimitives.Floor(x, y);
                break;
            case UnaryFunction.Ceiling:
                TensorPrimitives.Ceiling(x, y);
                break;
            case UnaryFunction.Round:
                TensorPrimitives.Round(x, y);
                break;
            case UnaryFunction.Exp:
                VectorRow<Exponentials<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Log:
                VectorRow<Logarithms<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Sigmoid:
                VectorRow<Sigmoids<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Tanh:
                VectorRow<Tangents<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Erf:
                VectorRow<ErrorFunctions<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Asin:
                VectorRow<ArcSines<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Acos:
                VectorRow<ArcCosines<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Atan:
                VectorRow<ArcTangents<T>, T>.Apply(x, y);
                break;
            case UnaryFunction.Sin:
            case UnaryFunction.Cos:
            case UnaryFunction.Tan:
                Guarded<T>.Apply(f, x, y);
                break;
            default:
                Composite<T>.Tiles(f, x, y);
                break;
        }
    }
}
