namespace FuncNet;

/// <summary>
/// What is to be done with the columns of a table before a network sees them: said by Preprocessing.For, fitted to the training part by
/// Fit. Each function gives a new value.
/// </summary>
public static class PreprocessingExtensions
{
    extension(Preprocessing)
    {
        /// <summary>
        /// All columns but the target are inputs: numbers, dates and truth values standardized, missing ones filled with the mean and marked; texts
        /// one-hot, the commonest 50 categories, and an unknown one is none of them. A column is left out if every value is missing or the same, or if it
        /// holds more than 50 texts that differ in more than half of the rows, such as names.
        /// </summary>
        public static Preprocessing For(string target) => PreprocessingModule.ofTarget(target);
    }

    /// <summary>The target is classes: texts, truth values or numbers. names: in the order of their labels; none finds them.</summary>
    public static Preprocessing Classes(this Preprocessing preprocessing, params IReadOnlyList<string> names) =>
        PreprocessingModule.withTarget(TargetRule.NewClasses(names), preprocessing);

    /// <summary>The target is numbers, which are standardized, and brought back in predictions.</summary>
    public static Preprocessing NumericTarget(this Preprocessing preprocessing) =>
        PreprocessingModule.withTarget(TargetRule.Numbers, preprocessing);

    /// <summary>A rule for columns of numbers, dates and truth values without a rule of their own, from ColumnRules.Number.</summary>
    public static Preprocessing Numbers(this Preprocessing preprocessing, ColumnRule rule) =>
        rule is ColumnRule.Number number
            ? PreprocessingModule.withNumbers(number.Rule, preprocessing)
            : throw new ConfigurationException(
                "Preprocessing.Numbers takes a rule for numbers, of ColumnRules.Number; other rules are given by column."
            );

    /// <summary>A rule for columns of texts without a rule of their own, from ColumnRules.OneHot.</summary>
    public static Preprocessing Categories(this Preprocessing preprocessing, ColumnRule rule) =>
        rule is ColumnRule.OneHot oneHot
            ? PreprocessingModule.withCategories(oneHot.Rule, preprocessing)
            : throw new ConfigurationException(
                "Preprocessing.Categories takes a rule of ColumnRules.OneHot; other rules are given by column."
            );

    /// <summary>A rule for some columns: <c>Column(ColumnRules.Index(), "city", "street")</c>.</summary>
    public static Preprocessing Column(
        this Preprocessing preprocessing,
        ColumnRule rule,
        params IReadOnlyList<string> names
    ) => PreprocessingModule.withRule(names, rule, preprocessing);

    /// <summary>Some columns are no inputs.</summary>
    public static Preprocessing Without(this Preprocessing preprocessing, params IReadOnlyList<string> names) =>
        PreprocessingModule.without(names, preprocessing);

    /// <summary>
    /// Fits every mean, deviation, median, category and class to a table, which is the training part and nothing else. What can't be fitted is
    /// a DataException that says what and where.
    /// </summary>
    public static Preprocessor Fit(this Preprocessing preprocessing, Table table) =>
        PreprocessorModule.fit(preprocessing, table);

    /// <summary>
    /// The inputs of a network with their targets: int32 labels [n] with the names of the classes, or standardized numbers, float32 [n; 1]. What does
    /// not fit is a DataException that names file, line and column.
    /// </summary>
    public static Dataset Apply(this Preprocessor preprocessor, Table table) =>
        PreprocessorModule.apply(table, preprocessor);

    /// <summary>
    /// The inputs of a network, in order: a matrix of features, float32 [n; features], if there are any, then for each column with an index int32 [n].
    /// The table need not have the target.
    /// </summary>
    public static IReadOnlyList<Tensor> Inputs(this Preprocessor preprocessor, Table table) =>
        [.. SignalModule.values(PreprocessorModule.inputs(table, preprocessor))];

    /// <summary>
    /// A network for it: the layer that embeds each index and joins it with the features, then what the body adds, then a dense layer "output" with a
    /// result for each class, or one number.
    /// </summary>
    public static NetworkBuilder Network(
        this Preprocessor preprocessor,
        Func<NetworkBuilder, NetworkBuilder>? body = null
    )
    {
        NetworkBuilder front = new NetworkBuilder(PreprocessorModule.inputShape(preprocessor)).Then(
            PreprocessorModule.inputLayer(preprocessor)
        );
        return (body is null ? front : body(front)).Dense(preprocessor.OutputCount, name: "output");
    }

    /// <summary>What is minimized: the cross-entropy from logits for classes, the squared error for numbers.</summary>
    public static Loss Loss(this Preprocessor preprocessor) => PreprocessorModule.loss(preprocessor);
}
