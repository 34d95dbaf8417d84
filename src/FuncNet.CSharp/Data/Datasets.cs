namespace FuncNet;

/// <summary>
/// Data sets from arrays, tensors and files. Counts that disagree, labels out of range, numbers that are not finite and files
/// that can't be read are a DataException that names the sample, or the file and its line.
/// </summary>
public static class Datasets
{
    /// <summary>A sample each row, with its class 0, 1, …; classNames: a name for each class, or none.</summary>
    public static Dataset FromArrays(float[,] inputs, int[] labels, IReadOnlyList<string>? classNames = null) =>
        new(Tensor.Of(inputs), Tensor.Of(labels), classNames ?? []);

    /// <summary>A sample each row, with its target, for regression.</summary>
    public static Dataset FromArrays(float[,] inputs, float[,] targets) => new(Tensor.Of(inputs), Tensor.Of(targets));

    /// <summary>inputs: [n; …] of numbers; targets: int32 labels [n], or numbers [n; …]; classNames: a name for each label, or none.</summary>
    public static Dataset FromTensors(Tensor inputs, Tensor targets, IReadOnlyList<string>? classNames = null) =>
        new(inputs, targets, classNames ?? []);

    /// <summary>A table in text with classes in its last column; separator and header are found. Inputs: float32 [n; columns − 1].</summary>
    public static Dataset Csv(string path) => FuncNet.Csv.dataset(path);

    /// <summary>
    /// A table in text. target: the name of the target column in the header, the last column by default; classNames: the classes in
    /// the order of their labels, such as those of the training set when a test set is read; isRegression: the targets are numbers.
    /// </summary>
    public static Dataset Csv(
        string path,
        string target = "",
        bool? hasHeader = null,
        char separator = '\0',
        bool isRegression = false,
        IReadOnlyList<string>? classNames = null
    ) =>
        FuncNet.Csv.datasetWith(
            new CsvOptions(
                separator,
                hasHeader,
                -1,
                target,
                isRegression ? CsvTargets.Numbers : CsvTargets.Classes,
                classNames ?? []
            ),
            path
        );

    /// <summary>Images and labels in the IDX format, plain or gzip. Inputs: float32 [n; height; width; 1] from 0 to 1.</summary>
    public static Dataset Idx(string imagesPath, string labelsPath) => FuncNet.Idx.dataset(imagesPath, labelsPath);

    /// <summary>
    /// The MNIST files of a folder, by their usual names. Where only the t10k files are, their first four fifths are the training set.
    /// </summary>
    public static (Dataset Train, Dataset Test) Mnist(string folder)
    {
        var (train, test) = FuncNet.Idx.mnist(folder);
        return (train, test);
    }
}
