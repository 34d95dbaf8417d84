using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// Where the elements of a shape lie in other memory: an offset, and a stride for each dimension. Sizes of 1 are dropped and
/// dimensions that one stride walks are merged; work over the same view again needs that only once.
/// </summary>
public unsafe struct StridedView
{
    private const int MaxRank = 8;

    private fixed int sizes[MaxRank];
    private fixed int strides[MaxRank];

    // The places that it touches lie between these.
    private readonly long least;
    private readonly long greatest;

    /// <summary>The number of elements.</summary>
    internal readonly int Size;

    /// <summary>Where the element of index 0 lies.</summary>
    internal readonly int Offset;

    /// <summary>The number of dimensions left.</summary>
    internal readonly int Rank;

    /// <summary>The size of the innermost dimension and the step along it.</summary>
    internal readonly int Inner,
        Step;

    /// <summary>How many rows the outer dimensions make.</summary>
    internal readonly int Rows;

    /// <summary>The element of index i lies at offset + Σₖ iₖ·stepsₖ.</summary>
    /// <param name="shape">The shape, of rank 0 to 8.</param>
    /// <param name="steps">The stride of each dimension; 0 repeats, a negative one reverses.</param>
    /// <param name="offset">Where the element of index 0 lies.</param>
    /// <exception cref="ArgumentException">The shape has too many axes or elements, or not as many axes as strides.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public StridedView(ReadOnlySpan<int> shape, ReadOnlySpan<int> steps, int offset)
    {
        if (shape.Length > MaxRank || shape.Length != steps.Length)
        {
            throw new ArgumentException(
                $"A shape of rank {shape.Length} came with {steps.Length} strides; ranks go to {MaxRank}."
            );
        }
        Size = Door.Size(shape);
        Offset = offset;
        least = greatest = offset;
        Inner = 1;
        Step = 1;
        Rows = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            int size = shape[axis];
            if (size == 1)
            {
                continue;
            }
            long reach = (long)(size - 1) * steps[axis];
            least += Math.Min(reach, 0);
            greatest += Math.Max(reach, 0);
            if (Rank > 0 && steps[axis] == (long)strides[Rank - 1] * sizes[Rank - 1])
            {
                sizes[Rank - 1] *= size;
                continue;
            }
            sizes[Rank] = size;
            strides[Rank] = steps[axis];
            Rank++;
        }
        if (Rank > 0)
        {
            Inner = sizes[0];
            Step = strides[0];
        }
        for (int i = 1; i < Rank; i++)
        {
            Rows *= sizes[i];
        }
    }

    /// <summary>Throws unless every element lies within so many.</summary>
    internal readonly void Within(int length)
    {
        if (least < 0 || greatest >= length)
        {
            throw new ArgumentException(
                $"The view touches places {least} to {greatest}, outside the {length} elements there are."
            );
        }
    }

    /// <summary>The size of the dimension outside the innermost one, and the step along it.</summary>
    internal readonly int OuterSize => Rank > 1 ? sizes[1] : 1;

    /// <inheritdoc cref="OuterSize"/>
    internal readonly int OuterStep => Rank > 1 ? strides[1] : 0;

    /// <summary>Where a row begins, relative to the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal readonly nint Locate(int row)
    {
        nint at = 0;
        for (int i = 1; i < Rank; i++)
        {
            (row, int digit) = Math.DivRem(row, sizes[i]);
            at += (nint)digit * strides[i];
        }
        return at;
    }
}
