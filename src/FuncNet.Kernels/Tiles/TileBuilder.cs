using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>
/// Writes down element-wise operations over one shape, and makes a <see cref="TileProgram"/> of them. A value is a number that the
/// builder gave out.
/// </summary>
public sealed unsafe class TileBuilder
{
    private readonly int[] shape;
    private readonly int size;
    private readonly List<Value> values = [];
    private readonly List<Operation> operations = [];
    private readonly List<Sum> sums = [];
    private readonly PinnedArrays pins = new();

    /// <summary>Operations whose results have this shape.</summary>
    /// <param name="shape">Of rank 0 to 8.</param>
    public TileBuilder(ReadOnlySpan<int> shape)
    {
        if (shape.Length > TilePlace.MaxRank)
        {
            throw new ArgumentException(
                $"The rank is {shape.Length}; the highest is {TilePlace.MaxRank}.",
                nameof(shape)
            );
        }
        size = Door.Size(shape);
        this.shape = shape.ToArray();
    }

    private sealed class Value
    {
        public required ElementType Type { get; init; }

        /// <summary>Where it lies in memory, 0 for what lies in a tile only.</summary>
        public nint Address { get; set; }

        /// <summary>The strides of an operand along the axes of the result; null for a result.</summary>
        public int[]? Strides { get; init; }

        /// <summary>The last operation that reads it.</summary>
        public int LastUse { get; set; } = -1;
    }

    private readonly record struct Sum(int X, nint Target, int Width);

    private readonly record struct Operation(RowFunction Function, int A, int B, int C, int Y);

    /// <summary>An operand in memory, which broadcasts to the shape of the results.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="array">The array that it lies in, which stays where it is as long as the program lives.</param>
    /// <param name="offset">Elements from the beginning of the array.</param>
    /// <param name="operand">Its shape.</param>
    /// <exception cref="ArgumentException">The shape does not broadcast.</exception>
    public int Read(ElementType type, Array array, int offset, ReadOnlySpan<int> operand)
    {
        int[] strides = new int[shape.Length];
        int run = 1;
        for (int axis = 1; axis <= operand.Length; axis++)
        {
            int extent = operand[^axis];
            if (axis <= shape.Length && extent != 1)
            {
                if (extent != shape[^axis])
                {
                    throw new ArgumentException($"A size of {extent} does not broadcast to {shape[^axis]}.");
                }
                strides[^axis] = run;
            }
            run *= extent;
        }
        return ReadPart(type, array, offset, strides);
    }

    /// <summary>An operand whose elements lie apart from one another, such as a part of a tensor.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="array">The array that it lies in, which stays where it is as long as the program lives.</param>
    /// <param name="offset">Elements from the beginning of the array to its first one.</param>
    /// <param name="strides">
    /// Elements from one to the next along each axis of the results; 0 or 1 along the last axis whose size is not 1.
    /// </param>
    public int ReadPart(ElementType type, Array array, int offset, ReadOnlySpan<int> strides) =>
        Add(
            new()
            {
                Type = type,
                Address = pins.Address(array) + (nint)offset * type.Bytes(),
                Strides = strides.ToArray(),
            }
        );

    /// <summary>f(x).</summary>
    public int Unary(UnaryFunction f, int x) => Add(RowFunctions.Unary(f, values[x].Type), values[x].Type, x, x, x);

    /// <summary>f(a, b), of two values of one type.</summary>
    public int Binary(BinaryFunction f, int a, int b) =>
        Add(RowFunctions.Binary(f, values[a].Type), values[a].Type, a, b, a);

    /// <summary>a ∘ b for a relation, of two values of one type.</summary>
    public int Compare(Comparison c, int a, int b) =>
        Add(RowFunctions.Compare(c, values[a].Type), ElementType.Bool, a, b, a);

    /// <summary>a ∘ b for a connective, of two bools.</summary>
    public int Logic(Logical l, int a, int b) => Add(RowFunctions.Logic(l), ElementType.Bool, a, b, a);

    /// <summary>¬x.</summary>
    public int Not(int x) => Add(RowFunctions.Not, ElementType.Bool, x, x, x);

    /// <summary>condition ? a : b, of two values of one type.</summary>
    public int Select(int condition, int a, int b) =>
        Add(RowFunctions.Select(values[a].Type), values[a].Type, a, b, condition);

    /// <summary>x in another type, or in the same, spread out over the shape.</summary>
    public int Cast(ElementType type, int x) => Add(RowFunctions.Cast(values[x].Type, type), type, x, x, x);

    /// <summary>
    /// Says that a result is to be written to memory. The memory may be that of operands of the full shape, if no operation
    /// after the one that gives the result reads them.
    /// </summary>
    /// <param name="result">The result of an operation.</param>
    /// <param name="array">The array, which stays where it is as long as the program lives.</param>
    /// <param name="offset">Elements from the beginning of the array.</param>
    public void Write(int result, Array array, int offset) =>
        values[result].Address = pins.Address(array) + (nint)offset * values[result].Type.Bytes();

    /// <summary>The most columns of <see cref="WriteSums"/>.</summary>
    public static int MostColumns => TileSum.Widest;

    /// <summary>
    /// Says that the sums of a result over all but its innermost axes are to be written to memory. Sums are those of a whole program, not of a tail.
    /// </summary>
    /// <param name="result">The result of an operation, of float or double.</param>
    /// <param name="array">The array, which stays where it is as long as the program lives.</param>
    /// <param name="offset">Elements from the beginning of the array.</param>
    /// <param name="columns">The elements of the innermost axes, up to <see cref="MostColumns"/>; the same for all sums of a program.</param>
    public void WriteSums(int result, Array array, int offset, int columns)
    {
        // Its register is not free for another value as long as the tile is there.
        values[result].LastUse = int.MaxValue;
        sums.Add(new(result, pins.Address(array) + (nint)offset * values[result].Type.Bytes(), columns));
    }

    /// <summary>The program.</summary>
    public TileProgram Build()
    {
        TileAxes axes = new(shape, values.Where(IsRepeated).Select(value => value.Strides!));
        int[] registers = Registers(out int count);
        int widest = values.Max(value => value.Type.Bytes());
        int tile = Math.Clamp(24576 / (Math.Max(1, count) * widest) / 64 * 64, 256, 2048);
        int unit = axes.Repeats > 0 && axes.Inner < tile ? axes.Inner : 1;
        // Whole rows: of repeated operands and of sums, the longer a multiple of the shorter.
        unit = sums.Count > 0 ? Math.Max(unit, sums[0].Width) : unit;
        tile = Math.Max(1, tile / unit) * unit;
        int bytesOfTile = (tile * widest + 63) / 64 * 64;
        TileSum[] tileSums = [.. sums.Select(Of)];
        byte[] memory = GC.AllocateArray<byte>(
            sizeof(TileCode)
                + values.Count * sizeof(TilePlace)
                + operations.Count * sizeof(TileInstruction)
                + sums.Count * sizeof(TileSum)
                + tileSums.Sum(sum => sum.BlockBytes),
            pinned: true
        );
        TileCode* code = (TileCode*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        code->Size = size;
        code->Tile = tile;
        code->Grain = Math.Max(1, Work.Grain * 4 / Weight() / tile) * tile;
        code->Scratch = count * bytesOfTile;
        axes.WriteTo(code);
        code->Places = (TilePlace*)(code + 1);
        code->PlaceCount = values.Count;
        code->Instructions = (TileInstruction*)(code->Places + values.Count);
        code->InstructionCount = operations.Count;
        Place(code, tileSums);

        int repeat = 0;
        for (int i = 0; i < values.Count; i++)
        {
            Value value = values[i];
            TilePlace* place = code->Places + i;
            place->Bytes = value.Type.Bytes();
            place->Address = value.Address;
            nint register = (nint)registers[i] * bytesOfTile;
            if (IsRepeated(value))
            {
                place->Kind = TilePlaceKind.Repeated;
                place->Register = register;
                axes.WriteTo(place, repeat++);
            }
            else if (value.Strides is not null && size != 1 && IsSingle(value))
            {
                place->Kind = TilePlaceKind.Single;
            }
            else if (value.Address != 0)
            {
                place->Kind = TilePlaceKind.Stream;
            }
            else
            {
                place->Kind = TilePlaceKind.Register;
                place->Address = register;
            }
        }
        for (int i = 0; i < operations.Count; i++)
        {
            Operation operation = operations[i];
            code->Instructions[i] = new()
            {
                Function = operation.Function,
                A = operation.A,
                B = operation.B,
                C = operation.C,
                Y = operation.Y,
            };
        }
        return new TileProgram(memory, code, pins.Handles);
    }

    private TileSum Of(Sum sum) =>
        new()
        {
            Type = values[sum.X].Type,
            Width = sum.Width,
            Rows = size / sum.Width,
            Place = sum.X,
            Target = (byte*)sum.Target,
        };

    /// <summary>Places the sums behind the instructions, and lets chunks be whole blocks of rows.</summary>
    private static void Place(TileCode* code, TileSum[] sums)
    {
        code->Sums = (TileSum*)(code->Instructions + code->InstructionCount);
        code->SumCount = sums.Length;
        byte* blocks = (byte*)(code->Sums + sums.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i].Running = code->Scratch;
            sums[i].Blocks = blocks;
            code->Scratch += sums[i].RunningBytes;
            blocks += sums[i].BlockBytes;
            code->Sums[i] = sums[i];
            int block = TileSum.Block * sums[i].Width;
            code->Grain = Work.Chunks(code->Grain, block) * block;
        }
    }

    private int Add(Value value)
    {
        values.Add(value);
        return values.Count - 1;
    }

    private int Add(RowFunction function, ElementType type, int a, int b, int c)
    {
        foreach (int operand in (ReadOnlySpan<int>)[a, b, c])
        {
            values[operand].LastUse = operations.Count;
        }
        int y = Add(new Value { Type = type });
        operations.Add(new(function, a, b, c, y));
        return y;
    }

    private bool IsSingle(Value value) => Steps(value).All(step => step.Stride == 0);

    /// <summary>Whether an operand neither lies like the result nor is one element for all.</summary>
    private bool IsRepeated(Value value)
    {
        if (value.Strides is null || IsSingle(value))
        {
            return false;
        }
        int run = 1;
        foreach ((int extent, int stride) in Steps(value))
        {
            if (stride != run)
            {
                return true;
            }
            run *= extent;
        }
        return false;
    }

    /// <summary>The axes that have more than one element, the innermost first.</summary>
    private IEnumerable<(int Extent, int Stride)> Steps(Value value) =>
        shape.Zip(value.Strides!).Reverse().Where(axis => axis.First != 1);

    /// <summary>A register for every repeated operand, and for every result that is not written; shared by those that don't overlap.</summary>
    private int[] Registers(out int count)
    {
        int[] registers = new int[values.Count];
        count = 0;
        for (int i = 0; i < values.Count; i++)
        {
            if (IsRepeated(values[i]))
            {
                registers[i] = count++;
            }
        }
        Stack<int> free = new();
        for (int i = 0; i < operations.Count; i++)
        {
            Operation operation = operations[i];
            if (values[operation.Y].Address == 0)
            {
                registers[operation.Y] = free.Count > 0 ? free.Pop() : count++;
            }
            foreach (int operand in new HashSet<int> { operation.A, operation.B, operation.C, operation.Y })
            {
                Value value = values[operand];
                bool last = value.LastUse == i || (operand == operation.Y && value.LastUse < 0);
                if (last && value.Strides is null && value.Address == 0)
                {
                    free.Push(registers[operand]);
                }
            }
        }
        return registers;
    }

    /// <summary>The time that an element takes, in additions: the operations, and the memory that they read and write.</summary>
    private int Weight() =>
        operations.Sum(operation => operation.Function.Weight) + values.Count(value => value.Address != 0);
}
