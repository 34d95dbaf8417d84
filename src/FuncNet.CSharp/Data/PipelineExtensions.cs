namespace FuncNet;

/// <summary>
/// What makes a pipeline of others. A stage that draws random numbers draws other ones in each epoch. Functions are called again in every epoch, and
/// when a trainer looks at the first element to see its shape; so they should have no effects.
/// </summary>
public static class PipelineExtensions
{
    /// <summary>The function of each element.</summary>
    public static Pipeline<U> Map<T, U>(this Pipeline<T> source, Func<T, U> function) =>
        PipelineModule.map(Functions.Of(function), source);

    /// <summary>
    /// The function of each element and of a key of its own, which follows from the run's key, the epoch and the element's place: augmentation.
    /// </summary>
    public static Pipeline<U> MapKeyed<T, U>(this Pipeline<T> source, Func<Key, T, U> function) =>
        PipelineModule.mapKeyed(Functions.Of(function), source);

    /// <summary>The function of each element, of which so many are worked on at the same time on threads of the pool, in order.</summary>
    public static Pipeline<U> MapParallel<T, U>(this Pipeline<T> source, int threads, Func<T, U> function) =>
        PipelineThreads.Pipeline.mapParallel(threads, Functions.Of(function), source);

    /// <summary>As MapKeyed and with its very keys, so many elements at the same time.</summary>
    public static Pipeline<U> MapKeyedParallel<T, U>(this Pipeline<T> source, int threads, Func<Key, T, U> function) =>
        PipelineThreads.Pipeline.mapKeyedParallel(threads, Functions.Of(function), source);

    /// <summary>The elements for which the function is true. Their number is not known any more.</summary>
    public static Pipeline<T> Filter<T>(this Pipeline<T> source, Func<T, bool> holds) =>
        PipelineModule.filter(Functions.Of(holds), source);

    /// <summary>All elements that the function gives for each element, in order.</summary>
    public static Pipeline<U> Collect<T, U>(this Pipeline<T> source, Func<T, IEnumerable<U>> function) =>
        PipelineModule.collect(Functions.Of(function), source);

    /// <summary>The first elements, or all if there are fewer.</summary>
    public static Pipeline<T> Take<T>(this Pipeline<T> source, int count) => PipelineModule.take(count, source);

    /// <summary>All but the first elements.</summary>
    public static Pipeline<T> Skip<T>(this Pipeline<T> source, int count) => PipelineModule.skip(count, source);

    /// <summary>So many rounds one after the other within one epoch, each in an order of its own if the source is random.</summary>
    public static Pipeline<T> Repeat<T>(this Pipeline<T> source, int times) => PipelineModule.repeat(times, source);

    /// <summary>Rounds without end; Take ends it.</summary>
    public static Pipeline<T> RepeatForever<T>(this Pipeline<T> source) => PipelineModule.repeatForever(source);

    /// <summary>Pairs of the elements at the same place, as far as both go.</summary>
    public static Pipeline<(T First, U Second)> Zip<T, U>(this Pipeline<T> source, Pipeline<U> other) =>
        source.Zip(other, (first, second) => (first, second));

    /// <summary>The function of the elements at the same place, as far as both go.</summary>
    public static Pipeline<V> Zip<T, U, V>(this Pipeline<T> source, Pipeline<U> other, Func<T, U, V> function) =>
        PipelineModule.zipWith(Functions.Of(function), source, other);

    /// <summary>
    /// Windows over neighbouring elements, as arrays of one size, of which each begins stride elements after the one before: a time series as
    /// samples. Elements behind the last whole window are left out.
    /// </summary>
    public static Pipeline<T[]> Window<T>(this Pipeline<T> source, int size, int stride = 1) =>
        PipelineModule.window(size, stride, source);

    /// <summary>Arrays of so many elements, one behind the other; a last, shorter one is kept or dropped.</summary>
    public static Pipeline<T[]> Chunk<T>(this Pipeline<T> source, int size, bool dropLast = false) =>
        PipelineModule.chunk(size, dropLast, source);

    /// <summary>
    /// Another order in each epoch, of which so many elements are in memory at a time: the next element is one of those in the buffer, each
    /// equally likely, and the source's next takes its place.
    /// </summary>
    public static Pipeline<T> Shuffle<T>(this Pipeline<T> source, int buffer) => PipelineModule.shuffle(buffer, source);

    /// <summary>
    /// A thread of its own makes the elements, so many of them before they are asked for: what a pipeline does is hidden behind the steps of the
    /// training. An error comes where its element would; whoever stops early, or cancels, leaves no thread behind.
    /// </summary>
    public static Pipeline<T> Prefetch<T>(this Pipeline<T> source, int count) =>
        PipelineThreads.Pipeline.prefetch(count, source);

    /// <summary>
    /// The elements are made once, kept in memory, and are the same in every epoch: what comes before is done in the first epoch only; what should
    /// change from epoch to epoch comes behind.
    /// </summary>
    public static Pipeline<T> Cache<T>(this Pipeline<T> source) => PipelineCache.Pipeline.cache(source);

    /// <summary>
    /// The elements of an epoch (0, 1, …) from a place on, made while they are read. A trainer whose run has this key sees these very elements. A
    /// cancelled token throws OperationCanceledException.
    /// </summary>
    public static IEnumerable<T> Elements<T>(
        this Pipeline<T> source,
        Key key,
        int epoch = 0,
        int from = 0,
        CancellationToken token = default
    ) => PipelineModule.toSeqFrom(token, key, epoch, from, source);

    /// <summary>
    /// So many samples side by side: inputs and targets [size; …], labels int32 [size]; a last, shorter batch is kept or dropped. Samples of
    /// different shapes, types or names in a batch are a DataException.
    /// </summary>
    public static Pipeline<Batch> Batch(this Pipeline<Sample> source, int size, bool dropLast = false) =>
        dropLast ? PipelineBatches.Pipeline.batchDropLast(size, source) : PipelineBatches.Pipeline.batch(size, source);

    /// <summary>So many tensors of one shape along a new first axis.</summary>
    public static Pipeline<Tensor> Batch(this Pipeline<Tensor> source, int size, bool dropLast = false) =>
        PipelineBatches.Pipeline.batchTensors(size, dropLast, source);

    /// <summary>The samples of batches, one by one.</summary>
    public static Pipeline<Sample> Unbatch(this Pipeline<Batch> source) => PipelineBatches.Pipeline.unbatch(source);

    /// <summary>The function of every input [size; …] of each batch.</summary>
    public static Pipeline<Batch> MapInputs(this Pipeline<Batch> source, Func<Tensor, Tensor> function) =>
        PipelineBatches.Pipeline.mapInputs(Functions.Of(function), source);

    /// <summary>The function of every input of each batch, with a key for each batch.</summary>
    public static Pipeline<Batch> MapInputsKeyed(this Pipeline<Batch> source, Func<Key, Tensor, Tensor> function) =>
        PipelineBatches.Pipeline.mapInputsKeyed(Functions.Of(function), source);

    /// <summary>
    /// Gives each input and each target a name. Where the branches of a network that reads several inputs have names, training sees to it that
    /// inputs come to their branches.
    /// </summary>
    public static Pipeline<Batch> Named(
        this Pipeline<Batch> source,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> targets
    ) => PipelineBatches.Pipeline.named(inputs, targets, source);

    /// <summary>The inputs and targets of these names, in this order: the network's. A name that a batch does not have is a DataException.</summary>
    public static Pipeline<Batch> Select(
        this Pipeline<Batch> source,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> targets
    ) => PipelineBatches.Pipeline.select(inputs, targets, source);

    /// <summary>
    /// What a network is trained on: batches as the pipeline makes them, whatever the batch size of the training. classNames: the names of the
    /// classes, which the network takes over. A pipeline without end is a ConfigurationException.
    /// </summary>
    public static TrainingData ForTraining(this Pipeline<Batch> source, IReadOnlyList<string>? classNames = null) =>
        PipelineBatches.Pipeline.forTrainingOf(classNames ?? [], source);
}
