using FuncNet;

namespace CSharpTests.Facade;

public class DesignExampleTests
{
    [Fact]
    public void The_example_of_the_design_compiles_and_runs_as_it_stands()
    {
        var (train, test) = Datasets.Digits(count: 240, seed: 1).SplitAt(192);
        Tensor image = test.Inputs[0];
        CancellationToken cancellationToken = default;

        // csharpier-ignore
        var network = Network.Input(28, 28, 1)
            .Conv2D(filters: 16, kernel: 3, padding: Padding.Same).Relu().MaxPool2D(2)
            .Flatten()
            .Dense(128).Relu().Dropout(0.4)
            .Dense(10)
            .Build(seed: 42);

        Console.WriteLine(network.Summary());

        // csharpier-ignore
        TrainingResult run = network.Train(train)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(learningRate: 1e-3))
            .Epochs(20).BatchSize(64)
            .ValidateOn(test)
            .StopEarly(patience: 3)
            .Run(Progress.Console, cancellationToken);

        run.Network.Save("digits.safetensors");
        int digit = run.Network.Predict(image).ArgMax();

        try
        {
            Assert.Equal(run.Network.PredictClasses(test.Inputs)[0], digit);
            Assert.Equal(run.Network.Predict(image), Network.Load("digits.safetensors").Predict(image));
            Evaluation onTrain = run.Network.Evaluate(train, Losses.SoftmaxCrossEntropy);
            Assert.True(onTrain["accuracy"] > 0.8, $"{onTrain}; {run.Reason}");
            Assert.InRange(run.History.Count, 2, 20);
            Assert.Equal(10, run.Network.ClassNames.Count);
        }
        finally
        {
            File.Delete("digits.safetensors");
        }
    }
}
