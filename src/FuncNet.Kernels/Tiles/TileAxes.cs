namespace FuncNet.Kernels;

/// <summary>
/// The axes of a result, and how repeated operands run along them. Sizes of 1 are dropped, and neighbouring axes that all operands
/// walk in one stride are merged.
/// </summary>
internal sealed unsafe class TileAxes
{
    /// <summary>Sizes, the innermost first.</summary>
    private readonly List<int> sizes = [];

    /// <summary>Of each operand, its strides along them.</summary>
    private readonly List<int>[] strides;

    /// <param name="shape">The sizes of the result.</param>
    /// <param name="operands">The strides of each operand along the axes of the result.</param>
    public TileAxes(int[] shape, IEnumerable<int[]> operands)
    {
        int[][] all = [.. operands];
        strides = [.. all.Select(_ => new List<int>())];
        for (int axis = 1; axis <= shape.Length; axis++)
        {
            int size = shape[^axis];
            int[] here = [.. all.Select(operand => operand[^axis])];
            if (size == 1)
            {
                continue;
            }
            bool merges = sizes.Count > 0;
            for (int i = 0; i < all.Length && merges; i++)
            {
                merges = here[i] == strides[i][^1] * sizes[^1];
            }
            if (merges)
            {
                sizes[^1] *= size;
                continue;
            }
            sizes.Add(size);
            for (int i = 0; i < all.Length; i++)
            {
                strides[i].Add(here[i]);
            }
        }
    }

    /// <summary>The length of a row.</summary>
    public int Inner => sizes.Count == 0 ? 1 : sizes[0];

    /// <summary>How many operands are repeated.</summary>
    public int Repeats => strides.Length;

    public void WriteTo(TileCode* code)
    {
        code->Inner = Inner;
        code->Repeats = Repeats;
        code->OuterRank = Math.Max(0, sizes.Count - 1);
        for (int axis = 0; axis < code->OuterRank; axis++)
        {
            code->Outer[axis] = sizes[axis + 1];
        }
    }

    public void WriteTo(TilePlace* place, int operand)
    {
        place->Step = strides[operand][0];
        place->SameRows = strides[operand].Skip(1).All(stride => stride == 0);
        for (int axis = 1; axis < sizes.Count; axis++)
        {
            place->Strides[axis - 1] = strides[operand][axis];
        }
    }
}
