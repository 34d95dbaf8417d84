namespace FuncNet

[<AutoOpen>]
module FocalLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        let focal (gamma: float) =
            let γ = Argument.nonNegative "Loss.focal" "gamma" gamma

            let values (x: Tensor) target =
                let labels = Agreement.labels "focal" x target
                let isLabel = Tensor.cast DType.Bool (Tensor.oneHot x.DType x.Shape[x.Rank - 1] labels)
                let all = Tensor.logSumExpOver [ -1 ] x
                // ln(1 − p_c) from the logits of the other classes, which stays finite where 1 − p_c is rounded to 0.
                let others = Tensor.where isLabel (Tensor.number x.DType -1e30) x
                exp (γ * (Tensor.logSumExpOver [ -1 ] others - all)) * (all - Agreement.atLabels labels x)

            Loss("focal", values, [ Metric.accuracy ])

        let binaryFocal (alpha: float) (gamma: float) =
            let α = Argument.share "Loss.binaryFocal" "alpha" alpha
            let γ = Argument.nonNegative "Loss.binaryFocal" "gamma" gamma

            let values (x: Tensor) target =
                let t = Agreement.probabilities "binaryFocal" x target
                // −ln σ(x) and −ln(1 − σ(x)).
                let ofTrue, ofFalse = Tensor.softplus -x, Tensor.softplus x
                α * t * exp (-γ * ofFalse) * ofTrue + (1.0 - α) * (1.0 - t) * exp (-γ * ofTrue) * ofFalse

            Loss("binaryFocal", values, [ Metric.binaryAccuracy 0.0 ])
