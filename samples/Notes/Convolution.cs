using FuncNet;

namespace Notes;

/// <summary>Note 001: the network of the note, networks with names, and early stopping.</summary>
internal static class Convolution
{
    public static IReadOnlyList<(string Claim, bool Holds)> Run()
    {
        NetworkBuilder Block(NetworkBuilder builder, int filters) =>
            builder.Conv2D(filters, kernel: 2, padding: Padding.Same).Relu().MaxPool2D(2);

        NetworkBuilder network = Network.Input(32, 32, 3);
        foreach (int filters in new[] { 16, 32, 64 })
        {
            network = Block(network, filters);
        }
        Summary summary = network.Dropout(0.3).Flatten().Dense(500).Relu().Dropout(0.4).Dense(10).Softmax().Summary();
        Console.WriteLine($"{summary}\n");

        int Parameters(int side, Layer model) => Network.Input(side, side, 3).Then(model).Summary().TrainableParameters;
        Console.WriteLine(
            $"VGG16 {Parameters(224, Zoo.Vgg16(1000)):N0}, ResNet-18 {Parameters(224, Zoo.ResNet18(1000)):N0} parameters\n"
        );

        var (few, others) = Datasets.Digits(count: 900, seed: 5).SplitAt(300);
        TrainingResult run = Network
            .Input(28, 28, 1)
            .Flatten()
            .Dense(128)
            .Relu()
            .Dense(10)
            .Build(seed: 1)
            .Train(few)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(3e-3))
            .ValidateOn(others)
            .StopEarly(patience: 10)
            .Epochs(80)
            .Run();
        EpochReport best = run.History.MinBy(report => report.ValidationLoss)!;
        double restored = run.Network.Evaluate(others, Losses.SoftmaxCrossEntropy).Loss;
        Console.WriteLine($"{run.Reason}; best in epoch {best.Epoch}\n");

        return
        [
            ("The network of the note has 528,054 parameters.", summary.TotalParameters == 528_054),
            (
                "VGG16 has 138,357,544, ResNet-18 11,689,512, ResNet-20 272,474.",
                Parameters(224, Zoo.Vgg16(1000)) == 138_357_544
                    && Parameters(224, Zoo.ResNet18(1000)) == 11_689_512
                    && Parameters(32, Zoo.ResNet20(10)) == 272_474
            ),
            (
                "Training stops ten epochs after its best.",
                run.History[^1].Epoch == best.Epoch + 10 && run.History.Count < 80
            ),
            ("The weights of the best epoch come back.", Math.Abs(restored - best.ValidationLoss) < 1e-6),
        ];
    }
}
