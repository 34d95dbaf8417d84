using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>Where an operation on tiles reads or writes.</summary>
internal enum TilePlaceKind
{
    /// <summary>A tile of scratch memory; the address counts from its beginning.</summary>
    Register,

    /// <summary>Memory with an element for every element of the result.</summary>
    Stream,

    /// <summary>One element in memory that serves for all.</summary>
    Single,

    /// <summary>Memory that is repeated along some axes; read where it lies, or spread out in a register.</summary>
    Repeated,
}

/// <summary>A place, and for repeated memory the way through it.</summary>
internal unsafe struct TilePlace
{
    public const int MaxRank = 8;

    public TilePlaceKind Kind;
    public nint Address;

    /// <summary>Bytes of an element.</summary>
    public int Bytes;

    /// <summary>Repeated: the register, counted from the beginning of the scratch memory, the step along a row, and the strides of the axes outside.</summary>
    public nint Register;
    public int Step;
    public fixed int Strides[MaxRank];

    /// <summary>Repeated: whether every row is the same.</summary>
    public bool SameRows;
}

/// <summary>One operation: a row kernel with the numbers of its places.</summary>
internal struct TileInstruction
{
    public RowFunction Function;
    public int A;
    public int B;
    public int C;
    public int Y;
}

/// <summary>The unmanaged side of a <see cref="TileProgram"/>: jobs hold pointers to it.</summary>
internal unsafe struct TileCode
{
    public int Size;

    /// <summary>Elements of a tile, and of a chunk, which is a whole number of tiles.</summary>
    public int Tile;
    public int Grain;

    /// <summary>Bytes of all registers.</summary>
    public int Scratch;

    /// <summary>The length of a row, along which every operand has one step, and the axes outside, the innermost first.</summary>
    public int Inner;
    public int OuterRank;
    public fixed int Outer[TilePlace.MaxRank];
    public int Repeats;

    public TilePlace* Places;
    public int PlaceCount;
    public TileInstruction* Instructions;
    public int InstructionCount;

    /// <summary>Sums over rows, all of one width.</summary>
    public TileSum* Sums;
    public int SumCount;

    /// <summary>The operations over the elements from start to before end, on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int start, int end)
    {
        byte* scratch = Scratch == 0 ? null : Kernels.Scratch.Get<byte>(Kernels.Scratch.Slot.Tiles, Scratch);
        byte** at = stackalloc byte*[PlaceCount];
        int* step = stackalloc int[PlaceCount];
        for (int p = 0; p < PlaceCount; p++)
        {
            TilePlace* place = Places + p;
            step[p] = place->Kind == TilePlaceKind.Single ? 0 : 1;
            at[p] = place->Kind == TilePlaceKind.Register ? scratch + place->Address : (byte*)place->Address;
        }
        bool spreads = Repeats > 0 && Inner < Tile;
        for (int position = start, count; position < end; position += count)
        {
            count = Math.Min(Tile, end - position);
            if (Repeats > 0 && !spreads)
            {
                count = Math.Min(count, Inner - position % Inner);
            }
            for (int p = 0; p < PlaceCount; p++)
            {
                TilePlace* place = Places + p;
                if (place->Kind == TilePlaceKind.Stream)
                {
                    at[p] = (byte*)place->Address + (nint)position * place->Bytes;
                }
                else if (place->Kind == TilePlaceKind.Repeated && spreads)
                {
                    at[p] = scratch + place->Register;
                    // Where rows are the same, so are whole tiles of them.
                    if (position == start || !place->SameRows || Tile % Inner != 0)
                    {
                        Spread(place, position, count, at[p]);
                    }
                }
                else if (place->Kind == TilePlaceKind.Repeated)
                {
                    (int row, int column) = Math.DivRem(position, Inner);
                    at[p] = (byte*)place->Address + (Offset(place, row) + (nint)column * place->Step) * place->Bytes;
                    step[p] = place->Step;
                }
            }
            for (int i = 0; i < InstructionCount; i++)
            {
                TileInstruction* instruction = Instructions + i;
                int a = instruction->A;
                int b = instruction->B;
                int c = instruction->C;
                instruction->Function.Run(at[a], step[a], at[b], step[b], at[c], step[c], at[instruction->Y], count);
            }
            for (int i = 0; i < SumCount; i++)
            {
                TileSum* sum = Sums + i;
                sum->Add(scratch, at[sum->Place], position / sum->Width, count / sum->Width);
            }
        }
    }

    /// <summary>Writes the sums, when the operations have gone over all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish()
    {
        for (int i = 0; i < SumCount; i++)
        {
            Sums[i].Finish();
        }
    }

    /// <summary>Where repeated memory stands at the start of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly nint Offset(TilePlace* place, int row)
    {
        nint offset = 0;
        for (int axis = 0; axis < OuterRank; axis++)
        {
            (row, int digit) = Math.DivRem(row, Outer[axis]);
            offset += (nint)digit * place->Strides[axis];
        }
        return offset;
    }

    /// <summary>Writes the elements of repeated memory one by one to where they are wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Spread(TilePlace* place, int position, int count, byte* to)
    {
        int bytes = place->Bytes;
        for (int done = 0, length; done < count; done += length, position += length)
        {
            (int row, int column) = Math.DivRem(position, Inner);
            length = Math.Min(count - done, Inner - column);
            byte* from = (byte*)place->Address + (Offset(place, row) + (nint)column * place->Step) * bytes;
            byte* target = to + (nint)done * bytes;
            if (place->Step == 1)
            {
                Unsafe.CopyBlockUnaligned(target, from, (uint)(length * bytes));
            }
            else if (bytes == 4)
            {
                new Span<int>(target, length).Fill(*(int*)from);
            }
            else if (bytes == 8)
            {
                new Span<long>(target, length).Fill(*(long*)from);
            }
            else
            {
                new Span<byte>(target, length).Fill(*from);
            }
        }
    }
}
