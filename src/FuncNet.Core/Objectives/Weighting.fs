namespace FuncNet

[<AutoOpen>]
module Weighting =

    [<RequireQualifiedAccess>]
    module Loss =

        /// A loss with the same metrics under a longer name.
        let private like (loss: Loss) name values = Loss($"{name}({loss.Name})", values, loss.DefaultMetrics)

        /// The weight of every place of the loss.
        let private placeWeights operation (weights: float[]) (prediction: Tensor) target (values: Tensor) =
            let requireClasses n =
                if weights.Length <> n then
                    Errors.configuration
                        "%s: there must be a weight for each of the %d classes; there are %d."
                        operation
                        n
                        weights.Length

            if values.Shape = prediction.Shape then
                requireClasses 2
                let t = Tensor.relu (Agreement.target operation prediction target)
                weights[0] + (weights[1] - weights[0]) * t
            else
                let given = Tensor.cast prediction.DType (Tensor.vector weights)

                match Agreement.classes operation prediction target with
                | Classes.Labels labels ->
                    requireClasses prediction.Shape[prediction.Rank - 1]
                    Tensor.gather 0 labels given
                | Classes.Distribution t ->
                    requireClasses prediction.Shape[prediction.Rank - 1]
                    Tensor.sumOver [ -1 ] (t * given)

        let private weightedBy operation scale (weights: float seq) (loss: Loss) =
            let weights = [| for w in weights -> Argument.nonNegative $"Loss.{operation}" "each weight" w |]

            let values prediction target =
                let values = loss.Values prediction target
                scale (placeWeights operation weights prediction target values) * values

            like loss operation values

        let withClassWeights weights loss = weightedBy "withClassWeights" id weights loss

        let withNormalizedClassWeights weights loss =
            weightedBy "withNormalizedClassWeights" (fun w -> w / Tensor.mean w) weights loss

        let withSampleWeights (weights: Tensor) (loss: Loss) =
            if weights.Rank <> 1 then
                Errors.shape "Loss.withSampleWeights: the weights must be [batch]; their shape is %O." weights.Shape

            if weights.Size > 0 && not ((Tensor.min (Tensor.cast DType.Float64 weights)).ToScalar() >= 0.0) then
                Errors.data "Loss.withSampleWeights: weights must be at least 0."

            let values (prediction: Tensor) target =
                let each = Agreement.perSample loss.Name prediction (loss.Values prediction target)

                if weights.Shape <> each.Shape then
                    Errors.shape
                        "withSampleWeights: there are %d weights, and %d samples in the batch."
                        weights.Size
                        each.Size

                Tensor.cast each.DType weights * each

            like loss "withSampleWeights" values

        let withLabelSmoothing (alpha: float) (loss: Loss) =
            let α = Argument.share "Loss.withLabelSmoothing" "alpha" alpha

            like loss "withLabelSmoothing" (fun prediction target ->
                let t = Agreement.distribution "withLabelSmoothing" prediction target
                loss.Values prediction ((1.0 - α) * t + α / float prediction.Shape[prediction.Rank - 1]))

        let withBinaryLabelSmoothing (alpha: float) (loss: Loss) =
            let α = Argument.share "Loss.withBinaryLabelSmoothing" "alpha" alpha

            like loss "withBinaryLabelSmoothing" (fun prediction target ->
                let t = Agreement.probabilities "withBinaryLabelSmoothing" prediction target
                loss.Values prediction ((1.0 - α) * t + α / 2.0))
