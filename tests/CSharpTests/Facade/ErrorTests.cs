using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Errors as a user of C# sees them: each says what came, where, and what to do.</summary>
public class ErrorTests
{
    private static readonly Dataset Points = Datasets.Blobs(2, 20, noise: 0.1, seed: 1);

    private static Network Small => Network.Input(2).Dense(2).Build(seed: 0);

    private static TrainingPlan Plan =>
        Small.Train(Points).Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Sgd()).BatchSize(10);

    private static string MessageOf<E>(Func<object?> action)
        where E : Exception => Assert.Throws<E>(action).Message;

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        string message = MessageOf<ShapeException>(() => Tensor.Zeros(2, 3) + Tensor.Zeros(2, 4));
        Assert.Contains("[2; 3]", message);
        Assert.Contains("[2; 4]", message);
        Assert.Contains("[5]", MessageOf<ShapeException>(() => Tensor.FromArray([5], new[] { 1f })));
        Assert.Contains("[3]", MessageOf<ShapeException>(() => Small.Predict(Tensor.Zeros(3))));
    }

    [Fact]
    public void The_layer_is_named()
    {
        ShapeException error = Assert.Throws<ShapeException>(() =>
            Network.Input(28, 28).Dense(8).Conv2D(4, kernel: 3, name: "conv").Build(seed: 0)
        );
        Assert.Equal("conv", error.LayerPath);
        Assert.StartsWith("In layer 'conv'", error.Message);

        error = Assert.Throws<ShapeException>(() => Network.Input(4, 4, 1).Conv2D(2, kernel: 5).Build(seed: 0));
        Assert.Equal("conv2d1", error.LayerPath);
    }

    [Fact]
    public void A_training_needs_a_loss_and_an_optimizer()
    {
        string message = MessageOf<ConfigurationException>(() => Small.Train(Points).With(Optimizers.Sgd()).Run());
        Assert.Contains("Minimize", message);
        message = MessageOf<ConfigurationException>(() =>
            Small.Train(Points).Minimize(Losses.SoftmaxCrossEntropy).Run()
        );
        Assert.Contains("With(Optimizers.", message);
    }

    [Fact]
    public void Settings_out_of_range_are_errors()
    {
        Assert.Contains("0", MessageOf<ConfigurationException>(() => Plan.Epochs(0)));
        Assert.Contains("-3", MessageOf<ConfigurationException>(() => Plan.BatchSize(-3)));
        Assert.Contains("-1", MessageOf<ConfigurationException>(() => Optimizers.Adam(learningRate: -1)));
        Assert.Contains("1.5", MessageOf<ConfigurationException>(() => Layers.Dropout(1.5)));
        Assert.Contains("units", MessageOf<ConfigurationException>(() => Network.Input(2).Dense(0)));
        Assert.Contains("patience", MessageOf<ConfigurationException>(() => Plan.StopEarly(0)));
        Assert.Contains("no layer", MessageOf<ConfigurationException>(() => Network.Input(2).Named("x")));
        Assert.Contains(
            "nothing*",
            MessageOf<ConfigurationException>(() => Network.Input(2).Dense(2).Freeze("nothing*").Build(seed: 0))
        );
    }

    [Fact]
    public void Data_that_do_not_fit_are_errors_before_any_step()
    {
        Assert.Contains("30", MessageOf<DataException>(() => Plan.BatchSize(30).Run()));

        Dataset images = Datasets.Digits(20, seed: 1);
        string message = MessageOf<ShapeException>(() => Plan.ValidateOn(images).Run());
        Assert.Contains("[20; 28; 28; 1]", message);

        Dataset doubles = Points.MapInputs(x => x.Cast(DType.Float64));
        message = MessageOf<DTypeException>(() =>
            Small.Train(doubles).Minimize(Losses.SoftmaxCrossEntropy).With(Optimizers.Sgd()).BatchSize(5).Run()
        );
        Assert.Contains("float64", message);
    }

    [Fact]
    public void Bad_data_are_errors()
    {
        float[,] two =
        {
            { 1, 2 },
            { 3, 4 },
        };
        Assert.Contains("3", MessageOf<DataException>(() => Datasets.FromArrays(two, [0, 1, 0])));
        Assert.Contains("-1", MessageOf<DataException>(() => Datasets.FromArrays(two, [0, -1])));
        Assert.Contains(
            "NaN",
            MessageOf<DataException>(() =>
                Datasets.FromArrays(
                    new[,]
                    {
                        { float.NaN },
                    },
                    [0]
                )
            )
        );
        Assert.Contains("2", MessageOf<DataException>(() => Datasets.FromArrays(two, [0, 2], ["no", "yes"])));
        Assert.Contains("missing.csv", MessageOf<DataException>(() => Datasets.Csv("missing.csv")));
        Assert.Contains("nowhere", MessageOf<DataException>(() => Datasets.Mnist("nowhere")));
        Assert.Contains("none.bin", MessageOf<DataException>(() => Network.Load("none.bin")));
    }

    [Fact]
    public void A_tensor_of_a_program_has_no_numbers_yet()
    {
        FuncNetException error = Assert.Throws<FuncNetException>(() =>
            FuncNet.Program.Trace(x => x * x.ToScalar(), new TensorSpec(new Shape(), DType.Float32))
        );
        Assert.Contains("Tensor.where", error.Message);
    }
}
