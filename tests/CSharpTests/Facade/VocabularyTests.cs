using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Each word of the facade means what its documentation says: arguments arrive in their places.</summary>
public class VocabularyTests
{
    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, tolerance: 1e-6);

    [Fact]
    public void Schedules_are_their_formulas()
    {
        Near(0.1, Schedules.Constant(0.1).At(99));
        Near(0.1 / (1 + 0.5 * 3 / 10), Schedules.InverseTime(0.1, decay: 0.5, decaySteps: 10).At(3));
        Near(0.1 * 0.25, Schedules.Step(0.1, factor: 0.5, every: 10).At(25));
        Near(0.1 * Math.Pow(0.5, 2.5), Schedules.Exponential(0.1, factor: 0.5, steps: 10).At(25));
        Near(0.02 + 0.04 * (1 + Math.Cos(Math.PI * 0.3)), Schedules.Cosine(0.1, steps: 10, last: 0.02).At(3));
        Near(0.04, Schedules.WarmUp(5, Schedules.Constant(0.1)).At(1));
        Near(0.1 / 25, Schedules.OneCycle(0.1, steps: 100).At(0));
        Near(0.1 / 10, Schedules.OneCycle(0.1, steps: 100, startDivisor: 10).At(0));
        Near(0.01, Schedules.Piecewise(0.1, (10, 0.01), (20, 0.001)).At(10));
        Near(4, Schedules.Custom("square", step => step.Cast(DType.Float64).Square()).At(2));
    }

    [Fact]
    public void Optimizers_take_their_first_step()
    {
        // From x = 3 with the gradient 2.
        double After(Optimizer optimizer)
        {
            Parameters x = Parameters.Of(
                (
                    "x",
                    Tensor.Of(
                        new[,]
                        {
                            { 3.0 },
                        }
                    )
                )
            );
            Parameters g = Parameters.Of(
                (
                    "x",
                    Tensor.Of(
                        new[,]
                        {
                            { 2.0 },
                        }
                    )
                )
            );
            var (updates, state) = optimizer.Update(g, optimizer.Initialize(x), x);
            Assert.Equal(state, state.WithTree(state.ToTree()));
            return (x + updates)["x"].Sum().ToScalar();
        }

        Near(3 - 0.2, After(Optimizers.Sgd(0.1)));
        Near(3 - 0.2, After(Optimizers.Momentum(0.1, momentum: 0.9)));
        Near(3 - 0.2 * 1.9, After(Optimizers.Nesterov(0.1, momentum: 0.9)));
        Near(3 - 0.1 / Math.Sqrt(0.1), After(Optimizers.RmsProp(0.1, rho: 0.9)));
        Near(3 - 0.1, After(Optimizers.Adam(0.1)));
        Near(3 - 0.1 * (2 / 3.0), After(Optimizers.Adam(0.1, epsilon: 1)));
        Near(3 - 0.1 - 0.1 * 0.5 * 3, After(Optimizers.AdamW(0.1, decay: 0.5)));
        Near(3 - 0.1, After(Optimizers.Adam(Schedules.Step(0.1, 0.5, 1))));
        Near(3 + 2 + 0.5 * 3, After(Optimizers.AddDecayedWeights(0.5)));
        Near(3 + 2, After(Optimizers.AddDecayedWeights(0.5, path => path != "x")));
        Near(3 + 1, After(Optimizers.ClipByValue(1)));
        Near(3 + 1, After(Optimizers.ClipByNorm(1)));
        Near(3 + 1, After(Optimizers.ClipByGlobalNorm(1)));
        Near(3 + 2, After(Optimizers.Identity));
        Near(3 + 2, After(Optimizers.Mask(path => path == "y", Optimizers.Sgd(0.1))));
        Near(3 - 0.1, After(Optimizers.Chain(Optimizers.ClipByNorm(1), Optimizers.Sgd(0.1))));
        Near(3 - 0.4, After(Optimizers.Sgd(0.1).WithSchedule(Schedules.Constant(0.2))));
        Near(3 + 2 * 1.9, After(Optimizers.ScaleByNesterov(0.9)));
        Near(3 + 2, After(Optimizers.ScaleByMomentum(0.9)));
        Near(3 + 1 / Math.Sqrt(0.1), After(Optimizers.ScaleByRms(0.9)));
        Near(3 + 1, After(Optimizers.ScaleByAdam()));
        Assert.Equal("mine", Optimizers.Adam().Named("mine").Name);
    }

    [Fact]
    public void Losses_and_metrics_are_their_formulas()
    {
        Tensor scores = Tensor.Of(
            new[,]
            {
                { 1.0, 3.0, 2.0 },
            }
        );
        Tensor label = Tensor.Of(2);
        double denominator = Math.Exp(1) + Math.Exp(3) + Math.Exp(2);
        double Value(Loss loss, Tensor prediction, Tensor target) => loss.Value(prediction, target).ToScalar();
        double Measure(Metric metric, Tensor prediction, Tensor target) =>
            metric.ForEachSample(prediction, target).Mean().ToScalar();

        Near(Math.Log(denominator) - 2, Value(Losses.SoftmaxCrossEntropy, scores, label));
        Near(Math.Log(denominator) - 2, Value(Losses.CrossEntropy(), scores.Softmax(), label));
        Near(
            -Math.Log(0.1),
            Value(
                Losses.CrossEntropy(epsilon: 0.1),
                Tensor.Of(
                    new[,]
                    {
                        { 1.0, 0.0 },
                    }
                ),
                Tensor.Of(1)
            )
        );
        Tensor one = Tensor.Of(
            new[,]
            {
                { 1.0 },
            }
        );
        Near(Math.Log(1 + Math.Exp(-2)), Value(Losses.SigmoidCrossEntropy, 2 * one, one));
        Near(-Math.Log(0.25), Value(Losses.BinaryCrossEntropy(), 0.25 * one, one));
        Near(4, Value(Losses.MeanSquaredError, 3 * one, one));
        Near(2, Value(Losses.MeanAbsoluteError, 3 * one, one));
        Near(1.5, Value(Losses.SmoothL1(), 3 * one, one));
        Near(0.125, Value(Losses.SmoothL1(beta: 4), 2 * one, one));

        Assert.Equal(0, Measure(Metrics.Accuracy, scores, label));
        Assert.Equal(1, Measure(Metrics.TopK(2), scores, label));
        Assert.Equal(1, Measure(Metrics.BinaryAccuracy(), 0.2 * one, one));
        Assert.Equal(0, Measure(Metrics.BinaryAccuracy(threshold: 0.5), 0.2 * one, one));
        Assert.Equal(4, Measure(Metrics.MeanSquaredError, 3 * one, one));
        Assert.Equal(2, Measure(Metrics.MeanAbsoluteError, 3 * one, one));
        Assert.Equal(4, Measure(Losses.MeanSquaredError.AsMetric(), 3 * one, one));
        Assert.Equal(2, Measure(Metrics.Custom("difference", (y, t) => y - t), 3 * one, one));
    }

    [Fact]
    public void Information_is_measured_in_nats()
    {
        Tensor p = Tensor.Of(0.5, 0.25, 0.25);
        Tensor q = Tensor.Of(0.25, 0.25, 0.5);

        Near(Math.Log(2), Information.Content(p)[0].ToScalar());
        Near(1.5, Information.InBits(Information.Entropy(p)).ToScalar());
        Near(1.75, Information.InBits(Information.CrossEntropy(p, q)).ToScalar());
        Near(0.25, Information.InBits(Information.Divergence(p, q)).ToScalar());
    }

    [Fact]
    public void Initializers_draw_what_they_say()
    {
        Tensor Kernel(Initializer initializer) =>
            Network.Input(300).Dense(200, kernel: initializer).Build(seed: 1).Parameters["dense1.kernel"];
        double Deviation(Initializer initializer) => Math.Sqrt(Kernel(initializer).Variance().ToScalar());
        void Close(double expected, Initializer initializer) =>
            Assert.InRange(Deviation(initializer) / expected, 0.98, 1.02);

        Close(Math.Sqrt(2 / 500.0), Initializers.GlorotNormal);
        Close(Math.Sqrt(2 / 500.0), Initializers.GlorotUniform);
        Close(Math.Sqrt(2 / 300.0), Initializers.HeNormal);
        Close(Math.Sqrt(2 / 300.0), Initializers.HeUniform);
        Close(1 / Math.Sqrt(900), Initializers.Standard);
        Close(0.5, Initializers.Normal(mean: 3, deviation: 0.5));
        Close(4 / Math.Sqrt(12), Initializers.Uniform(low: 1, high: 5));
        Close(0.5 * Math.Sqrt(0.7737), Initializers.TruncatedNormal(mean: 3, deviation: 0.5));
        Assert.Equal(3, Kernel(Initializers.Normal(mean: 3)).Mean().ToScalar(), 1);
        Assert.Equal(Tensor.Full(7, 300, 200), Kernel(Initializers.Constant(7)));
        Assert.Equal(Tensor.Zeros(300, 200), Kernel(Initializers.Zeros));
        Assert.Equal(Tensor.Ones(300, 200), Kernel(Initializers.Ones));
        Tensor q = Kernel(Initializers.Orthogonal(gain: 2));
        Assert.True((q.Transpose().MatMul(q) - 4 * Tensor.Eye(200)).Abs().Max().ToScalar() < 1e-4);
        Initializer mine = Initializers.Custom("mine", (shape, dtype, key) => Tensor.Full(dtype, 2, shape));
        Assert.Equal(Tensor.Full(2, 300, 200), Kernel(mine));
    }

    [Fact]
    public void Activations_are_their_formulas()
    {
        Tensor x = Tensor.Of(-2f, 0.5f);
        Tensor Of(Layer layer) => layer.Build([2], seed: 0).Predict(x);
        void Are(double first, double second, Layer layer)
        {
            Tensor y = Of(layer);
            Near(first, y[0].ToScalar());
            Near(second, y[1].ToScalar());
        }
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

        Are(0, 0.5, Layers.Relu());
        Are(-0.2, 0.5, Layers.LeakyRelu(0.1));
        Are(-0.5, 0.5, Layers.PRelu());
        Are(Sigmoid(-2), Sigmoid(0.5), Layers.Sigmoid());
        Are(Sigmoid(3 * -3), Sigmoid(3 * -0.5), Layers.Logistic(midpoint: 1, steepness: 3));
        Are(Math.Tanh(-2), Math.Tanh(0.5), Layers.Tanh());
        Are(-1, 0.5, Layers.HardTanh());
        Are(2, 0.5, Layers.Absolute());
        Are(Math.Log(1 + Math.Exp(-2)), Math.Log(1 + Math.Exp(0.5)), Layers.Softplus());
        Are(Math.Cos(-2), Math.Cos(0.5), Layers.Cos());
        Are(Sigmoid(-2.5), Sigmoid(2.5), Layers.Softmax());
        Are(Sigmoid(-1.25), Sigmoid(1.25), Layers.Softmax(temperature: 2));
        Are(-8, 0.125, Layers.Activation("Cube", x => x * x * x));
        Are(-2, 0.5, Layers.Identity());
        Are(-2, 0.5, Layers.Dropout(0.5));
        Are(-4, 1, Layers.Residual(Layers.Identity()));
        Are(4, 0.25, Layers.Fork(Join.Multiply, Layers.Identity(), Layers.Identity()));
        Are(Math.Cos(0), Math.Cos(0.5), Layers.Relu().Then(Layers.Cos()));
        Are(Math.Cos(Math.Cos(-2)), Math.Cos(Math.Cos(0.5)), Layers.Repeat(2, Layers.Cos()));

        Layer tied = Layers.Shared(Layers.Dense(2));
        Assert.Equal(6, Layers.Sequence(tied, Layers.Tanh(), tied).Summary(2).TotalParameters);
        Assert.Equal(
            new Shape(2, 1),
            Layers
                .Sequence(Layers.Reshape(-1, 1), Layers.Reshape(1, 2), Layers.Flatten(), Layers.Reshape(2, 1))
                .Build([2], seed: 0)
                .Predict(x)
                .Shape
        );
    }

    [Fact]
    public void Convolutions_take_their_settings()
    {
        Network network = Network
            .Input(8, 12, 2)
            .Conv2D(4, kernel: (3, 5), strides: (1, 2), padding: Padding.Same, groups: 2, bias: false, name: "a")
            .Conv2D(2, kernel: 2, dilation: 2, padding: Padding.Of((1, 0), (0, 1)), name: "b")
            .MaxPool2D((3, 2), strides: 1)
            .Build(seed: 0);

        Assert.Equal(["a.kernel", "b.kernel", "b.bias"], network.Parameters.Paths);
        Assert.Equal(new Shape(3, 5, 1, 4), network.Parameters["a.kernel"].Shape);
        Assert.Equal(new Shape(5, 4, 2), network.Predict(Tensor.Zeros(8, 12, 2)).Shape);
        Assert.Equal("3×5", new Size2D(3, 5).ToString());
    }

    [Fact]
    public void Trees_are_taken_apart_and_put_together()
    {
        Tensor one = Tensor.Of(1f);
        Parameters tree = Parameters.Of(("block.a", one), ("block.b", 2 * one), ("c", 3 * one));

        Assert.Equal(["a", "b"], tree.Under("block").Paths);
        Assert.Equal(["block.a", "block.b"], tree.Matching("block.*").Paths);
        Assert.Equal(["c"], tree.Filter(path => path.Length == 1).Paths);
        Assert.Equal(tree, Parameters.Merge(tree.Under("block").Prefixed("block"), tree.Matching("c")));
        Assert.Equal(tree * 2, tree.Map(x => x + x));
        Assert.Equal(tree, tree.Map(tree, (a, b) => (a + b) / 2));
        Assert.Equal(3 * one, tree.Map((path, x) => path == "c" ? x : 0 * x)["c"]);
        Assert.Equal(Math.Sqrt(14), tree.Norm().ToScalar(), 5);
        Assert.Equal(14, tree.Dot(tree).ToScalar());
        Assert.Equal(["c"], tree.Differences(tree.With(Parameters.Of(("c", one)))).Select(line => line.Path));
        Assert.Equal(tree - tree, tree.ZerosLike());
        Assert.Throws<ConfigurationException>(() => tree + tree.Under("block"));
    }

    [Fact]
    public void Files_of_tensors_are_written_and_read()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Parameters tree = Parameters.Of(("a", Tensor.Of(1f, 2f)), ("b", Tensor.Of(1, 2)));
            TensorFile.Write(path, tree, [KeyValuePair.Create("made by", "a test")]);
            SafetensorsContent content = TensorFile.Read(path);
            Assert.Equal(tree, Parameters.Of([.. content.Tensors.Select(entry => (entry.Key, entry.Value))]));
            Assert.Equal("a test", content.Metadata["made by"]);

            TensorFile.Write(
                path,
                tree,
                (name, _) => name == "a" ? SafetensorsType.BFloat16 : SafetensorsType.UInt8,
                [KeyValuePair.Create("made by", "a test")]
            );
            content = TensorFile.Read(path);
            Assert.Equal(tree, Parameters.Of([.. content.Tensors.Select(entry => (entry.Key, entry.Value))]));
            string file = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
            Assert.Contains("\"BF16\"", file);
            Assert.Contains("\"U8\"", file);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Tables_are_read_with_their_settings()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllText(path, "kind;size\nb;1.5\na;2.5\n");
            Dataset kinds = Datasets.Csv(path, target: "kind", classNames: ["b", "a"]);
            Assert.Equal([0, 1], kinds.Targets.ToArray<int>());
            Assert.Equal(["b", "a"], kinds.ClassNames);

            File.WriteAllText(path, "1|2\n3|4\n");
            Dataset numbers = Datasets.Csv(path, separator: '|', hasHeader: false, isRegression: true);
            Assert.Equal(
                Tensor.Of(
                    new[,]
                    {
                        { 2f },
                        { 4f },
                    }
                ),
                numbers.Targets
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Synthetic_data_have_their_classes()
    {
        Assert.Equal(new Shape(28, 28, 1), Datasets.Digits(10, seed: 1).InputShape);
        Assert.Equal(10, Datasets.Digits(10, seed: 1).ClassCount);
        Assert.Equal(5, Datasets.Spirals(arms: 5, count: 20, noise: 0, seed: 1).ClassCount);
        Assert.Equal(4, Datasets.Blobs(classes: 4, count: 20, noise: 0.1, seed: 1).ClassCount);
        Assert.Equal(20, Datasets.Moons(20, noise: 0.1, seed: 1).Count);
        Dataset circles = Datasets.Circles(20, noise: 0, seed: 1, factor: 0.5);
        Tensor radii = circles.Inputs.Square().Sum(1).Sqrt();
        Assert.Equal(15, radii.Sum().ToScalar(), 4);
        Dataset xor = Datasets.Xor(20, noise: 0, seed: 1);
        Tensor differ = xor.Inputs[.., 0].NotEqualTo(xor.Inputs[.., 1]).Cast(DType.Int32);
        Assert.Equal(xor.Targets, differ);
    }
}
