namespace FuncNet;

/// <summary>
/// Where pipelines begin. A pipeline is the description of a lazy sequence, as an immutable value: its elements are a function of a key and an
/// epoch, and are made one by one when they are asked for. The same key and epoch give the same bits, on any number of threads:
/// <code>
/// Pipelines.FromDataset(train).Shuffle(10_000).Batch(32).MapInputsKeyed(Augment).Prefetch(4)
/// </code>
/// </summary>
public static class Pipelines
{
    /// <summary>The elements of a sequence, which is begun anew in each epoch; its length is known if it is a collection.</summary>
    public static Pipeline<T> FromSequence<T>(IEnumerable<T> elements) => PipelineModule.ofSeq(elements);

    /// <summary>The samples of a data set, in its order.</summary>
    public static Pipeline<Sample> FromDataset(Dataset data) => PipelineBatches.Pipeline.ofDataset(data);

    /// <summary>Batches in the order of the data; the last may be shorter.</summary>
    public static Pipeline<Batch> Batches(Dataset data, int size) => PipelineBatches.Pipeline.batches(size, data);

    /// <summary>
    /// Batches in another order in each epoch, in which every sample comes once; the last may be shorter. A resumed run goes on within an epoch
    /// without making the batches that are done.
    /// </summary>
    public static Pipeline<Batch> ShuffledBatches(Dataset data, int size) =>
        PipelineBatches.Pipeline.shuffledBatches(size, data);

    /// <summary>A source of your own: the elements of an epoch (0, 1, …) from its key and its number.</summary>
    public static Pipeline<T> Create<T>(Func<Key, int, IEnumerable<T>> elements) =>
        PipelineModule.create(Functions.Of(elements));

    /// <summary>So many elements, each from a key of its own and its place 0, 1, ….</summary>
    public static Pipeline<T> Generate<T>(int count, Func<Key, int, T> element) =>
        PipelineModule.generate(count, Functions.Of(element));

    /// <summary>Elements without end, each from a key of its own and its place; Take ends it.</summary>
    public static Pipeline<T> GenerateForever<T>(Func<Key, int, T> element) =>
        PipelineModule.generateForever(Functions.Of(element));

    /// <summary>One pipeline behind the other.</summary>
    public static Pipeline<T> Concatenate<T>(params IReadOnlyList<Pipeline<T>> parts) => PipelineModule.concat(parts);

    /// <summary>An element of each in turn; those that are over are left out, until all are.</summary>
    public static Pipeline<T> Interleave<T>(params IReadOnlyList<Pipeline<T>> parts) =>
        PipelineModule.interleave(parts);

    /// <summary>
    /// The fields of each row of a table that is not blank, the header included, as texts, while the file is read: a table that is larger than
    /// the memory. Skip(1) leaves the header out; the separator is found.
    /// </summary>
    public static Pipeline<string[]> CsvRows(string path) => Csv.rows(path);

    /// <summary>
    /// Images and their labels in the IDX format one by one, while the files are read: float32 [height; width; 1] from 0 to 1, and the class. What
    /// is wrong with a file is a DataException that names it.
    /// </summary>
    public static Pipeline<Sample> Idx(string imagesPath, string labelsPath) =>
        IdxSamples.Idx.samples(imagesPath, labelsPath);
}
