using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>Asks for memory that will be read soon.</summary>
internal static unsafe class Prefetch
{
    private const int CacheLine = 64;

    /// <summary>So many elements in a row.</summary>
    public static void Row<T>(T* from, nint count)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            byte* end = (byte*)(from + count);
            for (byte* at = (byte*)from; at < end; at += CacheLine)
            {
                Sse.Prefetch0(at);
            }
        }
    }

    /// <summary>So many rows of so many elements, a step apart.</summary>
    public static void Tile<T>(T* from, nint step, int rows, int count)
        where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            Row(from + i * step, count);
        }
    }
}
