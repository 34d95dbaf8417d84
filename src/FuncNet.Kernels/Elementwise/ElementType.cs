namespace FuncNet.Kernels;

/// <summary>The types of elements that there are kernels for.</summary>
public enum ElementType
{
    /// <summary>float, 4 bytes.</summary>
    Float,

    /// <summary>double, 8 bytes.</summary>
    Double,

    /// <summary>int, 4 bytes.</summary>
    Int,

    /// <summary>bool, a byte.</summary>
    Bool,
}

internal static class ElementTypes
{
    public static int Bytes(this ElementType type) =>
        type switch
        {
            ElementType.Double => 8,
            ElementType.Bool => 1,
            _ => 4,
        };

    public static ElementType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ElementType.Float
        : typeof(T) == typeof(double) ? ElementType.Double
        : typeof(T) == typeof(int) ? ElementType.Int
        : typeof(T) == typeof(bool) ? ElementType.Bool
        : throw new NotSupportedException($"There is no kernel for elements of type {typeof(T).Name}.");
}
