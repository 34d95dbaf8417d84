namespace Benchmarks.Growth;

/// <summary>Time = fixed + slope · work, with the least sum of squares of relative residuals; the fixed cost is not negative.</summary>
internal sealed record Line(double Fixed, double Slope)
{
    public double At(double work) => Fixed + Slope * work;

    public static Line Through(IReadOnlyList<(double Work, double Time)> points)
    {
        // Each equation divided by its time: fixed/t + slope·n/t = 1.
        double aa = points.Sum(p => 1 / (p.Time * p.Time));
        double ab = points.Sum(p => p.Work / (p.Time * p.Time));
        double bb = points.Sum(p => p.Work * p.Work / (p.Time * p.Time));
        double a = points.Sum(p => 1 / p.Time);
        double b = points.Sum(p => p.Work / p.Time);
        double start = (a * bb - b * ab) / (aa * bb - ab * ab);
        return start > 0 ? new(start, (b - start * ab) / bb) : new(0, b / bb);
    }

    /// <summary>The largest |line − time| / time.</summary>
    public double Residual(IEnumerable<(double Work, double Time)> points) =>
        points.Max(p => Math.Abs(At(p.Work) - p.Time) / p.Time);
}
