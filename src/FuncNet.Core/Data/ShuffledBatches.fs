namespace FuncNet

open System

/// All samples in a random order, the last batch shorter where they don't divide. They are those of Dataset.shuffledBatches, but for the
/// order, which is drawn over the one before.
[<Sealed>]
type internal ShuffledBatches(samples: Batch, size: int) =
    inherit TrainingFeed()

    /// Inputs, targets and weights, as far as there are any.
    let sources = samples.Tensors

    let count = samples.Size
    let order, bits = Array.zeroCreate<int> count, Array.zeroCreate<uint32> count

    /// The batch on which it stands, from 0.
    let mutable batch = -1

    override val Count = (count - 1) / size + 1
    override _.Samples = count

    override _.Begin(key, epoch, from) =
        Key.permute bits order (Key.foldIn -(epoch + 1) key)
        batch <- from - 1

    override batches.Next() =
        batch <- batch + 1
        batch < batches.Count

    override _.Size = min size (count - batch * size)
    override batches.Form = batches.Size

    override batches.Specs =
        sources
        |> Array.map (fun source -> { source.Spec with Shape = source.Spec.Shape.WithoutFirst.Prepend batches.Size })

    override batches.Tensors = sources |> Array.map (Rows.at (ReadOnlyMemory(order, batch * size, batches.Size)))

    /// Nothing is allocated.
    override batches.Write(inputs, from) =
        let places = ReadOnlySpan(order, batch * size, batches.Size)

        for i in 0 .. sources.Length - 1 do
            Rows.gather places sources[i].Value inputs[from + i]

    override _.Dispose() = ()

/// The batches of samples in memory.
[<Sealed>]
type internal InMemory(samples: Batch) =
    inherit TrainingSource()

    override _.Example = samples

    override _.Steps size =
        if size > samples.Size then
            Errors.data
                "The batch size %d is larger than the data, which has %d samples; choose a smaller batch."
                size
                samples.Size

        (samples.Size - 1) / size + 1

    override _.Open(size, _) = new ShuffledBatches(samples, size)
