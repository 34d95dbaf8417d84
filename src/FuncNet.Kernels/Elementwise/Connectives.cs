using System.Numerics;

namespace FuncNet.Kernels;

internal readonly struct And : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a & b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a & b;
}

internal readonly struct Or : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a | b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a | b;
}

internal readonly struct Xor : IBinary<byte>
{
    public static bool Vectorized => true;

    public static byte Of(byte a, byte b) => (byte)(a ^ b);

    public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => a ^ b;
}

/// <summary>
/// The rows of ¬.
/// Two bytes and an operation an element: bound by memory.
/// </summary>
internal readonly unsafe struct NotRow : IRowKernel<byte, byte, byte, byte>
{
    public static void Row(byte* a, int stepA, byte* b, int stepB, byte* c, int stepC, byte* y, int n)
    {
        byte one = 1;
        BinaryRow<Xor, byte>.Row(a, stepA, &one, 0, c, stepC, y, n);
    }
}
