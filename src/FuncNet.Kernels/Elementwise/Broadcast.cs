using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// How up to three operands run along one result. Sizes of 1 are dropped and neighbouring dimensions that every operand
/// walks in one stride are merged, so that most end with one or two dimensions, whatever their rank was.
/// All of this follows from the shapes: work over the same shapes again needs it worked out only once.
/// </summary>
public unsafe struct Broadcast
{
    private const int MaxRank = 8;

    /// <summary>Dimensions outside the innermost one, the innermost of them first.</summary>
    private int outerRank;
    private fixed int sizes[MaxRank];
    private fixed int strides[3 * MaxRank];

    /// <summary>The elements of the result, and of each operand.</summary>
    internal readonly int Size,
        SizeA,
        SizeB,
        SizeC;

    /// <summary>The length of a row, the innermost dimension.</summary>
    internal readonly int Inner;

    /// <summary>How many rows the result has.</summary>
    internal readonly int Rows;

    /// <summary>The step of an operand along a row: 1, or 0 where one element serves the whole row.</summary>
    internal readonly int StepA,
        StepB,
        StepC;

    /// <summary>The way through operands of these shapes that gives a result of this shape.</summary>
    /// <param name="shape">The shape of the result, of rank 0 to 8, to which the operands broadcast.</param>
    /// <param name="shapeA">The shape of the first operand.</param>
    /// <param name="shapeB">The shape of the second.</param>
    /// <param name="shapeC">The shape of the third, where there is one.</param>
    /// <exception cref="ArgumentException">A shape does not broadcast, or has too many axes or elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Broadcast(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> shapeA,
        ReadOnlySpan<int> shapeB,
        ReadOnlySpan<int> shapeC = default
    )
    {
        if (shape.Length > MaxRank)
        {
            throw new ArgumentException($"The rank is {shape.Length}; the highest is {MaxRank}.", nameof(shape));
        }
        Size = Door.Size(shape);
        SizeA = Door.Size(shapeA);
        SizeB = Door.Size(shapeB);
        SizeC = Door.Size(shapeC);
        if (Size > 1 && shapeC.IsEmpty && shape.SequenceEqual(shapeA) && shape.SequenceEqual(shapeB))
        {
            // The most common case comes to this below, but eager operations work it out each time.
            (Inner, Rows, StepA, StepB) = (Size, 1, 1, 1);
            return;
        }
        Inner = 1;
        Rows = 1;
        int rank = 0;
        int runA = 1,
            runB = 1,
            runC = 1;
        Span<int> sizesHere = stackalloc int[MaxRank + 1];
        Span<int> stridesHere = stackalloc int[3 * (MaxRank + 1)];
        for (int axis = 1; axis <= shape.Length; axis++)
        {
            int size = shape[^axis];
            int a = Stride(shapeA, axis, size, ref runA);
            int b = Stride(shapeB, axis, size, ref runB);
            int c = Stride(shapeC, axis, size, ref runC);
            if (size == 1)
            {
                continue;
            }
            if (rank > 0)
            {
                int inner = sizesHere[rank - 1];
                Span<int> last = stridesHere.Slice(3 * (rank - 1), 3);
                if (a == last[0] * inner && b == last[1] * inner && c == last[2] * inner)
                {
                    sizesHere[rank - 1] = inner * size;
                    continue;
                }
            }
            sizesHere[rank] = size;
            stridesHere[3 * rank] = a;
            stridesHere[3 * rank + 1] = b;
            stridesHere[3 * rank + 2] = c;
            rank++;
        }
        if (rank == 0)
        {
            return;
        }
        Inner = sizesHere[0];
        StepA = stridesHere[0];
        StepB = stridesHere[1];
        StepC = stridesHere[2];
        outerRank = rank - 1;
        for (int i = 0; i < outerRank; i++)
        {
            sizes[i] = sizesHere[i + 1];
            Rows *= sizes[i];
            for (int operand = 0; operand < 3; operand++)
            {
                strides[3 * i + operand] = stridesHere[3 * (i + 1) + operand];
            }
        }
    }

    /// <summary>Where each operand stands at the start of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal readonly void Locate(int row, out nint a, out nint b, out nint c)
    {
        a = b = c = 0;
        for (int i = 0; i < outerRank; i++)
        {
            (int quotient, int digit) = Math.DivRem(row, sizes[i]);
            row = quotient;
            a += (nint)digit * strides[3 * i];
            b += (nint)digit * strides[3 * i + 1];
            c += (nint)digit * strides[3 * i + 2];
        }
    }

    private static int Stride(ReadOnlySpan<int> operand, int axis, int size, ref int run)
    {
        if (axis > operand.Length)
        {
            return 0;
        }
        int extent = operand[^axis];
        int stride = extent == 1 ? 0 : run;
        if (extent != 1 && extent != size)
        {
            throw new ArgumentException($"A size of {extent} does not broadcast to {size}.");
        }
        run *= extent;
        return stride;
    }
}
