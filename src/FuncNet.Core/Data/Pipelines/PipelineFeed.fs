namespace FuncNet

open System.Collections.Generic
open System.Threading

/// The batches of a pipeline, for a run.
[<Sealed>]
type internal PipelineFeed(pipeline: Pipeline<Batch>, example: Batch, cancellation: CancellationToken) =
    inherit TrainingFeed()

    let count =
        match pipeline.Extent with
        | Extent.Finite count -> count
        | Extent.Unknown
        | Extent.Endless -> 0

    /// The shapes and types that have been seen.
    let forms = List<TensorSpec[]>()

    let mutable batches: IEnumerator<Batch> voption = ValueNone
    let mutable current = example
    let mutable tensors: Tensor[] = [||]
    let mutable form = 0
    let mutable epoch = 0

    /// The number of batches of the epoch so far.
    let mutable place = 0

    let leave () =
        batches |> ValueOption.iter _.Dispose()
        batches <- ValueNone

    let parts (batch: Batch) =
        let types = Signal.map (fun (x: Tensor) -> x.DType)
        types batch.InputSignal, types batch.TargetSignal, batch.GivenWeights.IsSome, batch.Names

    let look (batch: Batch) =
        let weighted (batch: Batch) = if batch.GivenWeights.IsSome then ", weighted" else ""

        if parts batch <> parts example then
            Errors.data
                "Batch %d of epoch %d is a %O%s; the pipeline's first one is a %O%s. All batches have the same inputs, targets, types and names."
                place
                (epoch + 1)
                batch
                (weighted batch)
                example
                (weighted example)

        current <- batch
        tensors <- batch.Tensors
        let specs = tensors |> Array.map _.Spec
        form <- forms.FindIndex(fun known -> known = specs)

        if form < 0 then
            form <- forms.Count
            forms.Add specs

    override _.Count = count
    override _.Samples = 0

    override _.Begin(key, number, from) =
        leave ()
        epoch <- number
        place <- from
        batches <- ValueSome(pipeline.Elements(Walk.start key number cancellation, from).GetEnumerator())

    override _.Next() =
        match batches with
        | ValueSome source when source.MoveNext() ->
            place <- place + 1
            look source.Current
            true
        | ValueSome _ when place = 0 ->
            Errors.data
                "The pipeline gave no batch in epoch %d; an epoch has at least one. Is everything filtered out, or dropped as a last, shorter batch?"
                (epoch + 1)
        | ValueSome _
        | ValueNone -> false

    override _.Size = current.Size
    override _.Form = form
    override _.Specs = forms[form]
    override _.Tensors = tensors

    override _.Write(inputs, from) =
        for i in 0 .. tensors.Length - 1 do
            NDArray.copy tensors[i].Value inputs[from + i]

    override _.Dispose() = leave ()

/// The batches of a pipeline.
[<Sealed>]
type internal OfPipeline(pipeline: Pipeline<Batch>) =
    inherit TrainingSource()

    let example =
        lazy
            (let walk = { Walk.start (Key.ofSeed 0UL) 0 CancellationToken.None with Peeks = true }

             match pipeline.Elements(walk, 0) |> Seq.tryHead with
             | Some batch -> batch
             | None -> Errors.data "The pipeline has no batches; an epoch has at least one.")

    override _.Example = example.Value

    override _.Steps _ =
        match pipeline.Extent with
        | Extent.Finite count -> count
        | Extent.Unknown
        | Extent.Endless -> 0

    override _.Open(_, cancellation) = new PipelineFeed(pipeline, example.Value, cancellation)

/// What a trainer makes of a pipeline.
[<Sealed>]
type internal PipelineData(pipeline: Pipeline<Batch>, classNames: string[]) =
    inherit TrainingData(OfPipeline pipeline, System.Array.AsReadOnly classNames)
