using System.Runtime.CompilerServices;

namespace FuncNet.Kernels;

/// <summary>
/// One axis of a convolution. Output place o meets, under tap t of the filter, input place v / Spread, where
/// v = o·Stride + t·Dilation − Pad, if that is whole: an input may have Spread − 1 zeros between its places, which nobody
/// computes with. They stand in the gradient of a strided convolution, where the stride is 1.
/// </summary>
internal readonly record struct TapAxis(int Input, int Output, int Taps, int Stride, int Dilation, int Pad, int Spread)
{
    public static TapAxis Rows(in ConvolutionShape s, int spread = 1) =>
        new(s.Height, s.OutHeight, s.KernelHeight, s.StrideHeight, s.DilationHeight, s.PadTop, spread);

    public static TapAxis Columns(in ConvolutionShape s, int spread = 1) =>
        new(s.Width, s.OutWidth, s.KernelWidth, s.StrideWidth, s.DilationWidth, s.PadLeft, spread);

    /// <summary>
    /// The taps that meet whole places, inside of the input or not. Outputs o, o + Spread, o + 2·Spread … have the same taps, at places
    /// a Stride apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TapRun Whole(int o)
    {
        if (Spread == 1)
        {
            return new(0, Taps, 1, o * Stride - Pad, Dilation);
        }
        int step = 1;
        while (step * Dilation % Spread != 0)
        {
            step++;
        }
        int v = o * Stride - Pad;
        for (int t = 0; t < Math.Min(step, Taps); t++, v += Dilation)
        {
            if (v % Spread == 0)
            {
                return new(t, Work.Chunks(Taps - t, step), step, v / Spread, step * Dilation / Spread);
            }
        }
        return default;
    }

    /// <summary>The taps that meet places of the input.</summary>
    public TapRun Inside(int o)
    {
        TapRun run = Whole(o);
        if (run.Place < 0)
        {
            int skipped = Math.Min(run.Count, Work.Chunks(-run.Place, run.Advance));
            run = run with
            {
                First = run.First + skipped * run.Step,
                Count = run.Count - skipped,
                Place = run.Place + skipped * run.Advance,
            };
        }
        if (run.Count > 0 && run.Last >= Input)
        {
            run = run with { Count = run.Place < Input ? (Input - 1 - run.Place) / run.Advance + 1 : 0 };
        }
        return run;
    }

    /// <summary>
    /// Which of so many outputs, the first of which meets the taps of <paramref name="run"/> and each other the same ones a stride on, meet places of the input under
    /// all of these.
    /// </summary>
    public (int First, int Count) Within(in TapRun run, int outputs)
    {
        int first = Math.Min(outputs, Work.Chunks(Math.Max(0, -run.Place), Stride));
        int end = run.Last >= Input ? 0 : Math.Min(outputs, (Input - 1 - run.Last) / Stride + 1);
        return (first, Math.Max(0, end - first));
    }

    /// <summary>The outputs that meet places of the input under every tap, if there is no spread.</summary>
    public (int First, int Count) OutputsOfAll() => Within(Whole(0), Output);

    /// <summary>The outputs that meet places of the input under a tap, if there is no spread.</summary>
    public (int First, int Count) Outputs(int tap)
    {
        int v = tap * Dilation - Pad;
        int first = v < 0 ? Work.Chunks(-v, Stride) : 0;
        int last = v < Input ? Math.Min(Output - 1, (Input - 1 - v) / Stride) : -1;
        return (first, Math.Max(0, last - first + 1));
    }
}

/// <summary>Taps First, First + Step …, which meet places Place, Place + Advance ….</summary>
internal readonly record struct TapRun(int First, int Count, int Step, int Place, int Advance)
{
    /// <summary>The last place.</summary>
    public int Last => Place + (Count - 1) * Advance;
}
