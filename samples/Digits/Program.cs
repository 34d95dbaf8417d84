using System.CommandLine;
using System.Globalization;
using Digits;
using FuncNet;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Option<DirectoryInfo?> data = new("--data")
{
    Description =
        "A folder with IDX files (MNIST's usual names) or the optdigits CSV pair; without it, and without --fetch, digits are drawn",
    HelpName = "FOLDER",
};
Option<string> dataset = new("--dataset")
{
    Description = "Which data: synthetic, mnist, fashion-mnist or optdigits; mnist, if a folder or --fetch is given",
    HelpName = "NAME",
};
dataset.AcceptOnlyFromAmong("synthetic", "mnist", "fashion-mnist", "optdigits");
Option<string?> fetch = new("--fetch")
{
    Description =
        "Fetch mnist or fashion-mnist once, and keep it in the cache (or under --data); from a mirror, if its address follows",
    Arity = ArgumentArity.ZeroOrOne,
    HelpName = "ADDRESS",
};
Option<int?> epochs = new("--epochs")
{
    Description = "How often the training data are gone through; 10 by default, and 0 after --load",
    HelpName = "N",
};
Option<long> seed = new("--seed")
{
    Description = "Decides everything random",
    DefaultValueFactory = _ => 1,
    HelpName = "N",
};
Option<string> network = new("--network")
{
    Description = "What reads the images: dense layers, convolutions (conv), or an LSTM that sees row after row",
    DefaultValueFactory = _ => Networks.Names[0],
    HelpName = "NAME",
};
network.AcceptOnlyFromAmong(Networks.Names);
Option<int[]> hidden = new("--hidden")
{
    Description = "Units of the hidden layers, or of the LSTMs, such as 128,64",
    DefaultValueFactory = _ => [128],
    CustomParser = HiddenLayers.Parse,
    HelpName = "N,N,…",
};
Option<int> batch = new("--batch")
{
    Description = "Samples per step",
    DefaultValueFactory = _ => 32,
    HelpName = "N",
};
Option<double> rate = new("--rate")
{
    Description = "Adam's learning rate",
    DefaultValueFactory = _ => 1e-3,
    HelpName = "X",
};
Option<FileInfo?> save = new("--save")
{
    Description = "Write the trained network to a safetensors file",
    HelpName = "FILE",
};
Option<FileInfo?> load = new("--load")
{
    Description = "Begin with the network of a safetensors file",
    HelpName = "FILE",
};

RootCommand command = new("Trains a classifier of digits, and shows what it has learned.")
{
    data,
    dataset,
    fetch,
    epochs,
    seed,
    network,
    hidden,
    batch,
    rate,
    save,
    load,
};
command.SetAction(
    (parsed, cancellation) =>
        Task.Run(() =>
            Session.Run(
                new Settings(
                    Folder: parsed.GetValue(data)?.FullName,
                    Dataset: parsed.GetValue(dataset),
                    Fetch: parsed.GetResult(fetch) is not null,
                    Mirror: parsed.GetValue(fetch),
                    Epochs: parsed.GetValue(epochs),
                    Seed: parsed.GetValue(seed),
                    Network: parsed.GetValue(network)!,
                    Hidden: parsed.GetValue(hidden)!,
                    BatchSize: parsed.GetValue(batch),
                    Rate: parsed.GetValue(rate),
                    Save: parsed.GetValue(save)?.FullName,
                    Load: parsed.GetValue(load)?.FullName
                ),
                cancellation
            )
        )
);

try
{
    ParseResult parsed = command.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        string message = string.Join(
            ' ',
            parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        Console.Error.WriteLine($"error: {message} (--help shows what there is)");
        return 1;
    }

    // Ctrl-C ends the training after its step, and the results so far are shown.
    return await parsed.InvokeAsync(
        new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        }
    );
}
catch (FuncNetException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine(
        "error: ended before the data were there; the next call goes on from where this one stopped."
    );
    return 1;
}
