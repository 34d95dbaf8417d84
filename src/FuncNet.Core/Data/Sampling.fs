namespace FuncNet

open System
open System.Collections.Generic
open FuncNet.Kernels

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Dataset =

    let ofTensors (inputs: Tensor) (targets: Tensor) = Dataset(inputs, targets)

    let ofMany (inputs: Tensor seq) (targets: Tensor seq) = Dataset(Signal.ofSeq inputs, Signal.ofSeq targets)

    let ofLabelled (classNames: string seq) (inputs: Tensor) (labels: Tensor) =
        Dataset(inputs, labels, Seq.toArray classNames)

    /// Parts of checked data need no check, but for their count.
    let private part operation count rows (data: Dataset) =
        if count < 1 then
            Errors.data
                "%s: the part would be an empty data set; take at least 1 of the %d samples."
                operation
                data.Count

        Dataset(
            Signal.map rows data.InputSignal,
            Signal.map rows data.TargetSignal,
            Option.map rows data.GivenWeights,
            data.ClassNames,
            data.ClassCount
        )

    let private partOf operation start count (data: Dataset) =
        if start < 0 || count < 0 || start > data.Count - count then
            Errors.data
                "%s: %d samples from sample %d on were asked for; there are %d."
                operation
                count
                start
                data.Count

        let rows (x: Tensor) = if count = data.Count then x else Tensor.narrow 0 start count x
        part operation count rows data

    let range start count data = partOf "Dataset.range" start count data
    let take count data = partOf "Dataset.take" 0 count data
    let skip count (data: Dataset) = partOf "Dataset.skip" count (data.Count - count) data

    let private checkPlaces operation (places: int[]) (data: Dataset) =
        let bad = Kernels.Indexing.FirstOutside(ReadOnlySpan places, data.Count)

        if bad >= 0 then
            Errors.data
                "%s: place %d asks for sample %d; samples are 0 … %d."
                operation
                bad
                places[bad]
                (data.Count - 1)

    let select (places: int[]) (data: Dataset) =
        checkPlaces "Dataset.select" places data
        part "Dataset.select" places.Length (Rows.at (ReadOnlyMemory places)) data

    let shuffle (key: Key) (data: Dataset) = select (Key.permutation data.Count key) data
    let splitAt count (data: Dataset) = take count data, skip count data

    let split (fraction: float) (data: Dataset) =
        if not (fraction > 0.0 && fraction < 1.0) then
            Errors.data "Dataset.split: the fraction lies between 0 and 1; it is %g." fraction

        splitAt (int (floor (fraction * float data.Count + 0.5))) data

    let splitRandomly (key: Key) fraction data = data |> shuffle key |> split fraction

    let concat (parts: Dataset seq) =
        let parts = Seq.toArray parts

        if parts.Length = 0 then
            Errors.data "Dataset.concat: at least one data set is needed."

        let first = parts[0]

        parts
        |> Array.iteri (fun i part ->
            let rows (x: Tensor) = x.DType, Shape(x.Shape.ToArray()[1..])
            let same a b = Signal.map rows a = Signal.map rows b

            if not (same part.InputSignal first.InputSignal && same part.TargetSignal first.TargetSignal) then
                Errors.data "Dataset.concat: part %d is %O; the first is %O." i part first

            if
                not (
                    Seq.forall2 (=) part.ClassNames first.ClassNames && part.ClassNames.Count = first.ClassNames.Count
                )
            then
                Errors.data
                    "Dataset.concat: the classes of part %d are %s; those of the first are %s."
                    i
                    (String.Join(", ", part.ClassNames))
                    (String.Join(", ", first.ClassNames)))

        let behind (signal: Dataset -> Signal<Tensor>) =
            parts
            |> Array.map (signal >> Signal.values >> List.toArray)
            |> Array.transpose
            |> Array.map (Tensor.concatenate 0)
            |> Signal.fill (signal first)

        let weights =
            if parts |> Array.exists _.GivenWeights.IsSome then
                Some(parts |> Seq.map _.Weights |> Tensor.concatenate 0)
            else
                None

        Dataset(
            behind _.InputSignal,
            behind _.TargetSignal,
            weights,
            first.ClassNames,
            parts |> Seq.map _.ClassCount |> Seq.max
        )

    let mapInputs (f: Tensor -> Tensor) (data: Dataset) =
        let mapped = Dataset(f data.Inputs, data.Targets, data.ClassNames)
        Dataset(mapped.InputSignal, mapped.TargetSignal, data.GivenWeights, mapped.ClassNames, data.ClassCount)

    let mapTargets (f: Tensor -> Tensor) (data: Dataset) =
        let targets = f data.Targets
        let names = if targets.DType = DType.Int32 then data.ClassNames else [||]
        let mapped = Dataset(data.Inputs, targets, names)
        Dataset(mapped.InputSignal, mapped.TargetSignal, data.GivenWeights, mapped.ClassNames, mapped.ClassCount)

    let scaleInputs (factor: float) (data: Dataset) = mapInputs (fun x -> x * factor) data
    let oneHot (data: Dataset) = mapTargets (OneHot.encode data.ClassCount) data
    let order (key: Key) (epoch: int) (data: Dataset) : int[] = Key.permutation data.Count (Key.foldIn epoch key)

    let batchCount size dropLast (data: Dataset) =
        if size < 1 then
            Errors.data "The batch size is at least 1; it is %d." size

        if size > data.Count then
            Errors.data
                "The batch size %d is larger than the data set of %d samples; choose at most %d."
                size
                data.Count
                data.Count

        if dropLast then data.Count / size else (data.Count - 1) / size + 1

    let batchesOf (places: int[]) size dropLast (data: Dataset) : Batch seq =
        checkPlaces "Dataset.batchesOf" places data
        let count = batchCount size dropLast data

        let count =
            if places.Length = data.Count then
                count
            else
                (places.Length + (if dropLast then 0 else size - 1)) / size

        Seq.init count (fun i ->
            let start = i * size
            let rows = Rows.at (ReadOnlyMemory(places, start, min size (places.Length - start)))

            Batch(
                Signal.map rows data.InputSignal,
                Signal.map rows data.TargetSignal,
                Option.map rows data.GivenWeights
            ))

    let batches size (data: Dataset) = batchesOf (Array.init data.Count id) size false data
    let shuffledBatches size (key: Key) (data: Dataset) = batchesOf (Key.permutation data.Count key) size false data

    let classSizes (data: Dataset) : IReadOnlyList<int> =
        let sizes = Array.zeroCreate<int> data.ClassCount

        if data.ClassCount > 0 then
            for label in data.Targets.AsSpan<int>() do
                sizes[label] <- sizes[label] + 1

        Array.AsReadOnly sizes
