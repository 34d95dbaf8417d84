namespace CSharpTests.Samples;

/// <summary>The sample as its user meets it: a process with arguments, two streams and an exit code.</summary>
public sealed class TablesCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-tables-");

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private static string Run(params string[] arguments)
    {
        var (code, output, error) = Command.Sample("Tables", arguments);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        return output;
    }

    private static void RefusedWith(string expected, params string[] arguments)
    {
        var (code, output, error) = Command.Sample("Tables", arguments);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line);
        Assert.Contains(expected, line);
    }

    [Fact]
    public void It_learns_explains_and_predicts_from_files()
    {
        string customers = In("customers.csv");
        string model = In("model.safetensors");
        string result = In("result.csv");

        Run("make", customers, "400");
        Assert.Equal(401, File.ReadAllLines(customers).Length);

        string learned = Run("learn", customers, "left", model);
        Assert.Contains("customer    left out: a text of its own in most rows", learned);
        Assert.Contains("accuracy 0.", learned.TrimEnd().Split('\n')[^1]);

        string explained = Run("explain", model, customers);
        Assert.Contains("rise of crossEntropy", explained);
        Assert.Contains("true \\ predicted", explained);

        Run("predict", model, customers, result);
        string[] lines = File.ReadAllLines(result);
        Assert.Equal("customer,city,plan,age,income,visits,joined,newsletter,left,left=no,left=yes", lines[0]);
        Assert.Equal(401, lines.Length);

        // A new customer needs no answer, and may be from a city that nobody has seen.
        string one = In("one.csv");
        File.WriteAllText(one, "city,plan,age,income,visits,joined,newsletter\nRiga,basic,,,1,2024-01-01,true\n");
        Assert.Contains("yes", Run("predict", model, one));
        File.WriteAllText(one, "city,plan,age,income,visits,joined,newsletter\nRiga,basic,old,,1,2024-01-01,true\n");
        RefusedWith("line 2: 'old' in column 'age'", "predict", model, one);
        File.WriteAllText(one, "city,plan\nRiga,basic\n");
        RefusedWith("no column 'age'", "predict", model, one);
    }

    [Fact]
    public void It_says_in_one_line_what_is_wrong()
    {
        RefusedWith("--help", "teach");
        RefusedWith("--help", "make", In("x.csv"), "none");
        RefusedWith("does not exist", "learn", In("missing.csv"), "left", In("m.safetensors"));
        RefusedWith("does not exist", "predict", In("missing.safetensors"), In("missing.csv"));
        Run("make", In("customers.csv"), "50");
        RefusedWith("not a valid safetensors file", "explain", In("customers.csv"), In("customers.csv"));
    }

    [Fact]
    public void It_shows_everything_by_itself()
    {
        Assert.Contains("make CSV [ROWS]", Run("--help"));
        string all = Run();
        Assert.Contains("── Tables predict model.safetensors new.csv", all);
        Assert.Contains("5 rows, 11 columns", all);
    }
}
