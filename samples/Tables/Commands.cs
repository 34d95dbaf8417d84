using FuncNet;

namespace Tables;

/// <summary>What the program can be asked for.</summary>
internal static class Commands
{
    private const long Seed = 1;

    /// <summary>Learns to predict a column, shows how, and saves the model.</summary>
    public static void Learn(string csv, string target, string file)
    {
        Table table = Table.Read(csv);
        Console.WriteLine($"{table.Describe()}\n");

        var (train, test) = table.SplitRandomly(0.8, Seed);
        var (model, _) = train
            .Learn(target, Body)
            .ValidateOn(test)
            .Train(plan => plan.With(Optimizers.Adam(learningRate: 0.003)).Epochs(60).StopEarly(patience: 8))
            .Seed(Seed)
            .Run(Progress.Lines(Console.Out));

        model.Save(file);
        Console.WriteLine($"\n{model}\n\non the rows that it was not trained on: {Figures(model, test)}");
    }

    /// <summary>How good a model is on a table, and how much it needs each column.</summary>
    public static void Explain(string file, string csv)
    {
        TableModel model = TableModel.Load(file);
        Table table = model.Read(csv);

        Console.WriteLine($"{Figures(model, table)}\n\n{model.Importance(table, Seed)}");
        if (model.ClassNames.Count > 0)
        {
            Console.WriteLine($"\n{model.ConfusionMatrix(table)}");
        }
    }

    /// <summary>Predicts for every row; the table with the predictions goes to a file, or its first rows are shown.</summary>
    public static void Predict(string file, string csv, string? result)
    {
        TableModel model = TableModel.Load(file);
        Table table = model.Read(csv);
        Table predicted = table.With([.. model.Predict(table).Table.Columns]);

        if (result is null)
        {
            Console.WriteLine(predicted);
        }
        else
        {
            predicted.Write(result);
        }
    }

    /// <summary>All of it, in a folder that is gone afterwards.</summary>
    public static void ShowAll()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-tables-");
        string In(string name) => Path.Combine(folder.FullName, name);
        void Say(string command) => Console.WriteLine($"\n── Tables {command}\n");

        try
        {
            Say("make customers.csv");
            Customers.Make(1_200).Write(In("customers.csv"));
            Customers.Make(300, seed: 2).Write(In("others.csv"));
            Customers.Make(5, seed: 3).Drop("left").Write(In("new.csv"));

            Say("learn customers.csv left model.safetensors");
            Learn(In("customers.csv"), "left", In("model.safetensors"));

            Say("explain model.safetensors others.csv");
            Explain(In("model.safetensors"), In("others.csv"));

            Say("predict model.safetensors new.csv");
            Predict(In("model.safetensors"), In("new.csv"), null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Between the features and the results: 24 units, of which a fifth is dropped in training.</summary>
    private static NetworkBuilder Body(NetworkBuilder features) => features.Dense(24).Relu().Dropout(0.2);

    private static string Figures(TableModel model, Table table) =>
        string.Join("  ", model.Evaluate(table).Metrics.Select(figure => figure.ToString()));
}
