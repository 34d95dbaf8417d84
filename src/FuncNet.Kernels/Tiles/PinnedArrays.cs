using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>Arrays that are to stay where they are, each pinned once.</summary>
internal sealed class PinnedArrays
{
    private readonly Dictionary<Array, PinnedGCHandle<Array>> handles = new(ReferenceEqualityComparer.Instance);

    /// <summary>The handles, which whoever takes them frees.</summary>
    public PinnedGCHandle<Array>[] Handles => [.. handles.Values];

    /// <summary>The address of the first element.</summary>
    public nint Address(Array array)
    {
        if (!handles.TryGetValue(array, out PinnedGCHandle<Array> handle))
        {
            handle = new PinnedGCHandle<Array>(array);
            handles.Add(array, handle);
        }
        return Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
    }
}
