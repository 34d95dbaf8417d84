using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace CSharpTests.Kernels;

/// <summary>
/// The kernels with vectors of 512, 256 and 128 bits, in processes of their own: right with each, and with the same bits. x86 has no fused multiply–add
/// without AVX2, so that with 128 bits matrix products and convolutions may differ by rounding; nothing else may.
/// </summary>
[Collection(nameof(Alone))]
public class WidthTests(ITestOutputHelper output)
{
    private static readonly Lazy<(string Name, string Digest, double Size)[]> Own = new(() => [.. Digests.All()]);

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Kernels_agree_with_plain_loops_at_every_width(int width)
    {
        if (width > WidthChecks.Width)
        {
            output.WriteLine($"Skipped: this machine has no vectors of {width} bits.");
            return;
        }
        string report = Child(width, "kernels", $"{width}");
        Assert.Matches($"^[0-9]{{2,}} checks with {width} bits$", report.Trim());
    }

    [Fact]
    public void A_process_of_another_width_than_the_expected_one_is_noticed()
    {
        Assert.Throws<InvalidOperationException>(() => WidthChecks.Run(64));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void Widths_with_fused_multiply_add_give_the_same_bits(int width)
    {
        if (width > WidthChecks.Width)
        {
            output.WriteLine($"Skipped: this machine has no vectors of {width} bits.");
            return;
        }
        Dictionary<string, (string Digest, double Size)> other = DigestsOf(width);
        foreach ((string name, string digest, _) in Own.Value)
        {
            Assert.True(other[name].Digest == digest, $"{name} differs");
        }
    }

    [Fact]
    public void Vectors_of_128_bits_give_the_same_bits_but_for_the_rounding_of_products()
    {
        Dictionary<string, (string Digest, double Size)> narrow = DigestsOf(128);
        foreach ((string name, string digest, double size) in Own.Value)
        {
            if (name.StartsWith("training", StringComparison.Ordinal))
            {
                // A step carries the roundings of its products on.
                continue;
            }
            if (
                name.Contains("MatrixProduct", StringComparison.Ordinal)
                || name.Contains("Convolution", StringComparison.Ordinal)
            )
            {
                double other = narrow[name].Size;
                Assert.True(Math.Abs(other - size) <= 1e-5 * Math.Abs(size), $"{name}: {size} and {other}");
            }
            else
            {
                Assert.True(narrow[name].Digest == digest, $"{name} differs");
            }
        }
    }

    private static Dictionary<string, (string Digest, double Size)> DigestsOf(int width)
    {
        string[][] lines =
        [
            .. Child(width, "digests")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Trim().Split(' ')),
        ];
        Assert.Equal(["width", $"{width}"], lines[0]);
        return lines[1..]
            .ToDictionary(words => words[0], words => (words[1], double.Parse(words[2], CultureInfo.InvariantCulture)));
    }

    /// <summary>What this assembly prints when it is started with vectors of a width.</summary>
    private static string Child(int width, params string[] arguments)
    {
        (string variable, string value) = width switch
        {
            // Vector<T>, of 256 bits by default, gets the whole width; the number is hexadecimal.
            512 => ("DOTNET_MaxVectorTBitWidth", "200"),
            256 => ("DOTNET_EnableAVX512", "0"),
            _ => ("DOTNET_EnableAVX2", "0"),
        };
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { typeof(Digests).Assembly.Location },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment[variable] = value;
        using Process child = Process.Start(start)!;
        Task<string> mistakes = child.StandardError.ReadToEndAsync();
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, mistakes.Result);
        return text;
    }
}
