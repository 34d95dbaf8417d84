namespace FuncNet;

/// <summary>Networks with the preprocessing that they were trained with: they take tables, and say classes or numbers in their own units.</summary>
public static class TableModelExtensions
{
    extension(TableModel)
    {
        /// <summary>A network with its preprocessing. One that takes or gives other shapes than the preprocessing throws ShapeException.</summary>
        public static TableModel Of(Preprocessor preprocessor, Network network) =>
            TableModelModule.create(preprocessor, network);

        /// <summary>
        /// The model of a file that Save has written, with layers that the catalog knows: those of the library, unless a catalog is given. What is missing
        /// in the file or does not fit is a DataException that names the file and what it is.
        /// </summary>
        public static TableModel Load(string path, LayerCatalog? catalog = null) =>
            ModelFile.TableModel.loadWith(catalog ?? LayerCatalog.Standard, path);
    }

    /// <summary>
    /// Begins the making of a model that predicts a column from all others. body: the layers between the features and the results; the first
    /// and the last ones follow from the table: <c>table.Learn("income", body => body.Dense(32).Relu())</c>.
    /// </summary>
    public static TableTrainingPlan Learn(
        this Table table,
        string target,
        Func<NetworkBuilder, NetworkBuilder>? body = null
    ) => new(table, target, body);

    /// <summary>
    /// Writes the model to a safetensors file, whole or not at all. Layers of one's own that the catalog (of the library's layers, unless one is given) would
    /// not make again are a ConfigurationException.
    /// </summary>
    public static void Save(this TableModel model, string path, LayerCatalog? catalog = null) =>
        ModelFile.TableModel.saveWith(catalog ?? LayerCatalog.Standard, path, model);

    /// <summary>
    /// Reads a table as the model needs it: with the types of columns that it was fitted to, so that a field of another type is a
    /// DataException that names file, line and column. The target need not be there.
    /// </summary>
    public static Table Read(
        this TableModel model,
        string path,
        char separator = '\0',
        char decimalMark = '.',
        bool? hasHeader = null,
        IReadOnlyList<string>? names = null,
        IReadOnlyList<string>? missing = null
    ) =>
        TableModelModule.readWith(
            TableExtensions.Options(null, separator, decimalMark, hasHeader, names, missing),
            path,
            model
        );

    /// <summary>
    /// The class or the number of each row. The table need not have the target; what does not fit is a DataException that names file, line and
    /// column.
    /// </summary>
    public static TablePrediction Predict(this TableModel model, Table table) => TableModelModule.predict(table, model);

    /// <summary>
    /// How good it is on a table with its target. Classes: the cross-entropy in nats as Loss, and accuracy. Numbers, in their own units: the
    /// mean squared error as Loss, and meanAbsoluteError, rootMeanSquaredError, and r2 = 1 − Σ(t − y)² / Σ(t − t̄)².
    /// </summary>
    public static Evaluation Evaluate(this TableModel model, Table table)
    {
        IReadOnlyList<Figure> figures = TableModelModule.evaluate(table, model);
        double Of(string name) => figures.First(figure => figure.Name == name).Value;
        double loss = model.ClassNames.Count > 0 ? Of("crossEntropy") : Math.Pow(Of("rootMeanSquaredError"), 2);
        return new Evaluation(loss, figures);
    }

    /// <summary>How often each class was taken for each other. Of a model of numbers it is a ConfigurationException.</summary>
    public static ConfusionMatrix ConfusionMatrix(this TableModel model, Table table) =>
        TableModelModule.confusionMatrix(table, model);

    /// <summary>
    /// Permutation importance (Breiman 2001): what the model loses where the fields of one column are dealt to the rows at random. table: held out of the
    /// training, with its target, at least two rows; repetitions: at least two. Columns that say the same stand in for one another: each alone
    /// then looks unimportant.
    /// </summary>
    public static TableImportance Importance(this TableModel model, Table table, long seed, int repetitions = 10) =>
        TableImportances.TableModel.importance(Functions.KeyOf(seed), repetitions, table, model);
}
