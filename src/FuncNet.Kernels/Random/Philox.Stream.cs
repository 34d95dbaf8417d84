using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

public static partial class Philox
{
    /// <summary>The blocks <paramref name="first"/>, first + 1, … of a key's stream, one after the other: 16 bytes and 20 multiplications of 32 bits each. Bound by these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Stream(uint k0, uint k1, uint first, uint* words, int blocks)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i <= blocks - 32; i += 32)
            {
                ThirtyTwo(k0, k1, first + (uint)i, words + 4 * i);
            }
        }
        if (Avx2.IsSupported)
        {
            for (; i <= blocks - 8; i += 8)
            {
                Eight(k0, k1, first + (uint)i, words + 4 * i);
            }
        }
        for (; i < blocks; i++)
        {
            uint c0 = first + (uint)i,
                c1 = 0,
                c2 = 0,
                c3 = Drawing;
            Generate(k0, k1, ref c0, ref c1, ref c2, ref c3);
            words[4 * i] = c0;
            words[4 * i + 1] = c1;
            words[4 * i + 2] = c2;
            words[4 * i + 3] = c3;
        }
    }

    /// <summary>
    /// Eight blocks, in two vectors of four whose rounds run side by side. A word has the low half of a 64-bit lane; what stands in the high
    /// half is ignored by the multiplication, so that a product serves as its own low word.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Eight(uint k0, uint k1, uint first, uint* words)
    {
        Vector256<ulong> steps = Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> c0 = Vector256.Create((ulong)first) + steps,
            d0 = Vector256.Create((ulong)first + 4) + steps;
        Vector256<ulong> c1 = default,
            d1 = default,
            c2 = default,
            d2 = default;
        Vector256<ulong> c3 = Vector256.Create((ulong)Drawing),
            d3 = c3;
        Vector256<uint> multiplierA = Vector256.Create((ulong)MultiplierA).AsUInt32(),
            multiplierB = Vector256.Create((ulong)MultiplierB).AsUInt32();
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> keyA = Vector256.Create((ulong)k0),
                keyB = Vector256.Create((ulong)k1);
            Vector256<ulong> a = Avx2.Multiply(c0.AsUInt32(), multiplierA),
                b = Avx2.Multiply(c2.AsUInt32(), multiplierB);
            c0 = (b >>> 32) ^ c1 ^ keyA;
            c1 = b;
            c2 = (a >>> 32) ^ c3 ^ keyB;
            c3 = a;
            a = Avx2.Multiply(d0.AsUInt32(), multiplierA);
            b = Avx2.Multiply(d2.AsUInt32(), multiplierB);
            d0 = (b >>> 32) ^ d1 ^ keyA;
            d1 = b;
            d2 = (a >>> 32) ^ d3 ^ keyB;
            d3 = a;
            k0 += WeylA;
            k1 += WeylB;
        }
        Interleave(c0, c1, c2, c3, words);
        Interleave(d0, d1, d2, d3, words + 16);
    }

    /// <summary>The same for thirty-two blocks, in four vectors of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ThirtyTwo(uint k0, uint k1, uint first, uint* words)
    {
        Vector512<ulong> a0 = Vector512.Create((ulong)first) + Vector512<ulong>.Indices,
            b0 = a0 + Vector512.Create(8UL),
            c0 = a0 + Vector512.Create(16UL),
            d0 = a0 + Vector512.Create(24UL);
        Vector512<ulong> a1 = default,
            b1 = default,
            c1 = default,
            d1 = default;
        Vector512<ulong> a2 = default,
            b2 = default,
            c2 = default,
            d2 = default;
        Vector512<ulong> a3 = Vector512.Create((ulong)Drawing),
            b3 = a3,
            c3 = a3,
            d3 = a3;
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> keyA = Vector512.Create((ulong)k0),
                keyB = Vector512.Create((ulong)k1);
            Round(ref a0, ref a1, ref a2, ref a3, keyA, keyB);
            Round(ref b0, ref b1, ref b2, ref b3, keyA, keyB);
            Round(ref c0, ref c1, ref c2, ref c3, keyA, keyB);
            Round(ref d0, ref d1, ref d2, ref d3, keyA, keyB);
            k0 += WeylA;
            k1 += WeylB;
        }
        Interleave(a0, a1, a2, a3, words);
        Interleave(b0, b1, b2, b3, words + 32);
        Interleave(c0, c1, c2, c3, words + 64);
        Interleave(d0, d1, d2, d3, words + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<ulong> c0,
        ref Vector512<ulong> c1,
        ref Vector512<ulong> c2,
        ref Vector512<ulong> c3,
        Vector512<ulong> keyA,
        Vector512<ulong> keyB
    )
    {
        Vector512<ulong> a = Avx512F.Multiply(c0.AsUInt32(), Vector512.Create((ulong)MultiplierA).AsUInt32());
        Vector512<ulong> b = Avx512F.Multiply(c2.AsUInt32(), Vector512.Create((ulong)MultiplierB).AsUInt32());
        c0 = (b >>> 32) ^ c1 ^ keyA;
        c1 = b;
        c2 = (a >>> 32) ^ c3 ^ keyB;
        c3 = a;
    }

    private static unsafe void Interleave(
        Vector512<ulong> c0,
        Vector512<ulong> c1,
        Vector512<ulong> c2,
        Vector512<ulong> c3,
        uint* words
    )
    {
        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFUL);
        Vector512<ulong> first = (c0 & low) | (c1 << 32);
        Vector512<ulong> second = (c2 & low) | (c3 << 32);
        Vector512<ulong> lower = Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11);
        Vector512<ulong> upper = Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15);
        Avx512F.PermuteVar8x64x2(first, lower, second).AsUInt32().Store(words);
        Avx512F.PermuteVar8x64x2(first, upper, second).AsUInt32().Store(words + 16);
    }

    /// <summary>The words of four blocks, from one vector for each place to one block after the other.</summary>
    private static unsafe void Interleave(
        Vector256<ulong> c0,
        Vector256<ulong> c1,
        Vector256<ulong> c2,
        Vector256<ulong> c3,
        uint* words
    )
    {
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFUL);
        Vector256<ulong> first = (c0 & low) | (c1 << 32);
        Vector256<ulong> second = (c2 & low) | (c3 << 32);
        Vector256<ulong> even = Avx2.UnpackLow(first, second);
        Vector256<ulong> odd = Avx2.UnpackHigh(first, second);
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(words);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(words + 8);
    }
}
