using FuncNet;

namespace CSharpTests.Facade;

public class EnsembleTests
{
    private static readonly Dataset Train = Datasets.Moons(100, noise: 0.2, seed: 1);
    private static readonly Dataset Test = Datasets.Moons(60, noise: 0.2, seed: 2);

    private static Network Fresh(int units = 8, long seed = 3) =>
        Network.Input(2).Dense(units).Relu().Dense(2).Build(seed);

    private static TrainingPlan Plan(Network? network = null, double rate = 0.02) =>
        (network ?? Fresh())
            .Train(Train)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(rate))
            .BatchSize(16)
            .Epochs(3)
            .Seed(5);

    [Fact]
    public void Networks_vote()
    {
        Network[] networks = [Fresh(seed: 1), Fresh(units: 5, seed: 2), Fresh(seed: 3)];
        Ensemble ensemble = Ensemble.Of(Vote.Softmax, networks);
        Tensor expected =
            (
                networks[0].Predict(Test.Inputs).Softmax()
                + networks[1].Predict(Test.Inputs).Softmax()
                + networks[2].Predict(Test.Inputs).Softmax()
            ) / 3;
        Assert.True((expected - ensemble.Predict(Test.Inputs)).Abs().Max().ToScalar() < 1e-6);
        Assert.Equal(expected.ArgMax(1).ToArray<int>(), ensemble.PredictClasses(Test.Inputs));
        Assert.Equal(networks[1].Predict(Test.Inputs), Ensemble.Of(Vote.Mean, networks[1]).Predict(Test.Inputs));

        Tensor second = ensemble.WithWeights(0, 2, 0).Predict(Test.Inputs);
        Assert.True((networks[1].Predict(Test.Inputs).Softmax() - second).Abs().Max().ToScalar() < 1e-6);

        double accuracy = ensemble.Evaluate(Test, Metrics.Accuracy)[0].Value;
        Assert.Equal(expected.ArgMax(1).EqualTo(Test.Targets).Cast(DType.Float64).Mean().ToScalar(), accuracy, 6);
        Assert.Equal(3, ensemble.EvaluateMembers(Test, Metrics.Accuracy).Count);
    }

    [Fact]
    public void An_ensemble_is_saved_and_loaded()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Ensemble ensemble = Ensemble.Of(Vote.Majority, Fresh(seed: 1), Fresh(seed: 2)).WithWeights(1, 0.25);
            ensemble.Save(path);
            foreach (
                Ensemble loaded in (Ensemble[])[Ensemble.Load(path, Fresh()), Ensemble.Load(path, [Fresh(), Fresh()])]
            )
            {
                Assert.Equal(Vote.Majority, loaded.Vote);
                Assert.Equal([1, 0.25], loaded.Weights);
                Assert.Equal(ensemble.Predict(Test.Inputs), loaded.Predict(Test.Inputs));
            }
            Assert.Contains("[2; 8]", Assert.Throws<DataException>(() => Ensemble.Load(path, Fresh(units: 4))).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_plan_is_bagged()
    {
        Bagging bagging = Plan().Bag(members: 3, Vote.Softmax);
        Assert.Equal(3, bagging.Ensemble.Members.Count);
        Assert.Equal(3, bagging.Ensemble.Members.Select(member => member.Parameters).Distinct().Count());
        Assert.All(bagging.Drawn, drawn => Assert.Equal(Train.Count, drawn.Count));
        Assert.InRange(bagging.EvaluateOutOfBag(Metrics.Accuracy)[0].Value, 0.5, 1);
        Assert.Equal(
            bagging.Ensemble.Predict(Test.Inputs),
            Plan().Watch(_ => { }).Bag(members: 3, Vote.Softmax).Ensemble.Predict(Test.Inputs)
        );

        // With a rate of 0 members are what they began with.
        IEnumerable<Parameters> Begun(bool keepWeights) =>
            Plan(rate: 0).Bag(2, Vote.Softmax, keepWeights).Ensemble.Members.Select(member => member.Parameters);
        Assert.All(Begun(keepWeights: true), parameters => Assert.Equal(Fresh().Parameters, parameters));
        Assert.All(Begun(keepWeights: false), parameters => Assert.NotEqual(Fresh().Parameters, parameters));
    }

    [Fact]
    public void A_plan_gives_snapshots_and_restarts()
    {
        Ensemble snapshots = Plan().Snapshots(cycles: 2, rate: 0.05, Vote.Softmax);
        int steps = 3 * ((Train.Count - 1) / 16 + 1);
        Schedule schedule = Schedules.CosineCycles(0.05, steps);
        Assert.Equal(0.05, schedule.At(steps));
        Network whole = Plan().With(Optimizers.Adam(schedule)).Epochs(6).Run().Network;
        Assert.Equal(whole.Parameters, snapshots.Members[1].Parameters);

        IReadOnlyList<Restart> restarts = Plan().ValidateOn(Test).Restart(4);
        Assert.Equal(restarts.Select(restart => restart.Loss).Order(), restarts.Select(restart => restart.Loss));
        Assert.Contains("validation data", Assert.Throws<ConfigurationException>(() => Plan().Restart(4)).Message);
        Assert.Contains(
            "ResumeFrom",
            Assert.Throws<ConfigurationException>(() => Plan().ResumeFrom(Plan().Start()).Bag(2, Vote.Mean)).Message
        );
    }

    [Fact]
    public void A_plan_is_cross_validated()
    {
        CrossValidation found = Plan().CrossValidate(k: 4, stratified: true);
        Assert.Equal(["loss", "accuracy"], found.Names);
        Assert.Equal(found.Values("accuracy").Average(), found.Mean("accuracy"), 12);
        Assert.Equal(Train.Count, found.Folds.Sum(fold => fold.Tested));
        Assert.Contains("deviation", found.ToString());

        int[] groups = [.. Enumerable.Range(0, Train.Count).Select(i => i % 5)];
        Assert.Equal(5, Plan().CrossValidate(Train.GroupKFold(groups, 5)).Folds.Count);

        CrossValidation sizes = CrossValidation.Measure(
            Train.KFold(3, seed: 1),
            (key, train, test) => [new Figure("train", train.Count), new Figure("test", test.Count)],
            seed: 1
        );
        Assert.Equal([34, 33, 33], sizes.Values("test"));
        Assert.Contains(
            "pipeline",
            Assert
                .Throws<ConfigurationException>(() =>
                    Fresh()
                        .Train(Pipelines.FromDataset(Train).Batch(10))
                        .Minimize(Losses.SoftmaxCrossEntropy)
                        .With(Optimizers.Adam())
                        .CrossValidate(3)
                )
                .Message
        );
    }

    private static readonly Hyperparameter<double> Rate = Hyperparameter.LogUniform("rate", 1e-4, 1e-1);
    private static readonly Hyperparameter<int> Units = Hyperparameter.LogWhole("units", 4, 16);
    private static readonly Hyperparameter<Initializer> Weights = Hyperparameter.Choice(
        "weights",
        ("he", Initializers.HeNormal),
        ("glorot", Initializers.GlorotUniform)
    );

    private static TrainingPlan Tried(HyperparameterValues values) =>
        Plan(
            Network.Input(2).Dense(values.Get(Units), kernel: values.Get(Weights)).Relu().Dense(2).Build(seed: 1),
            values.Get(Rate)
        );

    [Fact]
    public void Hyperparameters_are_searched()
    {
        List<SearchProgress> seen = [];
        Search search = Search.Random(6, Rate, Units, Weights).ScoreOn(Test).Maximizing("accuracy").OnTrial(seen.Add);
        SearchResult found = search.Run(Tried, seed: 1);
        Assert.Equal(6, seen.Count);
        Assert.Equal(
            found.Trials.Select(trial => trial.Score),
            search.WithThreads(1).Run(Tried, seed: 1).Trials.Select(trial => trial.Score)
        );

        Trial best = found.Best;
        Network again = Tried(best.Values).Seed(best.Key).Run().Network;
        Assert.Equal(best.Score, again.Evaluate(Test, Losses.SoftmaxCrossEntropy)["accuracy"]);
        Assert.Equal(["rate", "units", "weights"], best.Values.Texts.Select(text => text.Key));
        Assert.Contains("accuracy", found.ToString());
        Assert.Equal(8, Search.Grid(2, Rate, Units, Weights).ScoreByFolds(2).Run(Tried, seed: 1).Trials.Count);
    }

    [Fact]
    public void A_function_is_searched_and_trials_fail_alone()
    {
        Hyperparameter<double> x = Hyperparameter.Uniform("x", -2, 2);
        Hyperparameter<int> n = Hyperparameter.Whole("n", 1, 2);
        Hyperparameter<bool> fails = Hyperparameter.Among("fails", false, true);
        SearchResult found = Search
            .Grid(5, x, n, fails)
            .Minimizing("parabola")
            .Run(
                (values, key) =>
                    values.Get(fails)
                        ? throw new DataException("as it should")
                        : [new Figure("parabola", Math.Pow(values.Get(x) - 1, 2) + values.Get(n))],
                seed: 1
            );
        Assert.Equal(1, found.Best.Values.Get(x));
        Assert.Equal(1, found.Best.Score);
        Assert.Equal(10, found.Trials.Count(trial => trial.HasFailed && trial.Failure == "as it should"));
        Assert.Contains(
            "lower bound",
            Assert.Throws<ConfigurationException>(() => Hyperparameter.Uniform("x", 1, 0)).Message
        );
    }
}
