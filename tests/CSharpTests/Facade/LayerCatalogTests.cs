using FuncNet;
using Xunit;

namespace CSharpTests.Facade;

/// <summary>Networks in files and as texts, with layers of one's own.</summary>
public sealed class LayerCatalogTests
{
    private sealed class Scaled(double factor) : CustomLayer
    {
        public override IReadOnlyList<KeyValuePair<string, Setting>> Hyperparameters => [new("factor", factor)];

        public override Tensor Apply(LayerCall call) => factor * call.Input;
    }

    private static readonly LayerCatalog Own = LayerCatalog.Standard.Add(
        "Scaled",
        "factor=2",
        settings => new Scaled(settings.Number("factor"))
    );

    [Fact]
    public void A_layer_of_ones_own_is_saved_and_loaded_by_a_catalog()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Network network = Network.Input(3).Dense(4).Then(new Scaled(3)).Dense(2).Build(seed: 1);
            network.Save(path, Own);
            Tensor x = Tensor.Of(1f, 2f, 3f);
            Assert.Equal(network.Predict(x), Network.Load(path, Own).Predict(x));
            Assert.Contains("\"Scaled\"", Assert.Throws<DataException>(() => Network.Load(path)).Message);
            Assert.Contains(
                "SaveWeights",
                Assert.Throws<ConfigurationException>(() => network.Save(path)).Message,
                StringComparison.OrdinalIgnoreCase
            );
            network.SaveWeights(path);
            Network fresh = Network.Input(3).Dense(4).Then(new Scaled(3)).Dense(2).Build(seed: 2);
            Assert.Equal(network.Parameters, fresh.LoadWeights(path).Parameters);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_text_is_a_layer_and_back()
    {
        Assert.Equal("dense 8, relu, dropout 0.2", Layer.Parse("dense 8\nrelu\nDropout rate=0.2").ToText());
        Assert.Equal("scaled factor=3", Layer.Parse("scaled 3", Own).ToText(Own));
        string message = Assert.Throws<ConfigurationException>(() => Layer.Parse("dense 8, rleu")).Message;
        Assert.Contains("Did you mean \"relu\"?", message);
        Assert.Contains("Scaled", Own.Kinds());
    }
}
