namespace FuncNet

[<AutoOpen>]
module MarginLosses =

    [<RequireQualifiedAccess>]
    module Loss =

        let private ofMargin name (f: Tensor -> Tensor) =
            let values y target = f (Agreement.signs name y target * y)
            Loss(name, values, [ Metric.binaryAccuracy 0.0 ])

        let perceptron =
            ofMargin "perceptron" (fun margin ->
                let zero = Tensor.number margin.DType 0.0
                Tensor.where (Tensor.lessOrEqual margin zero) -margin zero)

        let hinge = ofMargin "hinge" (fun margin -> Tensor.relu (1.0 - margin))
        let squaredHinge = ofMargin "squaredHinge" (fun margin -> Tensor.square (Tensor.relu (1.0 - margin)))
        let logistic = ofMargin "logistic" (fun margin -> Tensor.softplus -margin)
        let exponential = ofMargin "exponential" (fun margin -> exp -margin)

        let multiclassHinge (margin: float) =
            let m = Argument.positive "Loss.multiclassHinge" "margin" margin

            let values (x: Tensor) target =
                let labels = Agreement.labels "multiclassHinge" x target
                let classes = x.Shape[x.Rank - 1]
                let others = 1.0 - Tensor.oneHot x.DType classes labels
                let ofClass = Tensor.expandAxis -1 (Agreement.atLabels labels x)
                Tensor.sumOver [ -1 ] (others * Tensor.relu (m - ofClass + x)) / float classes

            Loss("multiclassHinge", values, [ Metric.accuracy ])

        let hingeEmbedding (margin: float) =
            let m = Argument.positive "Loss.hingeEmbedding" "margin" margin

            let values (y: Tensor) target =
                let t = Agreement.signs "hingeEmbedding" y target
                Tensor.where (Tensor.greater t (Tensor.number y.DType 0.0)) y (Tensor.relu (m - y))

            Loss("hingeEmbedding", values, [])
