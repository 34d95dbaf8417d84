using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>Work that is cut into parts from outside.</summary>
public static unsafe class Parts
{
    /// <summary>Does all parts, on several threads if there are several, and returns when all are done.</summary>
    public static void Run(Action[] parts)
    {
        PartsJob job = new() { Parts = Unsafe.AsPointer(ref parts) };
        Work.Run(ref job, parts.Length);
    }
}

/// <summary>Parts behind a pointer to the variable that holds them: it lies on the stack of who waits for them.</summary>
internal unsafe struct PartsJob : IJob
{
    public void* Parts;

    public readonly void Run(int chunk) => Unsafe.AsRef<Action[]>(Parts)[chunk]();
}
