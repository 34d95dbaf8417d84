using System.Text.Json;
using Embedded;
using FuncNet;

namespace DigitServer;

/// <summary>What a request brings: an image of 28 × 28 pixels as PGM or as JSON.</summary>
internal static class Body
{
    /// <summary>No image is larger, written in JSON with many places.</summary>
    public const int Limit = 64 * 1024;

    /// <summary>A body of that many bytes is not read to its end, so that its sender may see the connection closed before the answer.</summary>
    public const int NeverRead = 1024 * 1024;

    /// <summary>The image [28; 28; 1], 0 for paper to 1 for ink. What can't be read is a DataException.</summary>
    public static Tensor Image(byte[] content) =>
        content.AsSpan().StartsWith("P5"u8) ? Pgm.Parse("body", content) : FromJson(content);

    private static Tensor FromJson(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            List<float> pixels = [];
            Collect(document.RootElement, pixels);
            return pixels.Count == Pgm.Side * Pgm.Side
                ? Tensor.Of(pixels.ToArray()).Reshape(Pgm.Side, Pgm.Side, 1)
                : throw new DataException(
                    $"An image has {Pgm.Side * Pgm.Side} numbers, row after row; this array has {pixels.Count}."
                );
        }
        catch (JsonException error)
        {
            throw new DataException(
                $"The body is neither a PGM image (P5) nor a JSON array of numbers: {error.Message}"
            );
        }
    }

    /// <summary>The numbers of an array, or of arrays in it, in order.</summary>
    private static void Collect(JsonElement element, List<float> pixels)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement part in element.EnumerateArray())
                {
                    Collect(part, pixels);
                }
                break;
            case JsonValueKind.Number when element.TryGetSingle(out float pixel) && pixel is >= 0 and <= 1:
                pixels.Add(pixel);
                break;
            default:
                throw new DataException(
                    $"A pixel is a number from 0 for paper to 1 for ink; number {pixels.Count + 1} is {Shortened(element.GetRawText())}."
                );
        }
    }

    private static string Shortened(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}
