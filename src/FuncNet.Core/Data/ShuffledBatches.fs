namespace FuncNet

open System

/// The batches of an epoch: all samples of a data set in a random order, the last batch shorter where they don't divide. They are
/// those of Dataset.shuffledBatches, but for the order, which is drawn over the one before.
[<Sealed>]
type internal ShuffledBatches(data: Dataset, size: int) =

    /// Inputs, targets and weights, as far as there are any.
    let sources = [|
        yield! Signal.values data.InputSignal
        yield! Signal.values data.TargetSignal
        yield! Option.toList data.GivenWeights
    |]

    let order, bits = Array.zeroCreate<int> data.Count, Array.zeroCreate<uint32> data.Count

    member _.Data = data

    /// The number of batches.
    member val Count = Dataset.batchCount size false data

    /// Draws the order of the next epoch.
    member _.Shuffle(key: Key) = Key.permute bits order key

    /// The number of samples in a batch.
    member _.Size(batch: int) = min size (data.Count - batch * size)

    /// Shape and type of what a batch consists of.
    member batches.Specs(batch: int) : TensorSpec[] =
        sources
        |> Array.map (fun source -> {
            source.Spec with
                Shape = source.Spec.Shape.WithoutFirst.Prepend(batches.Size batch)
        })

    /// What a batch consists of.
    member batches.Tensors(batch: int) : Tensor[] =
        sources |> Array.map (Dataset.rowsAt (ReadOnlyMemory(order, batch * size, batches.Size batch)))

    /// Writes what a batch consists of, from a place on in the inputs of a program. Nothing is allocated.
    member batches.Write(batch: int, inputs: NDArray[], from: int) =
        let places = ReadOnlySpan(order, batch * size, batches.Size batch)

        for i in 0 .. sources.Length - 1 do
            Dataset.gather places sources[i].Value inputs[from + i]
