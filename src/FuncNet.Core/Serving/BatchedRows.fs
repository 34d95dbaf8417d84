namespace FuncNet

/// Samples that came one by one, predicted together.
module internal BatchedRows =

    /// Rows that are predicted at once. With the sizes 1, 2, 4, … up to it a network has as many signatures as it keeps compiled.
    [<Literal>]
    let Largest = 128

    /// The one shape that samples and results have.
    let private only operation (network: Network) (shape: Signal<Shape>) =
        match shape with
        | Signal.One shape -> shape
        | Signal.Many _ ->
            Errors.shape
                "%s takes networks with one input and one result; this one takes %O and gives %O. Network.predictAll takes and gives several."
                operation
                network.InputShape
                network.OutputShape

    /// Throws unless a network has one input and one result.
    let requireSingle operation (network: Network) =
        only operation network network.InputShape |> ignore
        only operation network network.OutputShape |> ignore

    /// What is wrong with a sample, if something is. what: which one it is.
    let problem (what: string) (network: Network) (sample: Tensor) : FuncNetException voption =
        match network.InputShape with
        | Signal.One shape when shape <> sample.Shape ->
            ValueSome(
                ShapeException
                    $"The network takes one sample {shape} at a time; {what} is {sample.Shape}. Give each without a batch axis."
            )
        | Signal.One _ when sample.DType.IsFloat && sample.DType <> network.DType ->
            ValueSome(
                DTypeException
                    $"The network is {network.DType}; {what} is {sample.DType}. Cast it, or build the network in its type."
            )
        | Signal.One _
        | Signal.Many _ -> ValueNone

    let private predictPart (network: Network) (samples: Tensor[]) : Tensor[] =
        // Sizes that come again are compiled already; what fills them up is left aside, and no row's bits depend on the others.
        let size = int (System.Numerics.BitOperations.RoundUpToPowerOf2(uint32 samples.Length))
        let filled = Array.append samples (Array.replicate (size - samples.Length) samples[0])
        let results = network.Predict(Tensor.stack 0 filled)
        Array.init samples.Length (fun i -> results.Take [| Slice.At i |])

    /// The result of each sample, without the batch axis: those of Predict, bit for bit. All have the network's shape and one type.
    let predict (network: Network) (samples: Tensor[]) : Tensor[] =
        samples |> Array.chunkBySize Largest |> Array.collect (predictPart network)
