namespace FuncNet;

/// <summary>A height and a width: of a kernel, a pool, a stride. A number is a square: <c>kernel: 3</c>, <c>kernel: (3, 5)</c>.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static implicit operator Size2D(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2D((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>As a pair.</summary>
    public static implicit operator (int Height, int Width)(Size2D size) => (size.Height, size.Width);

    /// <summary>As it is written in summaries: 3×5.</summary>
    public override string ToString() => $"{Height}×{Width}";
}
