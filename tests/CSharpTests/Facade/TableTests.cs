using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Tables as a user of C# meets them, from a CSV file to a saved model.</summary>
public sealed class TableTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-tables-");

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>Flats: the rent follows from the area and the district.</summary>
    private static Table Flats(int count, int seed)
    {
        Random random = new(seed);
        double[] area = [.. Enumerable.Range(0, count).Select(_ => 30 + 90 * random.NextDouble())];
        string[] district = [.. area.Select(_ => random.Next(2) == 0 ? "north" : "south")];
        return Table.Of(
            Columns.Numbers("area", area.Select(x => random.Next(20) == 0 ? double.NaN : x)),
            Columns.Texts("district", district),
            Columns.Dates("built", area.Select(_ => new DateTime(1950, 1, 1).AddDays(random.Next(20_000)))),
            Columns.Wholes("number", area.Select(_ => random.Next(100))),
            Columns.Truths("garden", area.Select(_ => random.Next(2) == 0)),
            Columns.Numbers("rent", area.Select((x, i) => 10 * x + (district[i] == "south" ? 400 : 0))),
            Columns.Texts("size", area.Select(x => x > 75 ? "large" : "small"))
        );
    }

    private static NetworkBuilder Body(NetworkBuilder features) => features.Dense(16).Tanh();

    private static TableTrainingPlan Plan(string target) =>
        Flats(300, seed: 1)
            .Learn(target, Body)
            .Prepare(columns => columns.Without(target == "rent" ? "size" : "rent"))
            .Train(plan => plan.With(Optimizers.Adam(0.01)).Epochs(40));

    private static string MessageOf<E>(Func<object?> action)
        where E : Exception => Assert.Throws<E>(action).Message;

    [Fact]
    public void A_table_is_read_and_taken_apart()
    {
        string path = Write("people.csv", "name;zip;height\nAnn;01234;1,7\nBo;-;\n");
        Table table = Table.Read(
            path,
            types: new Dictionary<string, ColumnType> { ["zip"] = ColumnType.Text },
            decimalMark: ',',
            missing: ["", "-"]
        );
        Assert.Equal(["name", "zip", "height"], table.Names);
        Assert.Equal(["01234", ""], table["zip"].ToTexts());
        Assert.Equal([1.7, double.NaN], table["height"].ToNumbers());
        Assert.Equal(["Ann"], table.Where(row => row.Number("height") > 1)["name"].ToTexts());
        Assert.Equal(["Ann"], table.Where(row => !row.IsMissing("zip"))["name"].ToTexts());
        Assert.Equal(["Ann"], table.WithoutMissing("zip", "height")["name"].ToTexts());
        Assert.Equal(["height", "name"], table.Select("height", "name").Names);
        Assert.Equal(["zip"], table.Drop("height", "name").Names);
        Assert.Equal(["who", "zip", "height"], table.Rename("name", "who").Names);
        Assert.Equal(["Bo", "Bo"], table.At(1, 1)["name"].ToTexts());
        Assert.Equal(["Ann"], table.Take(1)["name"].ToTexts());
        Assert.Equal(["Bo"], table.Skip(1)["name"].ToTexts());
        Assert.Equal(["a", "b"], table.With(Columns.Texts("zip", ["a", "b"]))["zip"].ToTexts());
        Assert.Equal("new", table["zip"].Renamed("new").Name);
        var (first, others) = table.SplitRandomly(0.5, seed: 1);
        Assert.Equal((1, 1), (first.Count, others.Count));
        Assert.Equal(1, table.Describe().Columns[2].Missing);

        table.Write(In("again.csv"));
        Assert.Equal(["Ann", "Bo"], Table.Read(In("again.csv"))["name"].ToTexts());
        Assert.Contains("line 3", MessageOf<DataException>(() => Table.Read(Write("bad.csv", "a,b\n1,2\n1\n"))));
        Assert.Equal(["x", "y"], Table.Read(Write("bare.csv", "1,2\n"), names: ["x", "y"]).Names);
        Assert.Equal(["1", "2"], Table.Read(Write("bare.csv", "1,2\n3,4"), hasHeader: true).Names);
    }

    [Fact]
    public void A_model_is_learned_saved_and_loaded()
    {
        Table test = Flats(100, seed: 2);
        var (model, training) = Plan("rent").ValidateOn(test).Seed(3).Run();
        Assert.Equal(40, training.History.Count);
        Assert.True(training.History[^1].ValidationLoss < training.History[0].ValidationLoss);
        Assert.True(model.Evaluate(test)["r2"] > 0.8);
        Assert.Equal(
            Math.Pow(model.Evaluate(test)["rootMeanSquaredError"], 2),
            model.Evaluate(test).Loss,
            tolerance: 1e-6
        );
        Assert.Equal("area", model.Importance(test, seed: 1, repetitions: 3).Columns[0].Column);

        model.Save(In("flats.safetensors"));
        TableModel loaded = TableModel.Load(In("flats.safetensors"));
        Assert.Equal(model.Predict(test).Numbers, loaded.Predict(test).Numbers);
        Assert.Equal(model.ToString(), loaded.ToString());

        // The same words in the same order give the same bits.
        Assert.Equal(model.Network.Parameters, Plan("rent").Seed(3).Run().Model.Network.Parameters);
        Assert.NotEqual(model.Network.Parameters, Plan("rent").Seed(4).Run().Model.Network.Parameters);

        Table read = loaded.Read(Write("new.csv", "area,district,built,number,garden\n50,,1990-01-01,7,true\n"));
        Assert.Single(loaded.Predict(read).Numbers);
        string message = MessageOf<DataException>(() =>
            loaded.Read(Write("new.csv", "area,district,built,number,garden\nbig,,1990-01-01,7,true\n"))
        );
        Assert.Contains("line 2: 'big' in column 'area'", message);
        message = MessageOf<DataException>(() => TableModel.Load(In("new.csv")));
        Assert.Contains("new.csv", message);
    }

    [Fact]
    public void Classes_have_names_and_probabilities()
    {
        Table test = Flats(100, seed: 2);
        TableModel model = Plan("size").Run().Model;
        TablePrediction prediction = model.Predict(test);
        Assert.Equal(["large", "small"], model.ClassNames);
        Assert.Equal(["large", "small"], prediction.Classes.Distinct().Order());
        Assert.Equal(new Shape(100, 2), prediction.Probabilities.Shape);
        Assert.True(model.Evaluate(test)["accuracy"] > 0.9);
        Assert.Equal(model.Evaluate(test)["accuracy"], model.ConfusionMatrix(test).Accuracy, tolerance: 1e-6);
        Assert.Contains("size", MessageOf<ConfigurationException>(() => prediction.Numbers));
        Assert.Equal(["size", "size=large", "size=small"], prediction.Table.Names);
    }

    [Fact]
    public void Preprocessing_is_fitted_and_applied_by_itself()
    {
        Table table = Flats(50, seed: 1);
        Preprocessor fitted = Preprocessing
            .For("size")
            .Classes("small", "large")
            .Numbers(ColumnRules.Number(Filling.Median, Scaling.Range, marksMissing: false))
            .Categories(ColumnRules.OneHot(minimumCount: 2, unknown: UnknownCategory.Rare))
            .Column(ColumnRules.Number(Filling.With(50), Scaling.Log), "area")
            .Column(ColumnRules.Index(embeddingSize: 2), "number")
            .Column(ColumnRules.LeftOut, "garden")
            .Without("rent")
            .Fit(table);

        Assert.Equal(
            ["area", "area (missing)", "district=north", "district=south", "district=(rare)", "built"],
            fitted.FeatureNames
        );
        Assert.Equal(["small", "large"], fitted.ClassNames);
        Assert.Equal("number", Assert.Single(fitted.Indices).Key);
        Assert.Equal(50, fitted.State["area.fill"].ToScalar());
        Assert.Equal(7 - 1, fitted.Columns.Count);

        IReadOnlyList<Tensor> inputs = fitted.Inputs(table.Drop("size"));
        Assert.Equal(new Shape(50, 6), inputs[0].Shape);
        Assert.Equal(DType.Int32, inputs[1].DType);

        Network network = fitted.Network(body => body.Dense(8).Relu()).Build(seed: 1);
        Dataset data = fitted.Apply(table);
        TrainingResult run = network.Train(data).Minimize(fitted.Loss()).With(Optimizers.Adam(0.01)).Epochs(30).Run();
        TableModel model = TableModel.Of(fitted, run.Network);
        Assert.True(model.Evaluate(table)["accuracy"] > 0.9);

        Assert.Empty(Preprocessing.For("number").NumericTarget().Fit(table).ClassNames);
        Assert.Contains(
            "ColumnRules.Number",
            MessageOf<ConfigurationException>(() => Preprocessing.For("size").Numbers(ColumnRules.LeftOut))
        );
        Assert.Contains(
            "ColumnRules.OneHot",
            MessageOf<ConfigurationException>(() => Preprocessing.For("size").Categories(ColumnRules.Index()))
        );
        Assert.Contains("no column 'leaves'", MessageOf<DataException>(() => Preprocessing.For("leaves").Fit(table)));
    }

    [Fact]
    public void Fixed_layers_scale_images_and_are_saved()
    {
        Dataset digits = Datasets.Digits(40, seed: 1);
        NetworkBuilder Build(Func<NetworkBuilder, NetworkBuilder> front) =>
            front(Network.Input(28, 28, 1)).Flatten().Dense(10);

        Network network = Build(front => front.StandardizeBy(digits.Inputs).Rescale(2, 1)).Build(seed: 1);
        Assert.Equal(
            digits.Inputs.Mean().ToScalar(),
            network.State["standardize1.mean"][0].ToScalar(),
            tolerance: 1e-6
        );
        network.Save(In("digits.safetensors"));
        Network fresh = Build(front => front.Standardize().Rescale()).Build(seed: 2);
        Assert.Equal(
            network.Predict(digits.Inputs),
            fresh.LoadWeights(In("digits.safetensors")).Predict(digits.Inputs)
        );
        Assert.Equal(network.Predict(digits.Inputs), Network.Load(In("digits.safetensors")).Predict(digits.Inputs));

        Tensor mean = Tensor.Of(1f, 2f);
        Tensor y = Network.Input(2).Standardize(mean, Tensor.Of(2f, 4f)).Build(seed: 0).Predict(Tensor.Of(3f, 2f));
        Assert.Equal([1f, 0f], y.ToArray<float>());
        y = Network.Input(2).Standardize(mean: mean).Build(seed: 0).Predict(Tensor.Of(3f, 2f));
        Assert.Equal([2f, 0f], y.ToArray<float>());
        Tensor data = Tensor.Of(
            new[,]
            {
                { 1f, 5f },
                { 3f, 5f },
            }
        );
        Assert.Equal([0f, 0f, 1f, 0f], Network.Input(2).RescaleBy(data).Build(seed: 0).Predict(data).ToArray<float>());
        Assert.Contains("deviation", MessageOf<ConfigurationException>(() => Layers.Standardize(mean, 0 * mean)));
    }
}
