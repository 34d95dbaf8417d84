namespace FuncNet

open System

/// What is shown of predicted numbers: each beside its truth, and how the differences are spread.
module internal Regression =

    /// Points that are drawn; of more samples, evenly many are left out.
    let private mostPoints = 2000

    let private histogram (residuals: float[]) =
        let finite = residuals |> Array.filter Double.IsFinite

        if finite.Length = 0 then
            Json.Nothing
        else
            let low, high = Array.min finite, Array.max finite
            // Sturges's rule (1926), and a few more, since tails are what one looks for.
            let bins = min 41 (2 * (1 + int (ceil (log (float finite.Length) / log 2.0))))
            let width = (high - low) / float bins
            let counts = Array.zeroCreate<int> bins

            for x in finite do
                let bin = if width > 0.0 then min (bins - 1) (int ((x - low) / width)) else bins / 2
                counts[bin] <- counts[bin] + 1

            Json.Object [ "low", Json.Number low; "width", Json.Number width; "counts", Json.wholes counts ]

    let private output (name: string) (truth: float[]) (predicted: float[]) =
        let vector (values: float[]) = Tensor.owning [ values.Length ] values
        let residuals = Array.map2 (-) predicted truth
        let mean (f: float -> float) = residuals |> Array.averageBy f

        let drawn =
            let count = min mostPoints truth.Length
            Array.init count (fun i -> int (int64 i * int64 truth.Length / int64 count))

        let points (values: float[]) = drawn |> Seq.map (fun i -> values[i]) |> Json.numbers

        Json.Object [
            "name", Json.Text name
            "samples", Json.whole truth.Length
            "meanAbsoluteError", Json.Number(mean abs)
            "rootMeanSquaredError", Json.Number(sqrt (mean (fun r -> r * r)))
            "bias", Json.Number(mean id)
            "r2", Json.Number(Score.r2 (vector predicted) (vector truth))
            "truth", points truth
            "predicted", points predicted
            "histogram", histogram residuals
        ]

    let json (names: string[]) (truth: float[]) (predicted: float[]) : Json =
        let column k (values: float[]) = [|
            for i in k .. names.Length .. values.Length - 1 do
                values[i]
        |]

        Json.Object [
            "outputs", Json.List(names |> Array.mapi (fun k name -> output name (column k truth) (column k predicted)))
        ]
