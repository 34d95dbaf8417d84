using System.Text;
using FuncNet;

namespace Embedded;

/// <summary>Images of 28 × 28 pixels in the binary PGM format (Netpbm): "P5", width, height and the largest grey as text, then a byte a pixel.</summary>
internal static class Pgm
{
    public const int Side = 28;

    /// <summary>Dark ink on light paper as [28; 28; 1], 0 for paper to 1 for ink.</summary>
    public static Tensor Read(string path)
    {
        byte[] content = [];
        Guard("read", path, () => content = File.ReadAllBytes(path));
        return Parse(path, content);
    }

    /// <summary>The same from the content of a file; path is its name in messages.</summary>
    public static Tensor Parse(string path, byte[] content)
    {
        var (fields, start) = Header(content);

        if (fields.Count != 4 || fields[0] != "P5")
        {
            throw new DataException($"'{path}' is not a PGM image (P5); convert it to 8-bit grey PGM.");
        }

        string side = Side.ToString();
        if (fields[1] != side || fields[2] != side)
        {
            throw new DataException(
                $"'{path}' has {fields[1]} × {fields[2]} pixels; {Side} × {Side} are expected. Scale it to that size."
            );
        }

        if (!byte.TryParse(fields[3], out byte white) || white == 0)
        {
            throw new DataException($"'{path}' has the largest grey {fields[3]}; 1 to 255 are readable.");
        }

        byte[] pixels = content[start..];
        if (pixels.Length != Side * Side || pixels.Max() > white)
        {
            throw new DataException(
                $"'{path}' is damaged: {Side * Side} bytes of at most {white} are expected behind its header; it has {pixels.Length}, up to {pixels.DefaultIfEmpty().Max()}."
            );
        }

        float[] ink = [.. pixels.Select(pixel => (white - pixel) / (float)white)];
        return Tensor.Of(ink).Reshape(Side, Side, 1);
    }

    /// <summary>Writes an image [28; 28; 1], 0 for paper to 1 for ink.</summary>
    public static void Write(string path, Tensor image)
    {
        IEnumerable<byte> pixels = image.ToArray<float>().Select(ink => (byte)Math.Round(255 * (1 - ink)));
        byte[] content = [.. Encoding.ASCII.GetBytes($"P5\n{Side} {Side}\n255\n"), .. pixels];
        Guard("write", path, () => File.WriteAllBytes(path, content));
    }

    private static void Guard(string verb, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataException($"Cannot {verb} the image '{path}': {error.Message}");
        }
    }

    /// <summary>The first four words, at most, and where the pixels begin: after one space. Lines from # on are comments.</summary>
    private static (List<string> Fields, int Start) Header(byte[] content)
    {
        List<string> fields = [];
        int at = 0;

        while (fields.Count < 4 && at < content.Length)
        {
            if (content[at] == '#')
            {
                at = End(at, letter => letter == '\n');
            }
            else if (!char.IsWhiteSpace((char)content[at]))
            {
                int end = End(at, char.IsWhiteSpace);
                fields.Add(Encoding.Latin1.GetString(content, at, end - at));
                at = end;
            }

            at++;
        }

        return (fields, Math.Min(at, content.Length));

        int End(int from, Func<char, bool> ends)
        {
            int end = from;
            while (end < content.Length && !ends((char)content[end]))
            {
                end++;
            }

            return end;
        }
    }
}
