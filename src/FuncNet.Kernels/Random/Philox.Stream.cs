namespace FuncNet.Kernels;

public static partial class Philox
{
    /// <summary>The blocks <paramref name="first"/>, first + 1, … of a key's stream, one after the other.</summary>
    internal static unsafe void Stream(uint k0, uint k1, uint first, uint* words, int blocks)
    {
        for (int i = 0; i < blocks; i++)
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
}
