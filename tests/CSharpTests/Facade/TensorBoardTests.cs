using FuncNet;

namespace CSharpTests.Facade;

public class TensorBoardTests
{
    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 2, 29, 12, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public void A_run_is_written_down_and_read_back()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet");
        try
        {
            Dataset data = Datasets.Spirals(arms: 3, count: 60, noise: 0.2, seed: 1);
            Network network = Network.Input(2).Dense(4).Relu().Dense(3).Build(seed: 2);

            TrainingResult run = network
                .Train(data)
                .Minimize(Losses.SoftmaxCrossEntropy)
                .With(Optimizers.Sgd(0.1))
                .Epochs(2)
                .BatchSize(20)
                .ValidateOnFraction(0.25)
                .LogToTensorBoard(folder.FullName, everySteps: 2, probe: data)
                .Run();

            IReadOnlyList<TensorBoardEvent> Events(string part) =>
                TensorBoard.Read(Assert.Single(Directory.GetFiles(Path.Combine(folder.FullName, part))));

            double[] Scalars(string part, string tag) =>
                [
                    .. Events(part)
                        .Select(told => told.Entry)
                        .OfType<TensorBoardEntry.Scalar>()
                        .Where(scalar => scalar.Tag == tag)
                        .Select(scalar => scalar.Value),
                ];

            Assert.Empty(run.Warnings);
            Assert.Equal(run.History.Select(report => (double)(float)report.Loss), Scalars("train", "loss"));
            Assert.Equal(
                run.History.Select(report => (double)(float)report.ValidationLoss),
                Scalars("validation", "loss")
            );
            Assert.NotEmpty(Scalars("train", "step/loss"));
            IReadOnlyList<TensorBoardNode> graph = Assert
                .Single(Events("train").Select(told => told.Entry).OfType<TensorBoardEntry.Graph>())
                .Nodes;
            Assert.Equal(["input", "dense1", "relu1", "dense2"], graph.Select(node => node.Name));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void Events_of_ones_own_are_written()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet");
        try
        {
            DateTimeOffset now = new Clock().GetUtcNow();
            string path = TensorBoard.NewPath(now, folder.FullName);
            var spread = TensorBoard.Histogram(Tensor.Of(1.0, 2.0, 2.0));
            TensorBoard.Write(path, [new(now, 1, TensorBoardEntry.NewHistogram("weights", spread))]);
            TensorBoard.Append(path, [new(now, 2, TensorBoardEntry.NewText("note", "done"))]);
            var events = TensorBoard.Read(path);
            Assert.Equal([1, 2], events.Select(told => (int)told.Step));
            Assert.All(events, told => Assert.Equal(now, told.Time));
            Assert.Equal(3, Assert.IsType<TensorBoardEntry.Histogram>(events[0].Entry).Spread.Count);
            Assert.Equal("done", Assert.IsType<TensorBoardEntry.Text>(events[1].Entry).Content);

            var error = Assert.Throws<ConfigurationException>(() => TensorBoard.Log(folder.FullName, everySteps: -1));
            Assert.Contains("steps", error.Message);
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
