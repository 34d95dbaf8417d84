using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>
/// Each thread's own scratch memory: a few pinned arrays that grow to the largest size ever asked for, aligned to
/// cache lines, and collected with their thread. So a kernel called again allocates nothing.
/// </summary>
internal static unsafe class Scratch
{
    /// <summary>The blocks; kernels that call one another use different ones.</summary>
    public enum Slot
    {
        Left,
        Right,
        Image,
        Partial,
        Filter,
        Rows,
        Keys,
        Tiles,
    }

    private const int Line = 64;

    [InlineArray(8)]
    private struct Blocks
    {
        private byte[]? first;
    }

    [ThreadStatic]
    private static Blocks blocks;

    /// <summary>A block of at least <paramref name="count"/> elements, of unknown content.</summary>
    public static T* Get<T>(Slot slot, long count)
        where T : unmanaged
    {
        ref byte[]? block = ref blocks[(int)slot];
        long bytes = count * sizeof(T) + 2 * Line;
        if (block is null || block.Length < bytes)
        {
            block = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + bytes / 4)), pinned: true);
        }
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        return (T*)((address + Line - 1) & ~(nint)(Line - 1));
    }
}
