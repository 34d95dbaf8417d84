namespace FuncNet;

/// <summary>
/// Data sets from arrays, tensors and files. Counts that disagree, labels out of range, numbers that are not finite and files
/// that can't be read are a DataException that names the sample, or the file and its line.
/// </summary>
public static partial class Datasets
{
    /// <summary>A sample each row, with its class 0, 1, …; classNames: a name for each class, or none.</summary>
    public static Dataset FromArrays(float[,] inputs, int[] labels, IReadOnlyList<string>? classNames = null) =>
        new(Tensor.Of(inputs), Tensor.Of(labels), classNames ?? []);

    /// <summary>A sample each row, with its target, for regression.</summary>
    public static Dataset FromArrays(float[,] inputs, float[,] targets) => new(Tensor.Of(inputs), Tensor.Of(targets));

    /// <summary>inputs: [n; …] of numbers; targets: int32 labels [n], or numbers [n; …]; classNames: a name for each label, or none.</summary>
    public static Dataset FromTensors(Tensor inputs, Tensor targets, IReadOnlyList<string>? classNames = null) =>
        new(inputs, targets, classNames ?? []);

    /// <summary>
    /// The inputs of a network with several, in order, and its targets, one for each output:
    /// <c>Datasets.FromTensors([images, measurements], labels)</c>. Each tensor has all samples along its first axis.
    /// </summary>
    public static Dataset FromTensors(IReadOnlyList<Tensor> inputs, params IReadOnlyList<Tensor> targets) =>
        DatasetModule.ofMany(inputs, targets);

    /// <summary>
    /// A table in text, such as <c>Datasets.Csv("iris.csv")</c>: a sample each row, with a class or a number in one column. Separator
    /// and header are found. Inputs: float32 [n; columns − 1]. target: the name of the target column in the header, the last column by default; classNames: the classes in
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
    /// The arrays "inputs" and "targets" of an .npz file, as SaveNpz writes them, with these names of the classes, or none. What is no
    /// data set is a DataException that names the file.
    /// </summary>
    public static Dataset Npz(string path, IReadOnlyList<string>? classNames = null) =>
        DatasetFile.Dataset.loadNpz(classNames ?? [], path);

    /// <summary>
    /// The MNIST files of a folder, by their usual names. Where only the t10k files are, their first four fifths are the training set.
    /// </summary>
    public static (Dataset Train, Dataset Test) Mnist(string folder)
    {
        var (train, test) = FuncNet.Idx.mnist(folder);
        return (train, test);
    }

    /// <summary>
    /// CIFAR-10 as (training set, test set), from cifar-10-binary.tar.gz or the folder that it unpacks to. Inputs: float32 [n; 32; 32; 3]
    /// from 0 to 1; ten classes with their names.
    /// </summary>
    public static (Dataset Train, Dataset Test) Cifar10(string path)
    {
        var (train, test) = Cifar.cifar10(path);
        return (train, test);
    }

    /// <summary>
    /// CIFAR-100 as (training set, test set), from cifar-100-binary.tar.gz or the folder that it unpacks to, with its 100 classes, or
    /// with the 20 groups of them (coarse). Inputs are those of CIFAR-10.
    /// </summary>
    public static (Dataset Train, Dataset Test) Cifar100(string path, bool coarse = false)
    {
        var (train, test) = Cifar.cifar100(Labels(coarse), path);
        return (train, test);
    }

    private static CifarLabels Labels(bool coarse) => coarse ? CifarLabels.Coarse : CifarLabels.Fine;

    /// <summary>
    /// Handwritten digits that are made, not read: float32 [n; 28; 28; 1], 0 for paper to 1 for ink, labels 0 … 9, with strokes of
    /// random form, slant, size, thickness, shift and noise. The first 100 of 1,000 are the 100 of 100.
    /// </summary>
    public static Dataset Digits(int count, long seed) => Synthetic.digits(count, Functions.KeyOf(seed));

    /// <summary>Two circles around the origin: label 0 at radius 1, label 1 at radius factor; float32 [n; 2].</summary>
    public static Dataset Circles(int count, double noise, long seed, double factor = 0.8) =>
        Synthetic.circlesWith(factor, count, noise, Functions.KeyOf(seed));

    /// <summary>Two half circles that reach into each other; float32 [n; 2].</summary>
    public static Dataset Moons(int count, double noise, long seed) =>
        Synthetic.moons(count, noise, Functions.KeyOf(seed));

    /// <summary>Arms that wind one and a half times around the origin, a class each; float32 [n; 2].</summary>
    public static Dataset Spirals(int arms, int count, double noise, long seed) =>
        Synthetic.spirals(arms, count, noise, Functions.KeyOf(seed));

    /// <summary>Normal clouds, a class each, on the circle of radius 1; float32 [n; 2].</summary>
    public static Dataset Blobs(int classes, int count, double noise, long seed) =>
        Synthetic.blobs(classes, count, noise, Functions.KeyOf(seed));

    /// <summary>Clouds at the corners (±1, ±1): label 1 where the signs differ; float32 [n; 2].</summary>
    public static Dataset Xor(int count, double noise, long seed) => Synthetic.xor(count, noise, Functions.KeyOf(seed));
}
