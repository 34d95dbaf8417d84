using FuncNet.Kernels;

namespace Benchmarks.Kernels;

/// <summary>Copies through strided views, and elements by index: nothing but bytes.</summary>
internal static class MoveKernels
{
    private const int Count = 1 << 20;

    public static IEnumerable<Kernel> All()
    {
        float[] x = Numbers.Draw<float>(Count, 1);
        float[] y = new float[Count];
        (string Name, StridedView View)[] views =
        [
            ("copy 1024²", new([1024, 1024], [1024, 1], 0)),
            ("transpose 1024²", new([1024, 1024], [1, 1024], 0)),
            ("transpose 128 × 32×256", new([128, 256, 32], [8192, 1, 256], 0)),
            ("swap 32×16×8×256 to 32×8×16×256", new([32, 8, 16, 256], [32768, 256, 2048, 1], 0)),
            ("reverse 1024²", new([Count], [-1], Count - 1)),
        ];
        foreach ((string name, StridedView view) in views)
        {
            yield return Kernel.OfFloats(name, 0, Count, Count, () => Movement.Read<float>(view, x, y));
        }
        StridedView row = new([1024, 1024], [0, 1], 0);
        yield return Kernel.OfFloats("broadcast a row", 0, 1024, Count, () => Movement.Read<float>(row, x, y));
        StridedView slice = new([1024, 512], [1024, 1], 256);
        yield return Kernel.OfFloats(
            "write a slice",
            0,
            Count / 2,
            Count / 2,
            () => Movement.Write<float>(slice, x.AsSpan(0, Count / 2), y)
        );
        int[] rows = [.. Enumerable.Range(0, 1024).Select(i => i * 389 % 1024)];
        foreach (int inner in new[] { 16, 256, 1024 })
        {
            yield return Kernel.OfFloats(
                $"gather 1024 rows of {inner}",
                0,
                1024 * (inner + 1),
                1024 * inner,
                () => Indexing.Gather<float>(x.AsSpan(0, 1024 * inner), 1, 1024, inner, rows, y.AsSpan(0, 1024 * inner))
            );
        }
    }
}
