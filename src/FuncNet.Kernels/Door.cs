using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FuncNet.Kernels;

/// <summary>What every kernel checks once, before it works with pointers.</summary>
internal static class Door
{
    /// <summary>The number of elements of a shape; throws where it does not fit in an int.</summary>
    public static int Size(ReadOnlySpan<int> shape, [CallerArgumentExpression(nameof(shape))] string name = "")
    {
        long size = 1;
        foreach (int extent in shape)
        {
            if (extent < 0)
            {
                throw new ArgumentException($"{name} has the negative size {extent}.", name);
            }
            size *= extent;
            if (size > int.MaxValue)
            {
                throw new ArgumentException($"{name} has more than {int.MaxValue} elements.", name);
            }
        }
        return (int)size;
    }

    /// <summary>The product of sizes, each of which must not be negative.</summary>
    public static int Size(int a, int b, int c = 1) => Size([a, b, c], "sizes");

    public static void Length(
        int actual,
        long expected,
        [CallerArgumentExpression(nameof(actual))] string name = "",
        [CallerMemberName] string kernel = ""
    )
    {
        if (actual != expected)
        {
            Throw(actual, expected, name, kernel);
        }

        [DoesNotReturn]
        static void Throw(int actual, long expected, string name, string kernel) =>
            throw new ArgumentException($"{kernel}: {name} is {actual}, but the sizes ask for {expected}.", name);
    }

    [DoesNotReturn]
    public static void Unsupported<T>([CallerMemberName] string kernel = "") =>
        throw new NotSupportedException($"{kernel} has no kernel for elements of type {typeof(T).Name}.");

    [DoesNotReturn]
    public static void Unsupported<T>(Enum function) =>
        throw new NotSupportedException($"{function} has no kernel for elements of type {typeof(T).Name}.");

    /// <summary>The same memory under the name of its actual type, after a test of <c>typeof(T)</c>.</summary>
    public static ReadOnlySpan<TTo> As<TFrom, TTo>(ReadOnlySpan<TFrom> x)
        where TFrom : unmanaged
        where TTo : unmanaged => MemoryMarshal.Cast<TFrom, TTo>(x);

    /// <inheritdoc cref="As{TFrom,TTo}(ReadOnlySpan{TFrom})"/>
    public static Span<TTo> As<TFrom, TTo>(Span<TFrom> x)
        where TFrom : unmanaged
        where TTo : unmanaged => MemoryMarshal.Cast<TFrom, TTo>(x);
}
