using FuncNet;

namespace CSharpTests.Facade;

public class OnnxTests
{
    static Network Small() =>
        Network.Input(8, 8, 1).Conv2D(filters: 4, kernel: 3).Relu().MaxPool2D(2).Flatten().Dense(3).Build(seed: 1);

    static T InFolder<T>(Func<string, T> action)
    {
        var folder = Directory.CreateTempSubdirectory("funcnet-onnx");
        try
        {
            return action(Path.Combine(folder.FullName, "a.onnx"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_network_is_written_and_read_again() =>
        InFolder(path =>
        {
            Network network = Small();
            network.ExportOnnx(path, inputNames: ["image"], outputNames: ["scores"], inputTypes: [DType.Float32]);
            OnnxModel model = OnnxModel.Load(path);
            Assert.Equal("image", model.Inputs[0].Name);
            Assert.Equal([null, 8, 8, 1], model.Inputs[0].Sizes);
            Assert.Equal("scores", model.Outputs[0].Name);
            Tensor x = Key.OfSeed(2).Normal(DType.Float32, 5, 8, 8, 1);
            float[] expected = network.Predict(x).ToArray<float>();
            Check(expected, model.Run([x])[0].ToArray<float>());
            Check(expected, Network.FromOnnx(path).Predict(x).ToArray<float>());
            Check(expected, model.NetworkFor([new Shape(8, 8, 1)]).Predict(x).ToArray<float>());
            return true;
        });

    [Fact]
    public void What_was_read_is_saved_as_any_network_and_loaded_without_the_file() =>
        InFolder(path =>
        {
            Small().ExportOnnx(path);
            Network read = Network.FromOnnx(path);
            File.Delete(path);
            string saved = path + ".safetensors";
            read.Save(saved);
            Tensor x = Key.OfSeed(2).Normal(DType.Float32, 5, 8, 8, 1);
            Assert.Equal(read.Predict(x).ToArray<float>(), Network.Load(saved).Predict(x).ToArray<float>());
            return true;
        });

    [Fact]
    public void A_file_that_is_none_is_a_DataException() =>
        InFolder(path =>
        {
            File.WriteAllText(path, "no model");
            Assert.Contains(
                "not a valid ONNX file",
                Assert.Throws<DataException>(() => Network.FromOnnx(path)).Message
            );
            return true;
        });

    static void Check(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
