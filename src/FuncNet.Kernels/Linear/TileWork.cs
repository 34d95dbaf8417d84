using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FuncNet.Kernels;

/// <summary>
/// What a micro-kernel computes: c[r, j] = Σₜ a[r·RowA + left(t)]·b[right(t) + j], the sum in the order of t. The walks
/// have three levels, t = (o, m, i): left(t) = o·OuterA + m·MiddleA + i·StepA; right(t) goes on by StepB at each t, by MiddleGap more
/// after each round of i, and by OuterGap more after each of m. The matrix product uses one level; a convolution goes over
/// filter rows, filter columns and channels, its filter gradient over images, rows and columns.
/// </summary>
internal unsafe struct TileWork<T>
    where T : unmanaged
{
    public T* A,
        B,
        C;
    public nint RowA,
        StepA,
        MiddleA,
        OuterA,
        StepB,
        MiddleGap,
        OuterGap,
        StepC;
    public int Inner,
        Middle,
        Outer;

    /// <summary>Whether the sums are added to c, or put there.</summary>
    public bool Add;
}

/// <summary>The micro-kernel of this machine.</summary>
internal static unsafe class MicroKernel<T>
    where T : unmanaged
{
    /// <summary>The most rows of a tile.</summary>
    public static int Rows =>
        Use512 ? MicroKernel512<T>.Rows
        : Use256 ? MicroKernel256<T>.Rows
        : MicroKernel128<T>.Rows;

    /// <summary>The most vectors of a row of a tile.</summary>
    public static int Vectors =>
        Use512 ? MicroKernel512<T>.Vectors
        : Use256 ? MicroKernel256<T>.Vectors
        : MicroKernel128<T>.Vectors;

    /// <summary>The most rows of a tile of so many vectors, which is higher where it has fewer of them.</summary>
    public static int RowsOf(int vectors) => Use512 ? MicroKernel512<T>.RowsOf(vectors) : Rows;

    /// <summary>The most elements of a tile.</summary>
    public static int Elements => Math.Max(Rows * Vectors, 2 * RowsOf(2)) * Width;

    /// <summary>Elements of a vector.</summary>
    public static int Width =>
        Use512 ? Vector512<T>.Count
        : Use256 ? Vector256<T>.Count
        : Vector128<T>.Count;

    /// <summary>The most columns of a tile.</summary>
    public static int Columns => Vectors * Width;

    /// <summary>The columns of a panel, in whole vectors: as many as a tile has, or fewer where panels then come out even.</summary>
    public static int Panel(int columns)
    {
        int vectors = Math.Max(1, (columns + Width - 1) / Width);
        int panels = (vectors + Vectors - 1) / Vectors;
        return (vectors + panels - 1) / panels * Width;
    }

    private static bool Use512 => Vector512.IsHardwareAccelerated;

    private static bool Use256 => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    /// <summary>The most pixels of a tile of two lines of a convolution; 0 if there are none.</summary>
    public static int PairRows => Use512 ? MicroKernel512<T>.PairRows : 0;

    /// <summary>Computes a tile of so many pixels of two lines, by a vector; the sums of the lower one go <paramref name="lower"/> elements on.</summary>
    public static void RunPair(int rows, in TileWork<T> work, nint lower) =>
        MicroKernel512<T>.RunPair(rows, work, lower);

    /// <summary>Computes a tile of so many rows and so many whole vectors.</summary>
    public static void Run(int rows, int vectors, in TileWork<T> work) => Run<OneElement>(rows, vectors, work);

    /// <summary>The same with a vector of the left operand in place of an element: c[r, j] = Σₜ a[r·RowA + left(t) + lane]·b[right(t) + j], of lane j in its vector.</summary>
    public static void RunLanes(int rows, int vectors, in TileWork<T> work) => Run<AllLanes>(rows, vectors, work);

    private static void Run<TLeft>(int rows, int vectors, in TileWork<T> work)
        where TLeft : struct, ILeft
    {
        if (Use512)
        {
            MicroKernel512<T>.Run<TLeft>(rows, vectors, work);
        }
        else if (Use256)
        {
            MicroKernel256<T>.Run<TLeft>(rows, vectors, work);
        }
        else
        {
            MicroKernel128<T>.Run<TLeft>(rows, vectors, work);
        }
    }
}

/// <summary>What a tile reads of its left operand at a step.</summary>
internal unsafe interface ILeft
{
    static abstract Vector512<T> Load512<T>(T* from)
        where T : unmanaged;

    static abstract Vector256<T> Load256<T>(T* from)
        where T : unmanaged;

    static abstract Vector128<T> Load128<T>(T* from)
        where T : unmanaged;
}

/// <summary>One element, the same for all lanes.</summary>
internal readonly unsafe struct OneElement : ILeft
{
    public static Vector512<T> Load512<T>(T* from)
        where T : unmanaged => Vector512.Create(*from);

    public static Vector256<T> Load256<T>(T* from)
        where T : unmanaged => Vector256.Create(*from);

    public static Vector128<T> Load128<T>(T* from)
        where T : unmanaged => Vector128.Create(*from);
}

/// <summary>As many elements as there are lanes.</summary>
internal readonly unsafe struct AllLanes : ILeft
{
    public static Vector512<T> Load512<T>(T* from)
        where T : unmanaged => Vector512.Load(from);

    public static Vector256<T> Load256<T>(T* from)
        where T : unmanaged => Vector256.Load(from);

    public static Vector128<T> Load128<T>(T* from)
        where T : unmanaged => Vector128.Load(from);
}
