using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>
/// Arrays of which some element stands at the begin of a cache line. From there on no vector of 512 bits lies across two lines; where each
/// does, a training step of convolutions takes half as long again.
/// </summary>
public static unsafe class AlignedArray
{
    private const int Line = 64;

    /// <summary>Bytes from which on .NET leaves an array where it is, unless it is told to compact large objects.</summary>
    private const int Settled = 85_000;

    /// <summary>An array of unknown content with room for <paramref name="count"/> elements from <paramref name="first"/> on.</summary>
    /// <param name="count">The elements wanted.</param>
    /// <param name="pinned">Whether the array must never move; else a small one, which may move, begins at 0 and has no spare room.</param>
    /// <param name="first">Receives the first element at the begin of a cache line.</param>
    public static T[] Allocate<T>(int count, bool pinned, out int first)
        where T : unmanaged
    {
        if (!pinned && (long)count * sizeof(T) < Settled)
        {
            first = 0;
            return GC.AllocateUninitializedArray<T>(count);
        }
        T[] array = GC.AllocateUninitializedArray<T>(checked(count + Line / sizeof(T) - 1), pinned);
        first = (int)(-Address(array, 0) & (Line - 1)) / sizeof(T);
        return array;
    }

    /// <summary>Whether an element stands at the begin of a cache line, in an array so large that it stays where it is.</summary>
    public static bool IsSettled<T>(T[] array, int first)
        where T : unmanaged => (long)array.Length * sizeof(T) >= Settled && (Address(array, first) & (Line - 1)) == 0;

    private static nint Address<T>(T[] array, int first)
        where T : unmanaged =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + (nint)first * sizeof(T);
}
