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

    public TileAxes(int[] shape, IEnumerable<int[]> repeated)
    {
        int[][] operands = [.. repeated];
        int[] run = [.. operands.Select(_ => 1)];
        strides = [.. operands.Select(_ => new List<int>())];
        for (int axis = 1; axis <= shape.Length; axis++)
        {
            int size = shape[^axis];
            int[] here = new int[operands.Length];
            for (int i = 0; i < operands.Length; i++)
            {
                int extent = axis <= operands[i].Length ? operands[i][^axis] : 1;
                if (extent != 1 && extent != size)
                {
                    throw new ArgumentException($"A size of {extent} does not broadcast to {size}.");
                }
                here[i] = extent == 1 ? 0 : run[i];
                run[i] *= extent;
            }
            if (size == 1)
            {
                continue;
            }
            bool merges = sizes.Count > 0;
            for (int i = 0; i < operands.Length && merges; i++)
            {
                merges = here[i] == strides[i][^1] * sizes[^1];
            }
            if (merges)
            {
                sizes[^1] *= size;
                continue;
            }
            sizes.Add(size);
            for (int i = 0; i < operands.Length; i++)
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
