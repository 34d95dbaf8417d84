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
