using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// The counter-based generator Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, 2011): ten rounds that turn a counter of
/// four words into four random ones, under a key of two. What is drawn at place i depends on the key and on i alone,
/// so the same key gives the same numbers on every machine and any number of threads.
/// </summary>
public static partial class Philox
{
    internal const uint MultiplierA = 0xD2511F53;
    internal const uint MultiplierB = 0xCD9E8D57;
    internal const uint WeylA = 0x9E3779B9;
    internal const uint WeylB = 0xBB67AE85;
    internal const int Rounds = 10;

    // The fourth word of the counter says what is drawn, so that one key never serves two purposes with the same words.
    private const uint Splitting = 1;
    private const uint Folding = 2;
    internal const uint Drawing = 3;

    /// <summary>The block of four words at the counter (c0, c1, c2, c3) under the key (k0, k1).</summary>
    /// <param name="k0">The first word of the key.</param>
    /// <param name="k1">The second word of the key.</param>
    /// <param name="c0">The first word of the counter.</param>
    /// <param name="c1">The second word of the counter.</param>
    /// <param name="c2">The third word of the counter.</param>
    /// <param name="c3">The fourth word of the counter.</param>
    /// <param name="four">Receives the four words.</param>
    /// <exception cref="ArgumentException"><paramref name="four"/> has not four elements.</exception>
    public static void Block(uint k0, uint k1, uint c0, uint c1, uint c2, uint c3, Span<uint> four)
    {
        Door.Length(four.Length, 4);
        Generate(k0, k1, ref c0, ref c1, ref c2, ref c3);
        four[0] = c0;
        four[1] = c1;
        four[2] = c2;
        four[3] = c3;
    }

    /// <summary>Independent keys: key i is the first two words at the counter (i, 0, 0, 1).</summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="count">How many keys.</param>
    /// <param name="keys">Receives them, [count, 2].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split(ReadOnlySpan<int> key, int count, Span<int> keys)
    {
        Door.Length(key.Length, 2);
        Door.Length(keys.Length, 2L * count);
        for (int i = 0; i < count; i++)
        {
            Derive(key, (uint)i, Splitting, keys.Slice(2 * i, 2));
        }
    }

    /// <summary>The key for a datum, such as a step number: the first two words at the counter (data, 0, 0, 2).</summary>
    /// <param name="key">A key of two words.</param>
    /// <param name="data">The datum.</param>
    /// <param name="key2">Receives the key of two words.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void FoldIn(ReadOnlySpan<int> key, int data, Span<int> key2)
    {
        Door.Length(key.Length, 2);
        Door.Length(key2.Length, 2);
        Derive(key, (uint)data, Folding, key2);
    }

    private static void Derive(ReadOnlySpan<int> key, uint c0, uint purpose, Span<int> derived)
    {
        uint c1 = 0,
            c2 = 0;
        Generate((uint)key[0], (uint)key[1], ref c0, ref c1, ref c2, ref purpose);
        derived[0] = (int)c0;
        derived[1] = (int)c1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Generate(uint k0, uint k1, ref uint c0, ref uint c1, ref uint c2, ref uint c3)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong a = (ulong)MultiplierA * c0;
            ulong b = (ulong)MultiplierB * c2;
            c0 = (uint)(b >> 32) ^ c1 ^ k0;
            c1 = (uint)b;
            c2 = (uint)(a >> 32) ^ c3 ^ k1;
            c3 = (uint)a;
            k0 += WeylA;
            k1 += WeylB;
        }
    }
}
