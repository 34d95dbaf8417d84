using System.Text;
using FuncNet;

namespace Digits;

/// <summary>Images in characters: each character is two pixels, one above the other.</summary>
internal static class Sketch
{
    private const int Shown = 3;
    private const float Ink = 0.35f;

    /// <summary>Some images with their predictions: the first that are right, and the first that are wrong.</summary>
    public static string Predictions(Network network, Dataset test)
    {
        Tensor probabilities = network.Predict(test.Inputs).Softmax(-1);
        int[] predicted = network.PredictClasses(test.Inputs);
        int[] labels = test.Targets.ToArray<int>();
        IEnumerable<int> places = Enumerable.Range(0, test.Count);
        int[] shown =
        [
            .. places.Where(i => predicted[i] == labels[i]).Take(Shown),
            .. places.Where(i => predicted[i] != labels[i]).Take(Shown),
        ];
        string[][] pictures = [.. shown.Select(i => Picture(test.Inputs[i]))];
        string[] captions = [.. shown.Select(i => Caption(i))];
        int width = Math.Max(pictures.Max(lines => lines[0].Length), captions.Max(caption => caption.Length)) + 2;
        StringBuilder text = new();

        for (int row = 0; row < pictures[0].Length; row++)
        {
            text.AppendLine(string.Concat(pictures.Select(lines => lines[row].PadRight(width))).TrimEnd());
        }

        return text.Append(string.Concat(captions.Select(caption => caption.PadRight(width))).TrimEnd()).ToString();

        string Caption(int i)
        {
            string truth = predicted[i] == labels[i] ? "" : $", is {labels[i]}";
            return $"{predicted[i]} ({100 * probabilities[i, predicted[i]].ToScalar():F0} %){truth}";
        }
    }

    private static string[] Picture(Tensor image)
    {
        int side = (int)Math.Sqrt(image.Size);
        float[] pixels = image.ToArray<float>();
        bool Dark(int row, int column) => row < side && pixels[(row * side) + column] > Ink;

        string Line(int row) =>
            string.Concat(
                Enumerable
                    .Range(0, side)
                    .Select(column => (Dark(row, column), Dark(row + 1, column)) switch
                    {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => ' ',
                    })
            );

        return [.. Enumerable.Range(0, (side + 1) / 2).Select(i => Line(2 * i))];
    }
}
