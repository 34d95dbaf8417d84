using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>
/// Element-wise operations, one after the other, in one pass: they go over the elements in tiles that stay in the first cache, all
/// operations on one tile before the next, so that intermediate results are never written to memory. A
/// <see cref="TileBuilder"/> makes it. The bits of an element are those of the operations one by one.
/// Moves the operands and results of the whole once, and each row of a tile within the first cache: cheap operations are bound by these moves.
/// </summary>
public sealed unsafe class TileProgram
{
    private readonly TileCode* code;
    private readonly byte[] memory;
    private readonly PinnedGCHandle<Array>[] pins;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal TileProgram(byte[] memory, TileCode* code, PinnedGCHandle<Array>[] pins)
    {
        this.memory = memory;
        this.code = code;
        this.pins = pins;
    }

    /// <summary>Lets go of the memory that it reads and writes.</summary>
    ~TileProgram()
    {
        foreach (PinnedGCHandle<Array> pin in pins)
        {
            pin.Dispose();
        }
    }

    /// <summary>What may be run over a range of elements, as long as this object lives.</summary>
    internal TileCode* Code => code;

    /// <summary>Runs the operations over all elements. Nothing is allocated.</summary>
    public void Run()
    {
        TileJob.Run(code, 0, code->Size);
        code->Finish();
        GC.KeepAlive(this);
    }
}
