namespace FuncNet.Kernels;

/// <summary>A shape with strides, sizes of 1 dropped and dimensions that one stride walks merged.</summary>
internal unsafe struct StridedView
{
    public const int MaxRank = 8;

    private fixed int sizes[MaxRank];
    private fixed int strides[MaxRank];

    /// <summary>The number of dimensions left.</summary>
    public int Rank;

    /// <summary>The size of the innermost dimension and the step along it.</summary>
    public int Inner,
        Step;

    /// <summary>How many rows the outer dimensions make.</summary>
    public int Rows;

    public StridedView(ReadOnlySpan<int> shape, ReadOnlySpan<int> steps, int offset, int length)
    {
        if (shape.Length > MaxRank || shape.Length != steps.Length)
        {
            throw new ArgumentException(
                $"A shape of rank {shape.Length} came with {steps.Length} strides; ranks go to {MaxRank}."
            );
        }
        long least = offset,
            greatest = offset;
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
        if (least < 0 || greatest >= length)
        {
            throw new ArgumentException(
                $"The view touches places {least} to {greatest}, outside the {length} elements there are."
            );
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

    /// <summary>The size of the dimension outside the innermost one, and the step along it.</summary>
    public readonly int OuterSize => Rank > 1 ? sizes[1] : 1;

    /// <inheritdoc cref="OuterSize"/>
    public readonly int OuterStep => Rank > 1 ? strides[1] : 0;

    /// <summary>Where a row begins, relative to the first.</summary>
    public readonly nint Locate(int row)
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
