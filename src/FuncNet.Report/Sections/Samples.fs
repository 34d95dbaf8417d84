namespace FuncNet

open System
open System.Globalization
open System.IO

/// Samples as a page shows them, each with what the network says of it.
module internal Samples =

    /// How a sample is shown: an image as the text of a PNG, or fields by name.
    [<RequireQualifiedAccess; NoEquality; NoComparison>]
    type Depiction =
        | Image of (int -> string)
        | Fields of (int -> (string * string) list)
        | Number

    let private short (x: float) = x.ToString("G5", CultureInfo.InvariantCulture)

    let private png (image: Image) =
        use stream = new MemoryStream()
        Png.encode image stream

        "data:image/png;base64,"
        + Convert.ToBase64String(ReadOnlySpan(stream.GetBuffer(), 0, int stream.Length))

    /// The image of a sample. Numbers beyond 0 to 1, such as standardized ones, are stretched.
    let private pictured (inputs: Tensor) (sample: int) =
        let pixels = Tensor.narrow 0 sample 1 inputs |> Tensor.reshape [ yield! Seq.skip 1 inputs.Shape ]
        let pixels = pixels |> Tensor.cast DType.Float64
        let values = pixels.ToArray<float>()
        let low, high = Array.min values, Array.max values

        let image =
            if low >= 0.0 && high <= 1.0 then pixels
            elif high > low then (pixels - low) * (1.0 / (high - low))
            else Tensor.zerosLike pixels
            |> Image.ofTensor

        let longest = max image.Height image.Width
        let most = 128

        if longest > most then
            let smaller side = max 1 (side * most / longest)
            png (Image.resize (smaller image.Height) (smaller image.Width) image)
        else
            png image

    let ofData (data: Dataset) : Depiction =
        match data.InputSignal with
        | Signal.One inputs ->
            match List.ofSeq inputs.Shape with
            | [ _; height; width; (1 | 3) ] when min height width >= 4 && inputs.DType.IsFloat ->
                Depiction.Image(pictured inputs)
            | [ _; features ] when features <= 12 ->
                Depiction.Fields(fun sample ->
                    let row = (Tensor.narrow 0 sample 1 inputs |> Tensor.cast DType.Float64).ToArray<float>()
                    [ for i, x in Seq.indexed row -> $"x{i + 1}", short x ])
            | _ -> Depiction.Number
        | Signal.Many _ -> Depiction.Number

    /// The columns that a model reads.
    let ofTable (model: TableModel) (table: Table) : Depiction =
        let columns = [
            for name in model.ColumnNames do
                if name <> model.Target && table.Contains name then
                    table[name]
        ]

        Depiction.Fields(fun row -> [ for column in columns -> column.Name, column.Text row ])

    let private depict depiction sample : (string * Json) list =
        match depiction with
        | Depiction.Image png -> [ "image", Json.Text(png sample) ]
        | Depiction.Fields fields -> [
            "fields", Json.List [ for name, value in fields sample -> Json.texts [ name; value ] ]
          ]
        | Depiction.Number -> []

    /// So many of the places, evenly spread.
    let private spread count (places: int[]) =
        let count = min count places.Length
        Array.init count (fun i -> places[int (int64 i * int64 places.Length / int64 count)])

    let private ofClass (names: string[]) (truth: int[]) (probabilities: float[]) depiction sample =
        let row = probabilities[sample * names.Length .. (sample + 1) * names.Length - 1]

        let likely = row |> Array.indexed |> Array.sortBy (fun (label, p) -> -p, label) |> Array.truncate 3

        Json.Object [
            yield! depict depiction sample
            "number", Json.whole sample
            "truth", Json.Text names[truth[sample]]
            "predicted", Json.Text names[fst likely[0]]
            "truthProbability", Json.Number row[truth[sample]]
            "probabilities",
            Json.List [
                for label, p in likely -> Json.Object [ "name", Json.Text names[label]; "value", Json.Number p ]
            ]
        ]

    let private ofNumbers (names: string[]) (truth: float[]) (predicted: float[]) depiction sample =
        let part (values: float[]) = values[sample * names.Length .. (sample + 1) * names.Length - 1]

        Json.Object [
            yield! depict depiction sample
            "number", Json.whole sample
            "truths", Json.numbers (part truth)
            "predictions", Json.numbers (part predicted)
        ]

    let json (outcome: Outcome) (depiction: Depiction) : Json =
        let all = [| 0 .. Outcome.count outcome - 1 |]

        match outcome with
        | Outcome.Classes(names, truth, probabilities) ->
            let best = all |> Array.map (Outcome.best names.Length probabilities)
            let isRight sample = (let struct (label, _) = best[sample] in label = truth[sample])
            let right, wrong = all |> Array.partition isRight

            let sure =
                wrong
                |> Array.sortBy (fun sample -> (let struct (_, p) = best[sample] in -p, sample))
                |> Array.truncate 24

            let show = ofClass names truth probabilities depiction

            Json.Object [
                "kind", Json.Text "classes"
                "count", Json.whole all.Length
                "wrongCount", Json.whole wrong.Length
                "wrong", Json.List(Array.map show sure)
                "right", Json.List(spread 12 right |> Array.map show)
            ]
        | Outcome.Numbers(names, truth, predicted) ->
            let outputs = names.Length

            let deviation k =
                let column = [| for sample in all -> truth[sample * outputs + k] |]
                let mean = Array.average column
                max 1e-300 (sqrt (column |> Array.averageBy (fun t -> (t - mean) * (t - mean))))

            let scales = Array.init outputs deviation

            // In deviations of the truth, so that outputs of different units can be compared.
            let error sample =
                Seq.init outputs (fun k ->
                    abs (predicted[sample * outputs + k] - truth[sample * outputs + k]) / scales[k])
                |> Seq.max

            let far = all |> Array.sortBy (fun sample -> -(error sample), sample) |> Array.truncate 12
            let show = ofNumbers names truth predicted depiction

            Json.Object [
                "kind", Json.Text "numbers"
                "count", Json.whole all.Length
                "outputs", Json.texts names
                "wrong", Json.List(Array.map show far)
                "right", Json.List(spread 12 all |> Array.map show)
            ]
