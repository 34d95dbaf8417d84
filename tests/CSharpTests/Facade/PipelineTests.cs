using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Pipelines, folds and class weights, as a user of C# writes them.</summary>
public class PipelineTests
{
    private static readonly Key Seed = Key.OfSeed(5);

    private static readonly Dataset Clouds = Datasets.Blobs(classes: 2, count: 120, noise: 0.3, seed: 1);

    private static Tensor Noise(Key key, Tensor x) => x + 0.1 * key.Normal(DType.Float32, x.Shape.ToArray());

    private static TrainingPlan Plan(TrainingData data) =>
        Network
            .Input(2)
            .Dense(8)
            .Tanh()
            .Dense(2)
            .Build(seed: 1)
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.02))
            .Epochs(15);

    [Fact]
    public void A_pipeline_trains_a_network()
    {
        Pipeline<Batch> pipeline = Pipelines
            .FromDataset(Clouds)
            .Shuffle(buffer: 50)
            .Batch(16)
            .MapInputsKeyed(Noise)
            .Prefetch(2);

        TrainingResult run = Network
            .Input(2)
            .Dense(8)
            .Tanh()
            .Dense(2)
            .Build(seed: 1)
            .Train(pipeline)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.02))
            .Epochs(15)
            .ValidateOn(Clouds)
            .Run();

        Assert.Equal(15 * 8, run.State.Step);
        Assert.True(run.History[^1].ValidationMetrics[0].Value > 0.95);

        TrainingResult named = Plan(pipeline.ForTraining(["left", "right"])).Run();
        Assert.Equal(["left", "right"], named.Network.ClassNames);
        Assert.Equal(run.Network.Parameters, named.Network.Parameters);
    }

    [Fact]
    public void Elements_follow_from_key_and_epoch_on_any_number_of_threads()
    {
        Pipeline<int> numbers = Pipelines.Generate(20, (_, i) => i);
        Func<Key, int, double> draw = (key, x) => x + key.Uniform(DType.Float64).ToScalar();
        double[] plain = [.. numbers.MapKeyed(draw).Elements(Seed, epoch: 3)];

        Assert.Equal(plain, numbers.MapKeyedParallel(3, draw).Prefetch(2).Elements(Seed, epoch: 3));
        Assert.Equal(plain[12..], numbers.MapKeyed(draw).Elements(Seed, epoch: 3, from: 12));
        Assert.NotEqual(plain, numbers.MapKeyed(draw).Elements(Seed, epoch: 4));
        Assert.Equal(20, numbers.Count);

        Pipeline<double> cached = numbers.MapKeyed(draw).Cache();
        Assert.Equal(cached.Elements(Seed, epoch: 3), cached.Elements(Seed, epoch: 4));
    }

    [Fact]
    public void Stages_do_what_their_names_say()
    {
        Pipeline<int> five = Pipelines.FromSequence([0, 1, 2, 3, 4]);
        Assert.Equal(["0", "1", "2", "3", "4"], five.Map(x => $"{x}").Elements(Seed));
        Assert.Equal(["0", "1", "2", "3", "4"], five.MapParallel(2, x => $"{x}").Elements(Seed));
        Assert.Equal([1, 3], five.Filter(x => x % 2 == 1).Elements(Seed));
        Assert.Null(five.Filter(x => x % 2 == 1).Count);
        Assert.Equal([1, 2, 2], five.Take(3).Collect(x => Enumerable.Repeat(x, x)).Elements(Seed));
        Assert.Equal([3, 4, 3, 4], five.Skip(3).Repeat(2).Elements(Seed));
        Assert.Equal([3, 4, 3], five.Skip(3).RepeatForever().Take(3).Elements(Seed));
        Assert.Equal([(0, 2), (1, 3), (2, 4)], five.Zip(five.Skip(2)).Elements(Seed));
        Assert.Equal([0, 1, 4], five.Take(3).Zip(five, (a, b) => a * b).Elements(Seed));
        Assert.Equal(
            [
                [0, 1, 2],
                [2, 3, 4],
            ],
            five.Window(3, stride: 2).Elements(Seed)
        );
        Assert.Equal(
            [
                [0, 1],
                [2, 3],
                [4],
            ],
            five.Chunk(2).Elements(Seed)
        );
        Assert.Equal(
            [
                [0, 1],
                [2, 3],
            ],
            five.Chunk(2, dropLast: true).Elements(Seed)
        );
        Assert.Equal([0, 1, 2, 3, 4], five.Shuffle(5).Elements(Seed).Order());
        Assert.Equal([0, 1, 0, 1, 2], Pipelines.Concatenate(five.Take(2), five.Take(3)).Elements(Seed));
        Assert.Equal([0, 3, 1, 4, 2], Pipelines.Interleave(five.Take(3), five.Skip(3)).Elements(Seed));
        Assert.Equal([7, 7], Pipelines.Create((_, epoch) => Enumerable.Repeat(epoch, 2)).Elements(Seed, epoch: 7));
        Assert.Equal([0, 1], Pipelines.GenerateForever((_, i) => i).Take(2).Elements(Seed));

        using CancellationTokenSource source = new();
        IEnumerable<int> endless = Pipelines
            .GenerateForever((_, i) => i)
            .Prefetch(2)
            .Elements(Seed, token: source.Token);
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (int i in endless)
            {
                if (i == 10)
                {
                    source.Cancel();
                }
            }
        });
    }

    [Fact]
    public void Samples_and_batches_have_names_and_weights()
    {
        Sample sample = Sample
            .Named([("image", Tensor.Of(1.0, 2.0)), ("age", Tensor.Of(3.0))], [("label", Tensor.Of(0.0))])
            .WithWeight(2);
        Batch batch = new[] { sample, sample.MapInputs(x => 2 * x) }.ToBatch();
        Assert.Equal(
            Tensor.Of(
                new double[,]
                {
                    { 3 },
                    { 6 },
                }
            ),
            batch.Input("age")
        );
        Assert.Equal(Tensor.Of(2.0, 2.0), batch.Weights);
        Assert.Equal(["label"], batch.TargetNames);
        Assert.Equal(["age", "image"], batch.Select(["age", "image"], ["label"]).InputNames);
        Assert.Equal(
            6,
            batch.MapInput("age", age => age * 2).Samples()[0].InputSignal is Signal<Tensor>.Many many
                ? ((Signal<Tensor>.One)many.Item[1]).Item.Sum().ToScalar()
                : 0
        );
        Assert.Equal(
            Tensor.Of(
                new double[,]
                {
                    { 1 },
                    { 1 },
                }
            ),
            batch.MapTargets(y => y + 1).Target("label")
        );

        Batch plain = new(
            Tensor.Of(
                new float[,]
                {
                    { 1 },
                }
            ),
            Tensor.Of(0)
        );
        Assert.Equal(["x"], plain.WithNames(["x"], ["y"]).InputNames);
        Assert.Equal(Tensor.Of(3.0), plain.WithWeights([3]).Weights);
        DataException error = Assert.Throws<DataException>(() => batch.Input("text"));
        Assert.Contains("image, age", error.Message);

        Pipeline<Batch> pipeline = Pipelines.FromSequence([plain]).Named(["x"], ["y"]);
        Assert.Equal(["y"], pipeline.Select(["x"], ["y"]).Elements(Seed).Single().TargetNames);
        Assert.Equal(
            Tensor.Of(
                new float[,]
                {
                    { 2 },
                }
            ),
            pipeline.MapInputs(x => 2 * x).Elements(Seed).Single().Inputs
        );
        Assert.Equal(
            2,
            Sample.Of([Tensor.Of(1.0), Tensor.Of(2.0)], Tensor.Of(0)).InputSignal is Signal<Tensor>.Many both
                ? both.Item.Length
                : 0
        );
        Assert.Equal(Tensor.Of(1), new Sample(Tensor.Of(1.0), 1).MapTargets(y => y.Reshape(1)).Target);
    }

    [Fact]
    public void Data_sets_become_pipelines_and_files_are_read_as_needed()
    {
        Assert.Equal(120, Pipelines.FromDataset(Clouds).Elements(Seed).Count());
        Assert.Equal([50, 50, 20], Pipelines.Batches(Clouds, 50).Elements(Seed).Select(batch => batch.Size));
        Assert.Equal([50, 50, 20], Pipelines.ShuffledBatches(Clouds, 50).Elements(Seed).Select(batch => batch.Size));
        Assert.Equal(120, Pipelines.Batches(Clouds, 50).Unbatch().Elements(Seed).Count());
        Assert.Equal(2, Pipelines.FromDataset(Clouds).Batch(50, dropLast: true).Count);
        Tensor pairs = Pipelines.Generate(2, (_, i) => Tensor.Of((double)i)).Batch(2).Elements(Seed).Single();
        Assert.Equal(
            Tensor.Of(
                new double[,]
                {
                    { 0 },
                    { 1 },
                }
            ),
            pairs
        );

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a,b\n1,2\n");
            Assert.Equal(
                [
                    ["a", "b"],
                    ["1", "2"],
                ],
                Pipelines.CsvRows(path).Elements(Seed)
            );
            Assert.Throws<DataException>(() => Pipelines.Idx(path, path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Data_are_split_folded_and_weighted()
    {
        Dataset data = Clouds.Take(90);
        var (first, others) = data.SplitStratified(0.3, seed: 1);
        Assert.Equal((27, 63), (first.Count, others.Count));
        Assert.All(
            first.ClassSizes().Zip(data.ClassSizes()),
            pair => Assert.InRange(pair.First - 0.3 * pair.Second, -1, 1)
        );

        foreach (bool stratified in new[] { false, true })
        {
            var folds = data.KFold(4, seed: 2, stratified).ToArray();
            Assert.Equal([22, 22, 23, 23], folds.Select(fold => fold.Test.Count).Order());
            Assert.All(folds, fold => Assert.Equal(90, fold.Train.Count + fold.Test.Count));
        }

        Assert.Equal(90, data.LeaveOneOut().Count());
        int[] groups = [.. Enumerable.Range(0, 90).Select(i => i / 10)];
        Assert.Equal([30, 30, 30], data.GroupKFold(groups, 3).Select(fold => fold.Test.Count));
        var (drawn, rest) = data.Bootstrap(seed: 3);
        Assert.Equal(90, drawn.Count);
        Assert.InRange(rest.Count, 20, 50);

        Assert.Equal(data.Balanced().Weights, data.WithClassWeights(data.BalancedClassWeights()).Weights);
        Assert.Equal(90, data.Balanced().Weights.Sum().ToScalar(), 9);
    }

    [Fact]
    public void A_fraction_of_the_data_validates()
    {
        List<TrainingEvent> events = [];
        TrainingResult run = Plan(Clouds).BatchSize(16).ValidateOnFraction(0.2).Watch(events.Add).Run();
        Assert.Equal(96, Assert.IsType<TrainingEvent.Started>(events[0]).Samples);
        Assert.True(double.IsFinite(run.History[^1].ValidationLoss));

        TrainingPlan refused = Plan(Pipelines.Batches(Clouds, 16).ForTraining()).ValidateOnFraction(0.2);
        Assert.Contains("Dataset in memory", Assert.Throws<ConfigurationException>(() => refused.Run()).Message);
    }
}
