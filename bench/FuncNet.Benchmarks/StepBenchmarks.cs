using System.Diagnostics;
using FuncNet;

namespace Benchmarks;

/// <summary>
/// What a step of training takes, eager and compiled, in one process and by turns: milliseconds, managed bytes, and how many times faster
/// the compiled one is.
/// </summary>
internal static class StepBenchmarks
{
    private const int Rounds = 5;

    private sealed record Case(string Name, Network Network, Optimizer Optimizer, int BatchSize, int Steps);

    public static void Report()
    {
        Console.WriteLine($"{"step", -34} {"eager", 12} {"", 12} {"compiled", 12} {"", 12} {"ratio", 7}");

        foreach (Case each in Cases())
        {
            Dataset data = Data(each);
            TrainingPlan plan = each
                .Network.Train(data)
                .Minimize(Outputs(each.Network) == 1 ? Losses.MeanSquaredError : Losses.SoftmaxCrossEntropy)
                .With(each.Optimizer)
                .BatchSize(each.BatchSize);
            Paces eager = new(plan.WithoutCompilation(), each.Steps);
            Paces compiled = new(plan, each.Steps);

            for (int round = 0; round < Rounds; round++)
            {
                eager.Round();
                compiled.Round();
            }

            Console.WriteLine(
                FormattableString.Invariant(
                    $"{each.Name, -34} {eager.Milliseconds, 9:F3} ms {eager.Bytes, 9:N0} B {compiled.Milliseconds, 9:F3} ms {compiled.Bytes, 9:N0} B {eager.Milliseconds / compiled.Milliseconds, 7:F2}"
                )
            );
        }
    }

    private static IEnumerable<Case> Cases()
    {
        yield return new(
            "MLP 2-8-1, batch 4, SGD",
            Network.Input(2).Dense(8).Tanh().Dense(1).Build(1),
            Optimizers.Sgd(0.01),
            4,
            10_000
        );
        yield return new(
            "MLP 784-128-10, batch 32, Adam",
            Network.Input(784).Dense(128).Relu().Dense(10).Build(1),
            Optimizers.Adam(),
            32,
            200
        );
        yield return new(
            "MLP 784-512-512-10, batch 128, Adam",
            Network.Input(784).Dense(512).Relu().Dropout(0.2).Dense(512).Relu().Dropout(0.2).Dense(10).Build(1),
            Optimizers.Adam(),
            128,
            20
        );
        yield return new("CNN of note 001, batch 32, RMSProp", NoteNetwork(), Optimizers.RmsProp(), 32, 20);
        yield return new("ResNet-20, batch 32, momentum", ResNet20(), Optimizers.Momentum(0.1, 0.9), 32, 4);
        yield return new("LSTM 64 to 128, 50 steps, batch 32", Lstm(), Optimizers.Adam(), 32, 20);
    }

    /// <summary>The network of note 001, with 528,054 parameters.</summary>
    public static Network NoteNetwork(bool dropout = true) =>
        Network
            .Input(32, 32, 3)
            .Conv2D(16, 2, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Conv2D(32, 2, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Conv2D(64, 2, padding: Padding.Same)
            .Relu()
            .MaxPool2D(2)
            .Dropout(dropout ? 0.3 : 0)
            .Flatten()
            .Dense(500)
            .Relu()
            .Dropout(dropout ? 0.4 : 0)
            .Dense(10)
            .Build(1);

    /// <summary>The residual network of 20 layers for images of 32 × 32 (He et al. 2016), with projections where the size changes.</summary>
    public static Network ResNet20()
    {
        NetworkBuilder layers = Network.Input(32, 32, 3).Then(Normalized(16, 3, 1)).Relu();

        foreach ((int filters, int stride) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
        {
            for (int block = 0; block < 3; block++)
            {
                int step = block == 0 ? stride : 1;
                Layer shortcut = step == 1 ? Layers.Identity() : Normalized(filters, 1, step);
                Layer main = Layers.Sequence(Normalized(filters, 3, step), Layers.Relu(), Normalized(filters, 3, 1));
                layers = layers.Then(Layers.Fork(Join.Add, shortcut, main)).Relu();
            }
        }

        return layers.GlobalAveragePool().Dense(10).Build(1);
    }

    /// <summary>An LSTM over 50 steps of 64 features.</summary>
    public static Network Lstm() => Network.Input(50, 64).Lstm(128).Dense(10).Build(1);

    private static Layer Normalized(int filters, int kernel, int stride) =>
        Layers.Sequence(Layers.Conv2D(filters, kernel, stride, Around(kernel / 2), bias: false), Layers.BatchNorm());

    private static Padding Around(int zeros) => Padding.NewExplicit((zeros, zeros), (zeros, zeros));

    /// <summary>Numbers to fit where the network gives one, else classes.</summary>
    private static Dataset Data(Case each)
    {
        int count = each.BatchSize * each.Steps;
        int classes = Outputs(each.Network);
        Tensor inputs = Zeros(each.Network, count) + Key.OfSeed(1).Normal([count, .. Sample(each.Network)]);
        Tensor targets =
            classes == 1
                ? inputs.Sum(1).ExpandAxis(1)
                : Tensor.Of([.. Enumerable.Range(0, count).Select(i => i % classes)]);
        return Datasets.FromTensors(inputs, targets);
    }

    private static int Outputs(Network network) => network.Predict(Zeros(network, 1)).Shape[1];

    private static int[] Sample(Network network) => ((Signal<Shape>.One)network.InputShape).Item.ToArray();

    private static Tensor Zeros(Network network, int count) => Tensor.Zeros([count, .. Sample(network)]);

    /// <summary>Runs of two epochs, of which the second is timed, from its first step to its last; of the runs, the fastest counts.</summary>
    private sealed class Paces(TrainingPlan plan, int steps)
    {
        public double Milliseconds { get; private set; } = double.MaxValue;

        public long Bytes { get; private set; } = long.MaxValue;

        public void Round()
        {
            Clock clock = new(steps, 2 * steps - 1);
            plan.Measure(Metrics.Custom("clock", (y, _) => Tensor.Custom(clock, y))).Epochs(2).Run();
            var (milliseconds, bytes) = clock.Between;
            Milliseconds = Math.Min(Milliseconds, milliseconds / (steps - 1));
            Bytes = Math.Min(Bytes, bytes / (steps - 1));
        }
    }

    /// <summary>An operation that notes the time, and how much has been allocated so far, in two of its runs.</summary>
    private sealed class Clock(int first, int last) : CustomOperation
    {
        private (long Time, long Bytes) start;
        private (long Time, long Bytes) end;
        private float[] zeros = [];
        private int run;

        public override string Name => "Clock";

        public (double Milliseconds, long Bytes) Between =>
            (Stopwatch.GetElapsedTime(start.Time, end.Time).TotalMilliseconds, end.Bytes - start.Bytes);

        public override TensorSpec Infer(TensorSpec[] operands) => new(new Shape(operands[0].Shape[0]), DType.Float32);

        public override Array Evaluate(NDArray[] operands)
        {
            if (run == first || run == last)
            {
                ref (long, long) reading = ref run == first ? ref start : ref end;
                reading = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
            }
            run++;
            zeros = zeros.Length == operands[0].Shape[0] ? zeros : new float[operands[0].Shape[0]];
            return zeros;
        }

        public override Tensor[] Gradient(Tensor[] operands, Tensor result, Tensor gradient) =>
            [Tensor.ZerosLike(operands[0])];
    }
}
