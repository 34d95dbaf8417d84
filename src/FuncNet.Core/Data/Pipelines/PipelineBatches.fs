namespace FuncNet

[<AutoOpen>]
module PipelineBatches =

    [<RequireQualifiedAccess>]
    module Pipeline =

        let private places (data: Dataset) make =
            Pipeline(
                Extent.Finite data.Count,
                false,
                fun walk from -> Seq.init (max 0 (data.Count - from)) (fun i -> make (from + i)) |> Walk.watch walk
            )

        let ofDataset (data: Dataset) =
            let row i (x: Tensor) =
                let size = x.Shape.Size / data.Count
                let room = NDArray.allocate { x.Spec with Shape = x.Shape.WithoutFirst }
                NDArray.copyRun x.Value (i * size) room 0 size
                Tensor.OfValue room

            let weights = data.GivenWeights |> Option.map _.ToArray<float>()

            places data (fun i ->
                Sample(
                    Signal.map (row i) data.InputSignal,
                    Signal.map (row i) data.TargetSignal,
                    (match weights with
                     | Some weights -> ValueSome weights[i]
                     | None -> ValueNone),
                    Names.none
                ))

        let private batched isRandom size dropLast (data: Dataset) (order: Walk -> int[]) =
            Pipeline(
                Extent.Finite(Dataset.batchCount size dropLast data),
                isRandom,
                fun walk from ->
                    Seq.delay (fun () ->
                        let places = order walk
                        data |> Dataset.batchesOf places[min data.Count (from * size) ..] size dropLast)
                    |> Walk.watch walk
            )

        let batches (size: int) (data: Dataset) = batched false size false data (fun _ -> Array.init data.Count id)

        let shuffledBatches (size: int) (data: Dataset) =
            batched true size false data (fun walk -> Key.permutation data.Count (Walk.key walk))

        let private collated size dropLast (source: Pipeline<Sample>) =
            source |> Pipeline.chunk size dropLast |> Pipeline.map Sample.toBatch

        let batch (size: int) (source: Pipeline<Sample>) = collated size false source
        let batchDropLast (size: int) (source: Pipeline<Sample>) = collated size true source

        let batchTensors (size: int) (dropLast: bool) (source: Pipeline<Tensor>) =
            source |> Pipeline.chunk size dropLast |> Pipeline.map (Tensor.stack 0)

        let unbatch (source: Pipeline<Batch>) = source |> Pipeline.collect (fun batch -> Sample.ofBatch batch)

        let mapInputs (f: Tensor -> Tensor) (source: Pipeline<Batch>) = source |> Pipeline.map (Batch.mapInputs f)

        let mapInputsKeyed (f: Key -> Tensor -> Tensor) (source: Pipeline<Batch>) =
            source |> Pipeline.mapKeyed (fun key -> Batch.mapInputs (f key))

        let named (inputs: string seq) (targets: string seq) (source: Pipeline<Batch>) =
            let inputs, targets = Seq.toArray inputs, Seq.toArray targets
            source |> Pipeline.map (Batch.withNames inputs targets)

        let select (inputs: string seq) (targets: string seq) (source: Pipeline<Batch>) =
            let inputs, targets = Seq.toArray inputs, Seq.toArray targets
            source |> Pipeline.map (Batch.select inputs targets)

        let forTrainingOf (classNames: string seq) (source: Pipeline<Batch>) : TrainingData =
            match source.Extent with
            | Extent.Endless ->
                Errors.configuration
                    "Pipeline.forTraining: the pipeline has no end, so that an epoch would have none; end it with Pipeline.take."
            | Extent.Finite _
            | Extent.Unknown -> PipelineData(source, Seq.toArray classNames)

        let forTraining (source: Pipeline<Batch>) : TrainingData = forTrainingOf [] source
