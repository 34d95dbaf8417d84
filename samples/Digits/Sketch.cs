using FuncNet;

namespace Digits;

/// <summary>Images in characters: each character is two pixels, one above the other.</summary>
internal static class Sketch
{
    private const int Shown = 3;
    private const float Ink = 0.35f;

    /// <summary>Some images with their predictions: a row of the first that are right, and one of the first that are wrong.</summary>
    public static string Predictions(Network network, Dataset test)
    {
        Tensor probabilities = network.Predict(test.Inputs).Softmax(-1);
        int[] predicted = network.PredictClasses(test.Inputs);
        int[] labels = test.Targets.ToArray<int>();
        int[][] rows =
        [
            [.. Enumerable.Range(0, test.Count).Where(i => predicted[i] == labels[i]).Take(Shown)],
            [.. Enumerable.Range(0, test.Count).Where(i => predicted[i] != labels[i]).Take(Shown)],
        ];
        return string.Join("\n\n", rows.Where(row => row.Length > 0).Select(Row));

        string Row(int[] places)
        {
            string[][] pictures = [.. places.Select(i => Picture(test.Inputs[i]).Append(Caption(i)).ToArray())];
            int width = pictures.Max(lines => lines.Max(line => line.Length)) + 2;
            IEnumerable<string> lines = Enumerable
                .Range(0, pictures[0].Length)
                .Select(line => string.Concat(pictures.Select(picture => picture[line].PadRight(width))).TrimEnd());
            return string.Join("\n", lines.SkipWhile(line => line == ""));
        }

        string Caption(int i)
        {
            string truth = predicted[i] == labels[i] ? "" : $", is {labels[i]}";
            return $"{predicted[i]} ({100 * probabilities[i, predicted[i]].ToScalar():F0} %){truth}";
        }
    }

    private static IEnumerable<string> Picture(Tensor image)
    {
        int side = (int)Math.Sqrt(image.Size);
        float[] pixels = image.ToArray<float>();
        bool Dark(int row, int column) => row < side && pixels[(row * side) + column] > Ink;

        string Line(int row) =>
            string.Concat(
                Enumerable
                    .Range(0, side)
                    .Select(column =>
                        (Dark(row, column), Dark(row + 1, column)) switch
                        {
                            (true, true) => '█',
                            (true, false) => '▀',
                            (false, true) => '▄',
                            (false, false) => ' ',
                        }
                    )
            );

        return Enumerable.Range(0, (side + 1) / 2).Select(i => Line(2 * i));
    }
}
