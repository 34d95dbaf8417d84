namespace FuncNet

[<AutoOpen>]
module Weighting =

    [<RequireQualifiedAccess>]
    module Loss =

        /// A loss with the same metrics under a longer name.
        let private like (loss: Loss) name values classWeighted =
            Loss($"{name}({loss.Name})", Objective.OfOne values, loss.DefaultMetrics, classWeighted)

        let private requireClasses operation n (weights: float[]) =
            if weights.Length <> n then
                Errors.configuration
                    "%s: there must be a weight for each of the %d classes; there are %d."
                    operation
                    n
                    weights.Length

        /// The weights of binary targets, in [0, 1] or ±1: w₀ + (w₁ − w₀)·t.
        let private ofBinary operation (weights: float[]) (prediction: Tensor) target =
            requireClasses operation 2 weights
            let t = Tensor.relu (Agreement.target operation prediction target)
            weights[0] + (weights[1] - weights[0]) * t

        /// The weight of every place, Σ_c w_c·t_c.
        let private ofPlaces operation (given: Tensor) (prediction: Tensor) target =
            match Agreement.classes operation prediction target with
            | Classes.Labels labels -> Tensor.gather 0 labels given
            | Classes.Distribution t -> Tensor.sumOver [ -1 ] (t * given)

        /// The weighted loss of every place, and its weight.
        let private weigh operation (weights: float[]) (loss: Loss) (prediction: Tensor) target =
            let given () =
                requireClasses operation prediction.Shape[prediction.Rank - 1] weights
                Tensor.cast prediction.DType (Tensor.vector weights)

            match loss.ClassWeighted with
            | Some values ->
                let given = given ()
                values given prediction target, ofPlaces operation given prediction target
            | None ->
                let values = loss.Values prediction target

                let each =
                    if values.Shape = prediction.Shape then
                        ofBinary operation weights prediction target
                    else
                        ofPlaces operation (given ()) prediction target

                each * values, each

        let private checkedWeights operation (weights: float seq) = [|
            for i, w in Seq.indexed weights -> Argument.nonNegative $"Loss.{operation}" $"the weight of class {i}" w
        |]

        let withClassWeights weights loss =
            let operation = "withClassWeights"
            let weights = checkedWeights operation weights
            like loss operation (fun prediction target -> fst (weigh operation weights loss prediction target)) None

        let withNormalizedClassWeights weights loss =
            let operation = "withNormalizedClassWeights"
            let weights = checkedWeights operation weights

            let values prediction target =
                let values, each = weigh operation weights loss prediction target
                values / Tensor.mean each

            like loss operation values None

        let withLabelSmoothing (alpha: float) (loss: Loss) =
            let α = Argument.share "Loss.withLabelSmoothing" "alpha" alpha

            let smoothed (prediction: Tensor) target =
                let t = Agreement.distribution "withLabelSmoothing" prediction target
                (1.0 - α) * t + α / float prediction.Shape[prediction.Rank - 1]

            like
                loss
                "withLabelSmoothing"
                (fun prediction target -> loss.Values prediction (smoothed prediction target))
                (loss.ClassWeighted
                 |> Option.map (fun values weights prediction target ->
                     values weights prediction (smoothed prediction target)))

        let withBinaryLabelSmoothing (alpha: float) (loss: Loss) =
            let α = Argument.share "Loss.withBinaryLabelSmoothing" "alpha" alpha

            let values prediction target =
                let t = Agreement.probabilities "withBinaryLabelSmoothing" prediction target
                loss.Values prediction ((1.0 - α) * t + α / 2.0)

            like loss "withBinaryLabelSmoothing" values None
