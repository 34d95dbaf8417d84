using System.Globalization;
using System.Text;
using FuncNet;

namespace Benchmarks.Growth;

/// <summary>The measured times of a series, as (work, seconds), and the line through them.</summary>
internal sealed record Panel(Series Series, (double Work, double Time)[] Points, Line Line);

/// <summary>
/// Panels side by side with logarithmic axes: the times as points, fixed + slope · work as a curve, and the work beyond the fixed cost as the
/// broken line of slope 1, which the curve bends into.
/// </summary>
internal static class GrowthChart
{
    private const double Width = 300;
    private const double Height = 230;
    private const double Left = 66;
    private const double Top = 62;
    private const double Gap = 84;
    private const double Bottom = 86;

    private const string Style =
        ".fn .fn-middle{text-anchor:middle}.fn .fn-end{text-anchor:end}"
        + ".fn .fn-fit{fill:none;stroke:#0969da;stroke-width:2}.fn .fn-slope{fill:none;stroke:#8c959f;stroke-width:1.5;stroke-dasharray:5 4}"
        + ".fn .fn-point{fill:#ffffff;stroke:#0969da;stroke-width:2}"
        + "@media(prefers-color-scheme:dark){.fn .fn-fit{stroke:#58a6ff}.fn .fn-point{fill:#0d1117;stroke:#58a6ff}}";

    public static string Draw(IReadOnlyList<Panel> panels)
    {
        StringBuilder content = new();
        for (int i = 0; i < panels.Count; i++)
        {
            content.Append($"<g transform=\"translate({Number(Left + i * (Width + Gap))} {Number(Top)})\">\n");
            Draw(content, panels[i]);
            content.Append("</g>\n");
        }
        Legend(content);
        double width = Left + panels.Count * (Width + Gap) - Gap + 24;
        string text = string.Join("; ", panels.Select(panel => panel.Series.Title));
        return Svg.page(
            "The time of a step of training",
            text,
            Style,
            width,
            Top + Height + Bottom,
            content.ToString()
        );
    }

    private static void Draw(StringBuilder content, Panel panel)
    {
        double low = Math.Pow(10, Math.Floor(Math.Log10(panel.Points.Min(p => p.Time))));
        double high = Math.Pow(10, Math.Ceiling(Math.Log10(panel.Points.Max(p => p.Time))));
        double first = panel.Points[0].Work;
        double last = panel.Points[^1].Work;
        double X(double work) => 8 + (Width - 16) * Math.Log(work / first) / Math.Log(last / first);
        double Y(double time) => Height * (1 - Math.Log(time / low) / Math.Log(high / low));

        content.Append(Text("fn-title fn-middle", Width / 2, -16, panel.Series.Title));
        for (double power = low; power < 1.5 * high; power *= 10)
        {
            content.Append($"<path class=\"fn-rule\" d=\"M0 {Number(Y(power))}h{Number(Width)}\"/>\n");
            content.Append(Text("fn-faint fn-end", -8, Y(power) + 4, GrowthReport.Text(power)));
        }
        double free = double.MinValue;
        for (int i = 0; i < panel.Points.Length; i++)
        {
            string label = panel.Series.Sizes[i].Value.ToString(CultureInfo.InvariantCulture);
            double x = X(panel.Points[i].Work);
            if (x - Svg.width(label) / 2 > free)
            {
                content.Append(Text("fn-faint fn-middle", x, Height + 18, label));
                free = x + Svg.width(label) / 2 + 2;
            }
        }
        content.Append(Text("fn-faint fn-middle", Width / 2, Height + 36, panel.Series.Varies));

        (double Work, double Time)[] fit =
        [
            .. Enumerable
                .Range(0, 61)
                .Select(i => first * Math.Pow(last / first, i / 60.0))
                .Select(work => (work, panel.Line.At(work))),
        ];
        double start = Math.Max(first, low / panel.Line.Slope);
        content.Append(
            Path("fn-slope", [(X(start), Y(panel.Line.Slope * start)), (X(last), Y(panel.Line.Slope * last))])
        );
        content.Append(Path("fn-fit", fit.Select(p => (X(p.Work), Y(p.Time)))));
        foreach ((double work, double time) in panel.Points)
        {
            content.Append(Circle(X(work), Y(time)));
        }
    }

    private static void Legend(StringBuilder content)
    {
        double y = Top + Height + 64;
        content.Append(Circle(Left + 18, y)).Append(Text("", Left + 34, y + 4, "measured"));
        content.Append(Path("fn-fit", [(Left + 140, y), (Left + 170, y)]));
        content.Append(Text("", Left + 180, y + 4, "fixed cost + slope · work"));
        content.Append(Path("fn-slope", [(Left + 400, y), (Left + 430, y)]));
        content.Append(Text("", Left + 440, y + 4, "slope · work"));
    }

    private static string Circle(double x, double y) =>
        $"<circle class=\"fn-point\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3.5\"/>\n";

    private static string Path(string kind, IEnumerable<(double X, double Y)> points) =>
        $"<path class=\"{kind}\" d=\"M{string.Join('L', points.Select(p => $"{Number(p.X)} {Number(p.Y)}"))}\"/>\n";

    private static string Text(string kind, double x, double y, string text) =>
        $"<text class=\"{kind}\" x=\"{Number(x)}\" y=\"{Number(y)}\">{Svg.escaped(text)}</text>\n";

    private static string Number(double x) => Svg.number(x);
}
