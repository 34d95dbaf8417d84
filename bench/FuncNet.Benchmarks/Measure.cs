using System.Diagnostics;

namespace Benchmarks;

/// <summary>Seconds of an action: the best of many, since other work on the machine only ever adds.</summary>
internal static class Measure
{
    public static double Best(Action action, double seconds = 0.3)
    {
        Stopwatch total = Stopwatch.StartNew();
        // Tier-0 code is replaced after thirty calls and a pause.
        for (int i = 0; i < 40 || total.Elapsed.TotalSeconds < seconds / 3; i++)
        {
            action();
            if (i == 35)
            {
                Thread.Sleep(120);
            }
            if (total.Elapsed.TotalSeconds > 3 && i > 2)
            {
                break;
            }
        }
        Stopwatch once = Stopwatch.StartNew();
        action();
        int repeats = (int)Math.Clamp(0.002 / Math.Max(once.Elapsed.TotalSeconds, 1e-9), 1, 100_000);
        double best = double.MaxValue;
        total.Restart();
        while (total.Elapsed.TotalSeconds < seconds)
        {
            once.Restart();
            for (int i = 0; i < repeats; i++)
            {
                action();
            }
            best = Math.Min(best, once.Elapsed.TotalSeconds / repeats);
        }
        return best;
    }
}
