namespace FuncNet;

/// <summary>Parts, orders and batches of data sets. Each gives a new data set; an empty one is a DataException.</summary>
public static class DatasetExtensions
{
    /// <summary>The first ⌊fraction · n + ½⌋ samples, and the others; 0 &lt; fraction &lt; 1.</summary>
    public static (Dataset First, Dataset Others) Split(this Dataset data, double fraction)
    {
        var (first, others) = DatasetModule.split(fraction, data);
        return (first, others);
    }

    /// <summary>The same split of the samples in a random order, for data that are sorted by class.</summary>
    public static (Dataset First, Dataset Others) SplitRandomly(this Dataset data, double fraction, long seed) =>
        data.Shuffle(seed).Split(fraction);

    /// <summary>The first samples, that many, and the others.</summary>
    public static (Dataset First, Dataset Others) SplitAt(this Dataset data, int count)
    {
        var (first, others) = DatasetModule.splitAt(count, data);
        return (first, others);
    }

    /// <summary>The samples in a random order.</summary>
    public static Dataset Shuffle(this Dataset data, long seed) => data.Shuffle(Functions.KeyOf(seed));

    /// <summary>The samples in a random order.</summary>
    public static Dataset Shuffle(this Dataset data, Key key) => DatasetModule.shuffle(key, data);

    /// <summary>The first samples.</summary>
    public static Dataset Take(this Dataset data, int count) => DatasetModule.take(count, data);

    /// <summary>All but the first samples.</summary>
    public static Dataset Skip(this Dataset data, int count) => DatasetModule.skip(count, data);

    /// <summary>The samples at these places, in this order; a place may come several times.</summary>
    public static Dataset Select(this Dataset data, params int[] places) => DatasetModule.select(places, data);

    /// <summary>One data set behind another. Shapes, types and class names must be the same.</summary>
    public static Dataset Concatenate(this Dataset data, params IReadOnlyList<Dataset> others) =>
        DatasetModule.concat([data, .. others]);

    /// <summary>The same targets with other inputs [n; …], such as a reshaped or a cast tensor.</summary>
    public static Dataset MapInputs(this Dataset data, Func<Tensor, Tensor> function) =>
        DatasetModule.mapInputs(Functions.Of(function), data);

    /// <summary>The same inputs with other targets: int32 labels of the same classes, or numbers [n; …].</summary>
    public static Dataset MapTargets(this Dataset data, Func<Tensor, Tensor> function) =>
        DatasetModule.mapTargets(Functions.Of(function), data);

    /// <summary>
    /// The same samples, each with a weight wᵢ ≥ 0, which goes with it through every part, order and batch: training and validation measure
    /// Σ wᵢ·ℓᵢ / n (as Keras does by default). normalized: the weights are divided by their mean, so that over all of the data this is the
    /// weighted mean Σ w·ℓ / Σ w. Another number of weights than of samples, and a weight that is negative, infinite or NaN, is a DataException.
    /// </summary>
    public static Dataset WithWeights(this Dataset data, IReadOnlyList<double> weights, bool normalized = false) =>
        normalized
            ? SampleWeights.Dataset.withNormalizedWeights(weights, data)
            : SampleWeights.Dataset.withWeights(weights, data);

    /// <summary>Every input multiplied by a number.</summary>
    public static Dataset ScaleInputs(this Dataset data, double factor) => DatasetModule.scaleInputs(factor, data);

    /// <summary>The same data with the labels as one-hot rows, float32 [n; classes].</summary>
    public static Dataset OneHot(this Dataset data) => DatasetModule.oneHot(data);

    /// <summary>Inputs (x − μ) / σ, by the mean and the deviation of each feature of these very data.</summary>
    public static Dataset Standardize(this Dataset data) => data.Standardize(StandardizationModule.fit(data));

    /// <summary>Inputs (x − μ) / σ, by a mean and a deviation that were fitted, such as to the training set.</summary>
    public static Dataset Standardize(this Dataset data, Standardization fitted) =>
        StandardizationModule.apply(fitted, data);

    /// <summary>Batches in the order of the data; the last may be shorter. A size over the number of samples is a DataException.</summary>
    public static IEnumerable<Batch> Batches(this Dataset data, int size) => DatasetModule.batches(size, data);

    /// <summary>Batches in a random order, in which every sample comes once. Give each epoch its own key.</summary>
    public static IEnumerable<Batch> Batches(this Dataset data, int size, Key key) =>
        DatasetModule.shuffledBatches(size, key, data);

    /// <summary>How many samples each class has.</summary>
    public static IReadOnlyList<int> ClassSizes(this Dataset data) => DatasetModule.classSizes(data);

    extension(Standardization)
    {
        /// <summary>μ = Σ x / n and σ = √(Σ (x − μ)² / n) of each feature; σ = 1 for a constant one.</summary>
        public static Standardization Fit(Dataset data) => StandardizationModule.fit(data);
    }

    /// <summary>(x − μ) / σ for inputs [n; …] or one sample.</summary>
    public static Tensor Apply(this Standardization fitted, Tensor x) => StandardizationModule.applyTo(fitted, x);

    /// <summary>σ · x + μ, the inverse of Apply.</summary>
    public static Tensor Invert(this Standardization fitted, Tensor x) => StandardizationModule.invert(fitted, x);
}
