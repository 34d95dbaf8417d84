using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Surgery, weights of others and stored features, as C# has them.</summary>
public sealed class SurgeryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet-surgery-");

    private static readonly Dataset Points = Datasets.Blobs(3, 60, noise: 0.3, seed: 1);

    private static readonly Network Whole = Network
        .Input(2)
        .Dense(8, name: "first")
        .Tanh()
        .Dense(6)
        .BatchNorm()
        .Relu()
        .Dense(3, name: "head")
        .Build(seed: 1);

    public void Dispose() => folder.Delete(recursive: true);

    private string File(string name) => Path.Combine(folder.FullName, name);

    private static Network Trained(Network network, Optimizer? optimizer = null) =>
        network
            .Train(Points)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(optimizer ?? Optimizers.Adam(0.05))
            .Epochs(4)
            .BatchSize(20)
            .Run()
            .Network;

    [Fact]
    public void Networks_are_cut_and_given_new_parts()
    {
        Assert.Equal(Whole.Parameters.Count - 2, Whole.DropLast().Parameters.Count);
        Network changed = Whole.ReplaceHead(Layers.Dense(5, name: "new"), seed: 2);
        NetworkChanges changes = Whole.ChangesTo(changed);
        Assert.Equal(["new.kernel", "new.bias"], changes.New);
        Assert.Equal(["head.kernel", "head.bias"], changes.Dropped);
        Assert.Contains("batchnorm1.mean", changes.Kept);

        Network longer = Whole
            .InsertBefore("first", Layers.Dense(2), seed: 3)
            .InsertAfter("tanh1", Layers.Dropout(0.5))
            .Replace("relu1", Layers.Sigmoid())
            .Rename("first", "second");
        Assert.Equal(
            ["dense2", "second", "tanh1", "dropout1", "dense1", "batchnorm1", "sigmoid1", "head"],
            longer.Summary().Rows.Select(row => row.Path)
        );
        Assert.Contains(("first.kernel", "second.kernel"), Whole.ChangesTo(longer).Renamed);
        Network other = Whole.ReplaceHead(Layers.Dense(3, name: "head"), seed: 4);
        Assert.Equal(["head.kernel"], Whole.ChangesTo(other).Changed);
        Assert.Equal(Whole.Parameters, other.WithValuesOf(Whole).Parameters);
    }

    [Fact]
    public void Base_and_head_are_the_whole()
    {
        var (first, second) = Whole.SplitAt("dense1");
        Tensor x = Points.Inputs;
        Assert.Equal(Whole.Predict(x), second.Predict(first.Predict(x)));
        Assert.Equal(Whole.Parameters, first.Then(second).Parameters);
        Assert.Equal(Whole.Predict(x), first.Then(second).Predict(x));
    }

    [Fact]
    public void What_is_frozen_stays_and_the_rest_learns()
    {
        Network frozen = Whole.Freeze("first").Freeze("dense1.*").Freeze("batchnorm1");
        Assert.Equal(6, frozen.FrozenPaths().Count);
        Assert.Equal(["head.kernel", "head.bias"], frozen.ChangesTo(Trained(frozen)).Changed);
        Assert.Empty(frozen.Unfreeze().FrozenPaths());
        Assert.Equal(["dense1.kernel", "dense1.bias"], frozen.Unfreeze("first").FrozenPaths().Take(2));
        Optimizer rates = Optimizers.ByPattern([("head.*", Optimizers.Sgd(0.1))], Optimizers.Sgd(0));
        Assert.Equal(
            ["head.kernel", "head.bias", "batchnorm1.mean", "batchnorm1.variance"],
            Whole.ChangesTo(Trained(Whole, rates)).Changed
        );
        Assert.Contains("conv*", Assert.Throws<ConfigurationException>(() => Whole.Freeze("conv*")).Message);
    }

    [Fact]
    public void Layers_are_cut_as_networks_are()
    {
        Layer layer = Layers.Dense(4).Then(Layers.Relu()).Then(Layers.Dense(2));
        Layer changed = layer
            .ReplaceHead(Layers.Dense(3, name: "head"))
            .InsertBefore("relu1", Layers.LayerNorm())
            .InsertAfter("relu1", Layers.Dropout(0.1))
            .Replace("relu1", Layers.Tanh())
            .Rename("dense1", "first");
        Assert.Equal(
            ["first", "layernorm1", "tanh1", "dropout1", "head"],
            changed.Summary(2).Rows.Select(row => row.Path)
        );
        var (first, rest) = layer.SplitAt("relu1");
        Assert.Equal(layer.Build([2], seed: 1).Parameters, first.Then(rest).Build([2], seed: 1).Parameters);
    }

    [Fact]
    public void Weights_are_loaded_by_name_with_a_report()
    {
        Tensor weight = Tensor.Of(
            new float[,]
            {
                { 1, 2 },
                { 3, 4 },
                { 5, 6 },
            }
        );
        Parameters theirs = Parameters.Of(("fc.weight", weight), ("fc.bias", Tensor.Of([7f, 8f, 9f])));
        TensorFile.WriteNpz(File("theirs.npz"), theirs);
        TensorFile.Write(File("theirs.safetensors"), theirs);
        Network network = Network.Input(2).Dense(3).Build(seed: 1);
        WeightMap map = WeightMaps.PyTorch.Renaming(("fc", "dense1"));

        foreach (string file in new[] { File("theirs.npz"), File("theirs.safetensors") })
        {
            Assert.Equal(theirs, TensorFile.ReadWeights(file));
            Network loaded = network.LoadWeights(file, map);
            Assert.Equal(weight.Transpose(), loaded.Parameters["dense1.kernel"]);
            Assert.Equal(loaded.Parameters, network.LoadWeights(file, WeightMaps.PyTorch.InOrder()).Parameters);
        }

        WeightFit fit = network.FitWeights(theirs, WeightMaps.Own);
        Assert.False(fit.IsComplete);
        Assert.Equal(["dense1.kernel", "dense1.bias"], fit.Missing);
        Assert.Equal(["fc.weight", "fc.bias"], fit.LeftOver);
        Assert.Empty(fit.NotFitting);
        string message = Assert
            .Throws<DataException>(() => network.LoadWeights(File("theirs.npz"), WeightMaps.Keras))
            .Message;
        Assert.Contains("theirs.npz", message);
        Assert.Contains("2 missing (dense1.kernel, dense1.bias)", message);
    }

    [Fact]
    public void Arrays_come_back_from_files_of_NumPy()
    {
        Tensor x = Tensor.Of(
            new float[,]
            {
                { 1, 2 },
                { 3, 4 },
            }
        );
        TensorFile.WriteNpy(File("x.npy"), x);
        Assert.Equal(x, TensorFile.ReadNpy(File("x.npy")));
        TensorFile.WriteNpz(File("packed.npz"), Whole.Parameters, compressed: true);
        Assert.Equal(Whole.Parameters, TensorFile.ReadNpz(File("packed.npz")));
        string message = Assert.Throws<DataException>(() => TensorFile.ReadNpz(File("packed.npz"), limit: 100)).Message;
        Assert.Contains("more than 100 bytes", message);
        Assert.Contains("x.npy", Assert.Throws<DataException>(() => TensorFile.ReadNpz(File("x.npy"))).Message);
    }

    [Fact]
    public void A_head_learns_on_stored_features_what_it_learns_on_its_base()
    {
        Network frozen = Whole.Freeze("first").Freeze("dense1").Freeze("batchnorm1");
        var (body, head) = frozen.SplitAt("relu1");
        Points.Through(body).SaveNpz(File("features.npz"));
        Dataset features = Datasets.Npz(File("features.npz"), Points.ClassNames);
        Assert.Equal(new Shape(6), features.InputShape);

        Network alone = head.Train(features)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.05))
            .Epochs(4)
            .BatchSize(20)
            .Run()
            .Network;
        Assert.Equal(Trained(frozen).Parameters, body.Then(alone).Parameters);
    }
}
