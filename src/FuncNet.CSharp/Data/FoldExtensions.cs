namespace FuncNet;

/// <summary>
/// Parts of data sets to train and to test on, and weights against uneven classes. Every part keeps its samples in the order of the data; which
/// sample goes where follows from the seed. Parts are disjoint, and together they are all samples.
/// </summary>
public static class FoldExtensions
{
    /// <summary>
    /// A random part of ⌊fraction · n + ½⌋ samples, and the others, in which every class has its share to within one sample; 0 &lt; fraction &lt; 1.
    /// </summary>
    public static (Dataset First, Dataset Others) SplitStratified(this Dataset data, double fraction, long seed)
    {
        var (first, others) = Folds.Dataset.splitStratified(Functions.KeyOf(seed), fraction, data);
        return (first, others);
    }

    /// <summary>
    /// k pairs of a training part and a test part: every sample is in one test part, whose sizes differ by at most 1. stratified: every class
    /// is dealt out evenly, to within one sample. Each pair is made when it is asked for.
    /// </summary>
    public static IEnumerable<(Dataset Train, Dataset Test)> KFold(
        this Dataset data,
        int k,
        long seed,
        bool stratified = false
    ) =>
        Pairs(
            stratified
                ? Folds.Dataset.stratifiedKFold(Functions.KeyOf(seed), k, data)
                : Folds.Dataset.kFold(Functions.KeyOf(seed), k, data)
        );

    /// <summary>k-fold with k = n: every sample alone is the test part once.</summary>
    public static IEnumerable<(Dataset Train, Dataset Test)> LeaveOneOut(this Dataset data) =>
        Pairs(Folds.Dataset.leaveOneOut(data));

    /// <summary>k-fold that never parts the samples of one group, such as of one patient. groups: the number of each sample's group.</summary>
    public static IEnumerable<(Dataset Train, Dataset Test)> GroupKFold(
        this Dataset data,
        IReadOnlyList<int> groups,
        int k
    ) => Pairs(Folds.Dataset.groupKFold(groups, k, data));

    /// <summary>n samples drawn with repetition, and those that were not drawn, to test on.</summary>
    public static (Dataset Drawn, Dataset OutOfBag) Bootstrap(this Dataset data, long seed)
    {
        var (drawn, rest) = Folds.Dataset.bootstrap(Functions.KeyOf(seed), data);
        return (drawn, rest);
    }

    /// <summary>n / (k · n_c) for each class c of k, with n_c of the n samples: all classes weigh the same together.</summary>
    public static IReadOnlyList<double> BalancedClassWeights(this Dataset data) =>
        Folds.Dataset.balancedClassWeights(data);

    /// <summary>The samples weighted by their class, times the weights that they have.</summary>
    public static Dataset WithClassWeights(this Dataset data, IReadOnlyList<double> weights) =>
        Folds.Dataset.withClassWeights(weights, data);

    /// <summary>The samples weighted by BalancedClassWeights.</summary>
    public static Dataset Balanced(this Dataset data) => Folds.Dataset.balanced(data);

    private static IEnumerable<(Dataset, Dataset)> Pairs(IEnumerable<Tuple<Dataset, Dataset>> pairs) =>
        pairs.Select(pair => (pair.Item1, pair.Item2));
}
