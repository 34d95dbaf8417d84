using FuncNet;

namespace Benchmarks.Compare;

/// <summary>Steps of training, as TrainingPlan.Run makes them: compiled, each batch gathered from a shuffled data set.</summary>
internal sealed class TrainRow : IRow
{
    private readonly Model model;
    private readonly Network network;
    private readonly Loss loss;
    private readonly Dataset data;

    public TrainRow(string name, Reference? reference)
    {
        model = Model.Named(name);
        network = model.Network(dropout: true);
        int outputs = ((Signal<Shape>.One)network.OutputShape).Item[0];
        loss = model.Loss(outputs);
        data = Draw(outputs);
        if (reference is not null)
        {
            Compare(reference);
        }
    }

    public double Measure(double seconds)
    {
        using CancellationTokenSource end = new();
        StepClock clock = new(seconds / 4, seconds, end);
        Plan(network, data, clock).With(model.Optimizer).Epochs(1_000_000).Run(token: end.Token);
        return clock.Seconds;
    }

    private Dataset Draw(int outputs)
    {
        int count = model.Batch * model.Batches;
        Tensor inputs = Key.OfSeed(1).Normal([count, .. ((Signal<Shape>.One)network.InputShape).Item.ToArray()]);
        Tensor targets =
            outputs == 1
                ? inputs.Sum(1).ExpandAxis(1)
                : Tensor.Of([.. Enumerable.Range(0, count).Select(i => i % outputs)]);
        return Datasets.FromTensors(inputs, targets);
    }

    private TrainingPlan Plan(Network trained, Dataset samples, StepClock clock) =>
        trained
            .Train(samples)
            .Minimize(loss)
            .BatchSize(model.Batch)
            .Measure(Metrics.Custom("clock", (y, _) => Tensor.Custom(clock, y)));

    /// <summary>
    /// Output, loss and gradient, the latter from a fit of one step of gradient descent, and the optimizer's update from PyTorch's gradient. The
    /// rate is so large that the weights do not blur the gradient in their difference.
    /// </summary>
    private void Compare(Reference reference)
    {
        Network start = reference.Weights(model.Network(dropout: false));
        const double Rate = 1 << 20;
        reference.Compare("output", start.Apply(start.Parameters, reference["input"], training: true));

        using CancellationTokenSource end = new();
        TrainingResult run = Plan(start, Datasets.FromTensors(reference["input"], reference["target"]), new(0, 1, end))
            .With(Optimizers.Sgd(Rate))
            .Watch(FailIfEager)
            .Run();
        reference.Compare("loss", [(float)run.History[0].Loss]);
        reference.Compare("gradient", (start.Parameters - run.Network.Parameters) / Rate);

        Parameters gradient = reference.Tree("gradient", start.Parameters);
        Parameters weights = reference.Tree("weight", start.Parameters);
        reference.Compare(
            "update",
            model.Optimizer.Update(gradient, model.Optimizer.Initialize(weights), weights).Item1
        );
    }

    private static void FailIfEager(TrainingEvent happened)
    {
        if (happened is TrainingEvent.RunsEagerly eager)
        {
            throw new InvalidOperationException($"compare: expected a compiled step; it runs eagerly: {eager.Reason}");
        }
    }
}
