namespace Benchmarks.Kernels;

/// <summary>
/// A call of a kernel with what it cannot do without: so many operations on numbers, where a multiply–add is one, and the bytes of its
/// operands and of its result, each moved once.
/// </summary>
internal sealed record Kernel(string Name, double Operations, double Read, double Written, Action Run)
{
    /// <summary>A kernel over numbers of four bytes.</summary>
    public static Kernel OfFloats(string name, double operations, double read, double written, Action run) =>
        new(name, operations, sizeof(float) * read, sizeof(float) * written, run);
}
