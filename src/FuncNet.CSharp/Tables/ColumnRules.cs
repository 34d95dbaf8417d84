namespace FuncNet;

/// <summary>What becomes of a column of a table. Settings out of range throw ConfigurationException where the rule is given.</summary>
public static class ColumnRules
{
    /// <summary>
    /// Numbers, dates and truth values: one feature, and a second one, 1 where the number was missing, if marksMissing. filling: what stands in for
    /// a missing number, the mean by default; scaling: how it is brought to the scale of the others, to mean 0 and variance 1 by default.
    /// </summary>
    public static ColumnRule Number(Filling? filling = null, Scaling? scaling = null, bool marksMissing = true) =>
        ColumnRule.NewNumber(
            new NumberRule(filling ?? FuncNet.Filling.Mean, marksMissing, scaling ?? Scaling.Standardize)
        );

    /// <summary>
    /// Categories: a feature for each, of which one is 1 and the others are 0. Those with fewer rows than minimumCount, and all but the commonest
    /// maximumCount, are rare and have one feature together. unknown: what becomes of one that the training part did not have; by default it is none of them.
    /// </summary>
    public static ColumnRule OneHot(int minimumCount = 1, int maximumCount = 50, UnknownCategory? unknown = null) =>
        ColumnRule.NewOneHot(Categories(minimumCount, maximumCount, unknown));

    /// <summary>
    /// Categories: an int32 index for an embedding of that many numbers; 0 for min(50, ⌈k/2⌉), k the number of indices. For the rest as
    /// <see cref="OneHot"/>; an unknown category has the index 0.
    /// </summary>
    public static ColumnRule Index(
        int embeddingSize = 0,
        int minimumCount = 1,
        int maximumCount = 50,
        UnknownCategory? unknown = null
    ) => ColumnRule.NewIndex(Categories(minimumCount, maximumCount, unknown), embeddingSize);

    /// <summary>No input.</summary>
    public static ColumnRule LeftOut => ColumnRule.LeftOut;

    private static CategoryRule Categories(int minimumCount, int maximumCount, UnknownCategory? unknown) =>
        new(minimumCount, maximumCount, unknown ?? UnknownCategory.None);

    extension(Filling)
    {
        /// <summary>A number of your own in place of a missing one.</summary>
        public static Filling With(double value) => Filling.NewConstant(value);
    }
}
