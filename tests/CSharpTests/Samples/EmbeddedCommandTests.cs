using FuncNet;

namespace CSharpTests.Samples;

/// <summary>A network that the sample Digits has saved, and images that the sample Embedded has drawn.</summary>
public sealed class EmbeddedFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-embedded-");

    public EmbeddedFiles()
    {
        Model = PathOf("conv.safetensors");
        Images = [.. Enumerable.Range(0, 40).Select(i => PathOf($"{i}.pgm"))];
        Assert.Equal(0, Command.Sample("Digits", "--network", "conv", "--epochs", "1", "--save", Model).Code);
        Assert.Equal(0, Command.Sample("Embedded", ["draw", .. Images]).Code);
    }

    public string Model { get; }

    public string[] Images { get; }

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>A test of the published program, which .ci/run makes; without it, it is skipped and says so.</summary>
public sealed class PublishedFactAttribute : FactAttribute
{
    public static string? Program => Environment.GetEnvironmentVariable("FUNCNET_EMBEDDED");

    public PublishedFactAttribute()
    {
        if (Program is null)
        {
            Skip =
                "FUNCNET_EMBEDDED does not name the published program: dotnet publish samples/Embedded -c Release -o FOLDER.";
        }
    }
}

/// <summary>The sample as it is built, and as one trimmed file: the same answers, and the same errors.</summary>
public sealed class EmbeddedCommandTests(EmbeddedFiles files) : IClassFixture<EmbeddedFiles>
{
    private static (int Code, string Output, string Error) Run(params string[] arguments) =>
        Command.Sample("Embedded", arguments);

    private static (int Code, string Output, string Error) RunPublished(params string[] arguments) =>
        Command.Run(PublishedFactAttribute.Program!, arguments);

    /// <summary>Arguments that are refused, each with what the error must say.</summary>
    private (string[] Arguments, string[] Expected)[] Refused()
    {
        string image = files.Images[0];
        string short784 = $"P5 28 28 255\n{new string('x', 783)}";
        string other = files.PathOf("other.safetensors");
        string dense = files.PathOf("dense.safetensors");
        Network.Input(28, 28, 1).Conv2D(32, 3).Flatten().Dense(10).Build(seed: 0).SaveWeights(other);
        Network.Input(4).Dense(3).Build(seed: 0).Save(dense);
        return
        [
            ([], ["MODEL IMAGE…", "--help"]),
            ([files.Model], ["MODEL IMAGE…", files.Model]),
            (["--speed", image], ["--speed"]),
            (["nowhere.safetensors", image], ["nowhere.safetensors", "does not exist"]),
            ([image, image], [image, "not a valid safetensors file"]),
            ([dense, image], [dense, "takes [4]", "[28; 28; 1]"]),
            ([other, image], [other, "weights alone"]),
            (
                [files.Write("cut.safetensors", "\u0010\0\0\0\0\0\0\0{\"a\": {}"), image],
                ["cut.safetensors", "truncated"]
            ),
            ([files.Model, "nowhere.pgm"], ["nowhere.pgm"]),
            ([files.Model, files.Model], [files.Model, "PGM"]),
            ([files.Model, files.Write("wide.pgm", "P5 29 28 255\n")], ["wide.pgm", "29 × 28", "28 × 28"]),
            ([files.Model, files.Write("deep.pgm", "P5 28 28 65535\n")], ["deep.pgm", "65535"]),
            ([files.Model, files.Write("short.pgm", short784)], ["short.pgm", "784", "783"]),
            (["draw", files.PathOf("nowhere/a.pgm")], ["nowhere"]),
        ];
    }

    [Fact]
    public void Drawn_digits_are_recognized()
    {
        var (code, output, error) = Run([files.Model, .. files.Images]);
        Assert.Equal(0, code);
        Assert.Matches(@"^first prediction \d+ ms after the start\n$", error);
        string[] lines = output.TrimEnd().Split('\n');
        int[] labels = Datasets.Digits(files.Images.Length, seed: 2026).Targets.ToArray<int>();
        int right = lines.Where((line, i) => line.StartsWith($"{files.Images[i]}: {labels[i]}  [")).Count();
        Assert.InRange(right, 0.9 * labels.Length, labels.Length);
    }

    [Fact]
    public void An_image_may_have_comments_and_any_white()
    {
        string pixels = string.Concat(Enumerable.Range(0, 784).Select(i => (char)(i % 9)));
        string plain = files.Write("plain.pgm", $"P5 28 28 8 {pixels}");
        string commented = files.Write("commented.pgm", $"P5\n# drawn by hand\n28\t28\n8\n{pixels}");
        string[] lines = Run("--exact", files.Model, plain, commented).Output.TrimEnd().Split('\n');
        Assert.Equal(lines[0].Replace(plain, ""), lines[1].Replace(commented, ""));
    }

    [Fact]
    public void Wrong_arguments_and_files_are_one_line()
    {
        foreach (var (arguments, expected) in Refused())
        {
            var (code, output, error) = Run(arguments);
            Assert.Equal((1, ""), (code, output));
            string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("error: ", line);
            Assert.All(expected, text => Assert.Contains(text, line));
        }
    }

    [PublishedFact]
    public void The_published_program_predicts_the_same_bits()
    {
        string[] arguments = ["--exact", files.Model, .. files.Images];
        var built = Run(arguments);
        var published = RunPublished(arguments);
        Assert.Equal((0, built.Output), (published.Code, published.Output));
        Assert.Equal(files.Images.Length, built.Output.Split("[").Length - 1);
        Assert.Matches(
            @"^first prediction \d+ ms after the start; this program is one file of \d+\.\d MB\n$",
            published.Error
        );
    }

    [PublishedFact]
    public void The_published_program_is_one_file() =>
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(PublishedFactAttribute.Program)!));

    [PublishedFact]
    public void The_published_program_draws_the_same_images_and_says_the_same_errors()
    {
        string image = files.PathOf("again.pgm");
        Assert.Equal(Run("--help"), RunPublished("--help"));
        Assert.Equal(0, RunPublished("draw", image).Code);
        Assert.Equal(File.ReadAllBytes(files.Images[0]), File.ReadAllBytes(image));
        Assert.All(Refused(), refused => Assert.Equal(Run(refused.Arguments), RunPublished(refused.Arguments)));
    }
}
