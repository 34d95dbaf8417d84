namespace FuncNet

open System

/// Predictions beside the truth, sample by sample.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Outcome =
    /// truth: a label for each sample; probabilities: [samples; classes].
    | Classes of names: string[] * truth: int[] * probabilities: float[]
    /// truth, predicted: [samples; outputs].
    | Numbers of names: string[] * truth: float[] * predicted: float[]

module internal Outcome =

    /// Outputs that are looked at one by one; more are an image or a sequence.
    let private mostNumbers = 6

    let private floats (x: Tensor) = (Tensor.cast DType.Float64 x).ToArray<float>()

    /// The results for all samples, a few at a time.
    let predict (network: Network) (data: Dataset) : Tensor =
        let part = 256

        Tensor.concatenate 0 [
            for start in 0..part .. data.Count - 1 do
                data.InputSignal
                |> Signal.map (Tensor.narrow 0 start (min part (data.Count - start)))
                |> network.PredictOne
        ]

    /// True where each row is a distribution already; else it holds logits.
    let private areDistributions classes (rows: float[]) =
        Seq.forall (fun p -> p >= 0.0 && p <= 1.0) rows
        && rows |> Array.chunkBySize classes |> Array.forall (fun row -> abs (Array.sum row - 1.0) < 1e-3)

    let private distributions classes (results: Tensor) =
        let rows = floats results

        if areDistributions classes rows then
            rows
        else
            results |> Tensor.cast DType.Float64 |> Tensor.softmax 1 |> floats

    /// The two probabilities of each sample: numbers from 0 to 1 are the second one, others its logits.
    let private pairs (results: Tensor) =
        let scores = floats results

        let second =
            if scores |> Array.forall (fun p -> p >= 0.0 && p <= 1.0) then
                scores
            else
                scores |> Array.map (fun x -> 1.0 / (1.0 + exp -x))

        second |> Array.collect (fun p -> [| 1.0 - p; p |])

    let private named (known: string seq) count =
        if Seq.length known = count then Seq.toArray known else Array.init count string

    /// The label of each row of zeros with a one.
    let private oneHot classes (targets: float[]) =
        let rows = targets |> Array.chunkBySize classes

        if
            rows
            |> Array.forall (fun row -> row |> Array.forall (fun t -> t = 0.0 || t = 1.0) && Array.sum row = 1.0)
        then
            Some(rows |> Array.map (Array.findIndex ((=) 1.0)))
        else
            None

    /// What a network makes of data, as far as it can be shown; none for several results or targets, and for long ones.
    let ofData (network: Network) (data: Dataset) : Outcome option =
        let names = if data.ClassNames.Count > 0 then data.ClassNames else network.ClassNames

        match network.OutputShape, data.TargetSignal with
        | Signal.One shape, Signal.One targets ->
            let perSample = targets.Shape.Size / data.Count

            if data.ClassCount > 0 && shape.Rank = 1 && shape.Size >= data.ClassCount then
                let probabilities = predict network data |> distributions shape.Size
                Some(Outcome.Classes(named names shape.Size, targets.ToArray<int>(), probabilities))
            elif not targets.DType.IsFloat || shape.Size <> perSample then
                None
            elif shape.Size > 1 && (oneHot shape.Size (floats targets)).IsSome then
                let labels = (oneHot shape.Size (floats targets)).Value
                Some(Outcome.Classes(named names shape.Size, labels, predict network data |> distributions shape.Size))
            elif shape.Size = 1 && floats targets |> Array.forall (fun t -> t = 0.0 || t = 1.0) then
                let labels = floats targets |> Array.map int
                Some(Outcome.Classes(named names 2, labels, predict network data |> pairs))
            elif shape.Size <= mostNumbers then
                let labels =
                    if shape.Size = 1 then
                        [| "target" |]
                    else
                        Array.init shape.Size (fun i -> $"target {i + 1}")

                Some(Outcome.Numbers(labels, floats targets, predict network data |> floats))
            else
                None
        | Signal.Many _, (Signal.One _ | Signal.Many _)
        | Signal.One _, Signal.Many _ -> None

    /// What a model of tables makes of a table with its target.
    let ofTable (model: TableModel) (table: Table) : Outcome =
        let truth = Preprocessor.targets table model.Preprocessor
        let prediction = TableModel.predict table model

        if model.ClassNames.Count > 0 then
            Outcome.Classes(Seq.toArray model.ClassNames, Array.map int truth, floats prediction.Probabilities)
        else
            Outcome.Numbers([| model.Target |], truth, Seq.toArray prediction.Numbers)

    let count outcome =
        match outcome with
        | Outcome.Classes(_, truth, _) -> truth.Length
        | Outcome.Numbers(names, truth, _) -> truth.Length / names.Length

    /// The place of the largest probability of a sample, and it.
    let best (classes: int) (probabilities: float[]) sample : struct (int * float) =
        let row = ReadOnlySpan(probabilities, sample * classes, classes)
        let mutable place = 0

        for label in 1 .. classes - 1 do
            if row[label] > row[place] then
                place <- label

        struct (place, row[place])
