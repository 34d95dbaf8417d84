namespace FuncNet

[<AutoOpen>]
module SampleWeights =

    [<RequireQualifiedAccess>]
    module Dataset =

        let private weighted operation normalize (weights: float seq) (data: Dataset) =
            let weights = Seq.toArray weights

            if weights.Length <> data.Count then
                Errors.data
                    "%s: a weight for each of the %d samples was expected; there are %d weights."
                    operation
                    data.Count
                    weights.Length

            let weights = Agreement.sampleWeights operation (Tensor.vector weights) |> normalize
            Dataset(data.InputSignal, data.TargetSignal, Some weights, data.ClassNames, data.ClassCount)

        let withWeights (weights: float seq) (data: Dataset) = weighted "Dataset.withWeights" id weights data

        let withNormalizedWeights (weights: float seq) (data: Dataset) =
            let operation = "Dataset.withNormalizedWeights"

            let normalize weights =
                let mean: Tensor = Tensor.mean weights

                if mean.ToScalar() = 0.0 then
                    Errors.data "%s: all weights are 0; at least one sample must count." operation

                weights / mean

            weighted operation normalize weights data
