namespace FuncNet

/// What is shown of a classification: its confusion matrix, figures of each class, and how far confidence can be trusted.
module internal Classification =

    /// Bins of equal width from 0 to 1, by the probability of the class that was taken: how sure the network was, and how often it
    /// was right. Their mean distance, weighted by samples, is the expected calibration error (Naeini, Cooper and Hauskrecht 2015).
    let private calibration (names: string[]) (truth: int[]) (probabilities: float[]) =
        let bins = 10

        let counts, hits, sums =
            Array.zeroCreate<int> bins, Array.zeroCreate<int> bins, Array.zeroCreate<float> bins

        for sample in 0 .. truth.Length - 1 do
            let struct (label, confidence) = Outcome.best names.Length probabilities sample
            let bin = max 0 (min (bins - 1) (int (confidence * float bins)))
            counts[bin] <- counts[bin] + 1
            sums[bin] <- sums[bin] + confidence

            if label = truth[sample] then
                hits[bin] <- hits[bin] + 1

        let filled = [
            for bin in 0 .. bins - 1 do
                if counts[bin] > 0 then
                    let n = float counts[bin]
                    sums[bin] / n, float hits[bin] / n, counts[bin]
        ]

        let error =
            filled
            |> List.sumBy (fun (confidence, accuracy, count) -> abs (confidence - accuracy) * float count)

        Json.Object [
            "error", Json.Number(error / float truth.Length)
            "bins",
            Json.List [
                for confidence, accuracy, count in filled do
                    Json.Object [
                        "confidence", Json.Number confidence
                        "accuracy", Json.Number accuracy
                        "count", Json.whole count
                    ]
            ]
        ]

    let json (names: string[]) (truth: int[]) (probabilities: float[]) : Json =
        let predicted =
            Array.init truth.Length (fun sample ->
                let struct (label, _) = Outcome.best names.Length probabilities sample
                label)

        let labels (values: int[]) = Tensor.owning [ values.Length ] values
        let matrix = ConfusionMatrix.create names (labels predicted) (labels truth)
        let counts = matrix.Counts.ToArray<int>() |> Array.chunkBySize names.Length
        let classes = [ 0 .. names.Length - 1 ]
        let each (figure: int -> float) = classes |> Seq.map figure |> Json.numbers

        Json.Object [
            "names", Json.texts names
            "counts", counts |> Seq.map Json.wholes |> Json.List
            "precision", each matrix.Precision
            "recall", each matrix.Recall
            "f1", each matrix.F1
            "support", counts |> Seq.map Array.sum |> Json.wholes
            "accuracy", Json.Number matrix.Accuracy
            "macroPrecision", Json.Number matrix.MacroPrecision
            "macroRecall", Json.Number matrix.MacroRecall
            "macroF1", Json.Number matrix.MacroF1
            "calibration", calibration names truth probabilities
        ]
