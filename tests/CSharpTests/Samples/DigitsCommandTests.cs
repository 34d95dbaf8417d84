using CSharpTests.Facade;

namespace CSharpTests.Samples;

/// <summary>The sample as its user meets it: a process with arguments, two streams and an exit code.</summary>
public sealed class DigitsCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-digits-");

    public void Dispose() => folder.Delete(recursive: true);

    private static (int Code, string Output, string Error) Run(params string[] arguments) =>
        Command.Sample("Digits", arguments);

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private string Write(string name, params byte[] content)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static void RefusedWith(string[] expected, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal(1, code);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line);
        Assert.All(expected, text => Assert.Contains(text, line));
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("epoch", output);
    }

    [Fact]
    public void A_run_prints_summary_progress_confusion_predictions_and_accuracy()
    {
        var (code, output, error) = Run("--epochs", "1", "--hidden", "32", "--seed", "3");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("Total params: 25,450", output);
        Assert.Matches(@"epoch 1/1  loss \d\.\d{4}  accuracy 0\.\d{4}", output);
        Assert.Contains("true \\ predicted", output);
        Assert.Contains("█", output);
        Assert.Matches(@"^test accuracy: \d\d\.\d\d %$", LastLine(output));
    }

    [Theory]
    [InlineData("conv", "conv2d2 (Conv2D)", "(None, 8, 8, 64)")]
    [InlineData("lstm", "lstm2 (LSTM)", "(None, 8, 12)")]
    public void A_network_is_chosen_by_name(string name, string layer, string shape)
    {
        string Rows(int count) =>
            string.Concat(
                Enumerable
                    .Range(0, count)
                    .Select(i => $"{string.Join(",", Enumerable.Range(0, 64).Select(k => (i + k) % 17))},{i % 10}\n")
            );
        File.WriteAllText(Path.Combine(folder.FullName, "optdigits-train.csv"), Rows(40));
        File.WriteAllText(Path.Combine(folder.FullName, "optdigits-test.csv"), Rows(20));
        string[] data = ["--data", folder.FullName, "--dataset", "optdigits", "--batch", "8", "--epochs", "1"];
        var (code, output, error) = Run([.. data, "--network", name, "--hidden", "12,10"]);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains(layer, output);
        Assert.Contains(shape, output);
        Assert.Matches(@"^test accuracy: \d+\.\d\d %$", LastLine(output));
    }

    [Fact]
    public void A_saved_network_is_loaded_and_gives_the_same_accuracy()
    {
        string file = Path.Combine(folder.FullName, "digits.safetensors");
        var trained = Run("--epochs", "1", "--hidden", "16", "--save", file);
        var loaded = Run("--hidden", "16", "--load", file);
        Assert.Equal(0, loaded.Code);
        Assert.DoesNotContain("epoch", loaded.Output);
        Assert.Equal(LastLine(trained.Output), LastLine(loaded.Output));
    }

    [Fact]
    public void A_file_of_another_network_is_refused()
    {
        string file = Path.Combine(folder.FullName, "digits.safetensors");
        Assert.Equal(0, Run("--epochs", "1", "--hidden", "8", "--save", file).Code);
        RefusedWith([file, "dense1.kernel", "[784; 8]", "[784; 16]"], "--hidden", "16", "--load", file);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        RefusedWith(["nowhere"], "--data", Path.Combine(folder.FullName, "nowhere"));

    [Fact]
    public void A_folder_without_data_is_named() => RefusedWith([folder.FullName], "--data", folder.FullName);

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_before_the_training()
    {
        string file = Path.Combine(folder.FullName, "nowhere", "digits.safetensors");
        RefusedWith(["--save", Path.GetDirectoryName(file)!], "--save", file);
        RefusedWith(["--save", folder.FullName, "folder"], "--save", folder.FullName);
    }

    [Fact]
    public void A_wrong_magic_number_names_the_file()
    {
        Write("t10k-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 1, 7);
        string images = Write("t10k-images-idx3-ubyte", 1, 2, 3, 4, 5, 6, 7, 8);
        RefusedWith([images], "--data", folder.FullName);
    }

    [Fact]
    public void A_header_that_promises_too_much_names_the_file()
    {
        Write("t10k-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 1, 7);
        string images = Write("t10k-images-idx3-ubyte", 0, 0, 8, 3, 0, 0, 39, 16, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3);
        RefusedWith([images], "--data", folder.FullName);
    }

    [Fact]
    public void A_bad_row_names_the_file_and_the_line()
    {
        string row = string.Join(",", Enumerable.Repeat("1", 64));
        File.WriteAllText(Path.Combine(folder.FullName, "optdigits-train.csv"), $"{row},0\n{row},1\n{row[..^1]}x,2\n");
        RefusedWith(["optdigits-train.csv", "line 3"], "--data", folder.FullName, "--dataset", "optdigits");
    }

    [Fact]
    public void A_batch_larger_than_the_data_says_both() => RefusedWith(["8001", "8000"], "--batch", "8001");

    [Fact]
    public void A_negative_rate_is_refused() => RefusedWith(["-0.1"], "--rate", "-0.1");

    [Fact]
    public void Numbers_under_their_least_are_refused()
    {
        RefusedWith(["--epochs", "-1"], "--epochs", "-1");
        RefusedWith(["batch size", "0"], "--batch", "0");
        RefusedWith(["--hidden", "'0'"], "--hidden", "64,0");
    }

    [Fact]
    public void Words_that_are_not_numbers_are_refused()
    {
        RefusedWith(["'many'"], "--epochs", "many");
        RefusedWith(["'big'"], "--hidden", "big");
        RefusedWith(["cifar"], "--dataset", "cifar");
        RefusedWith(["tree"], "--network", "tree");
        RefusedWith(["--speed"], "--speed");
    }

    [Fact]
    public void A_data_set_that_needs_a_folder_says_so() => RefusedWith(["--data FOLDER"], "--dataset", "mnist");

    [Fact]
    public void A_mirror_without_the_files_is_refused()
    {
        using LoopbackServer server = new(new Dictionary<string, byte[]>());
        string[] kept = ["--data", folder.FullName];
        string missing = "train-images-idx3-ubyte.gz: the file is not there (404 Not Found)";
        RefusedWith([server.Address, missing, "yourself"], ["--fetch", server.Address, .. kept]);
        RefusedWith([missing, "fashion-mnist"], ["--fetch", server.Address, "--dataset", "fashion-mnist", .. kept]);
        RefusedWith(["--fetch knows mnist and fashion-mnist"], "--fetch", "--dataset", "optdigits");
        RefusedWith(["'here/train-images"], ["--fetch", "here", .. kept]);
    }
}
