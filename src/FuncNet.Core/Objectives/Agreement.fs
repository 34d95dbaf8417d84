namespace FuncNet

open System

/// What the target of a classification says of each place.
[<RequireQualifiedAccess>]
type internal Classes =
    /// The number of the class: int32 [batch; …].
    | Labels of Tensor
    /// The probability of each class: [batch; …; classes].
    | Distribution of Tensor

/// Predictions and targets brought together. Nothing is broadcast here: a target of another size is an error.
module internal Agreement =

    let private withoutTrailingOnes (shape: Shape) =
        let sizes = shape.ToArray()
        sizes[.. Array.FindLastIndex(sizes, (fun n -> n <> 1))]

    /// True if the shapes have the same sizes, apart from axes of size 1 at the end, as [n] and [n; 1].
    let private fits (a: Shape) (b: Shape) =
        a.Rank > 0 && b.Rank > 0 && a[0] = b[0] && withoutTrailingOnes a = withoutTrailingOnes b

    let private prediction operation (prediction: Tensor) =
        if prediction.Rank = 0 then
            Errors.shape "%s: the prediction must have a batch axis; it is a scalar." operation

        if not prediction.DType.IsFloat then
            Errors.dtype "%s: the prediction must be float32 or float64; it is %O." operation prediction.DType

    let private like operation (prediction: Tensor) (target: Tensor) =
        if target.DType.IsFloat && target.DType <> prediction.DType then
            Errors.dtype
                "%s: the prediction is %O, the target %O; bring them to one type with cast."
                operation
                prediction.DType
                target.DType

        Tensor.cast prediction.DType target

    /// True if the tensor has numbers, which it has not while a program is traced.
    let rec isKnown (tensor: Tensor) =
        match tensor.Form with
        | Concrete _ -> true
        | Traced(_, _, primal) -> isKnown primal
        | Abstract _ -> false

    /// True inside of a function that is being differentiated.
    let isDifferentiated (tensor: Tensor) =
        match tensor.Form with
        | Traced _ -> true
        | Concrete _
        | Abstract _ -> false

    /// The target in the shape and type of the prediction.
    let target operation (predicted: Tensor) (target: Tensor) =
        prediction operation predicted

        if not (fits predicted.Shape target.Shape) then
            let front = Shape((predicted.Shape.ToArray())[.. predicted.Rank - 2])

            Errors.shape
                "%s: the target must have the shape of the prediction, %O; its shape is %O.%s"
                operation
                predicted.Shape
                target.Shape
                (if target.DType = DType.Int32 && fits front target.Shape then
                     " Labels fit softmaxCrossEntropy, and Dataset.oneHot makes rows of them."
                 else
                     "")

        target |> like operation predicted |> Tensor.reshape predicted.Shape

    /// The target in the shape and type of the prediction, and between 0 and 1.
    let probabilities operation (predicted: Tensor) (given: Tensor) =
        let truth = target operation predicted given

        if isKnown truth && truth.Size > 0 then
            let check bound (extreme: Tensor) =
                let t = extreme.ToScalar()

                if not (t >= 0.0 && t <= 1.0) then
                    Errors.data "%s: a target must be between 0 and 1; the %s is %g." operation bound t

            let known = Tensor.OfValue truth.Value
            check "smallest" (Tensor.min known)
            check "largest" (Tensor.max known)

        truth

    /// Throws for the first number that breaks a rule, if the numbers are known.
    let private require operation rule holds (truth: Tensor) =
        if isKnown truth then
            let numbers = (Tensor.cast DType.Float64 (Tensor.OfValue truth.Value)).ToArray<float>()

            match Array.tryFindIndex (holds >> not) numbers with
            | Some i ->
                let sample = i / (numbers.Length / truth.Shape[0])
                Errors.data "%s: a target must be %s; that of sample %d is %g." operation rule sample numbers[i]
            | None -> ()

        truth

    /// The target in the shape and type of the prediction, each number −1 or 1.
    let signs operation (predicted: Tensor) (given: Tensor) =
        target operation predicted given |> require operation "−1 or 1" (fun t -> abs t = 1.0)

    /// The target in the shape and type of the prediction, each number at least 0.
    let counts operation (predicted: Tensor) (given: Tensor) =
        target operation predicted given |> require operation "at least 0" (fun t -> t >= 0.0)

    /// ±1 for each sample, [batch], in the type of the prediction.
    let sampleSigns operation (predicted: Tensor) (given: Tensor) =
        let batch = Shape predicted.Shape[0]

        if not (fits batch given.Shape) then
            Errors.shape "%s: the target must be ±1 for each sample, %O; its shape is %O." operation batch given.Shape

        Tensor.reshape batch given
        |> like operation predicted
        |> require operation "−1 or 1" (fun t -> abs t = 1.0)

    /// A weight for each sample, each a finite number of at least 0.
    let sampleWeights operation (weights: Tensor) =
        if weights.Rank <> 1 then
            Errors.data "%s: the weights must be [samples]; their shape is %O." operation weights.Shape

        if isKnown weights then
            let numbers = (Tensor.cast DType.Float64 (Tensor.OfValue weights.Value)).ToArray<float>()

            match numbers |> Array.tryFindIndex (fun w -> not (w >= 0.0 && Double.IsFinite w)) with
            | Some i ->
                Errors.data
                    "%s: a weight must be a finite number of at least 0; that of sample %d is %g."
                    operation
                    i
                    numbers[i]
            | None -> ()

        weights

    let private checkLabels operation classes (labels: Tensor) =
        if isKnown labels then
            let numbers = labels.AsSpan<int>()

            for i in 0 .. numbers.Length - 1 do
                if numbers[i] < 0 || numbers[i] >= classes then
                    Errors.data
                        "%s: the label %d of sample %d is not one of the %d classes 0 … %d."
                        operation
                        numbers[i]
                        (i / (numbers.Length / labels.Shape[0]))
                        classes
                        (classes - 1)

    /// The target of a classification. predicted: [batch; …; classes]; given: int32 labels [batch; …], or a distribution
    /// in the shape of the prediction.
    let classes operation (predicted: Tensor) (given: Tensor) =
        prediction operation predicted

        if predicted.Rank < 2 then
            Errors.shape "%s: the prediction must be [batch; …; classes]; its shape is %O." operation predicted.Shape

        let positions = Shape((predicted.Shape.ToArray())[.. predicted.Rank - 2])

        if given.DType = DType.Int32 && fits positions given.Shape then
            let labels = Tensor.reshape positions given
            checkLabels operation predicted.Shape[predicted.Rank - 1] labels
            Classes.Labels labels
        elif given.Shape = predicted.Shape then
            Classes.Distribution(like operation predicted given)
        elif fits positions given.Shape then
            Errors.dtype "%s: labels must be int32; they are %O. Cast them." operation given.DType
        else
            Errors.shape
                "%s: the target must be labels %O or a distribution %O; its shape is %O."
                operation
                positions
                predicted.Shape
                given.Shape

    /// The target of a classification as a distribution in the shape and type of the prediction.
    let distribution operation (predicted: Tensor) (given: Tensor) =
        match classes operation predicted given with
        | Classes.Labels labels -> Tensor.oneHot predicted.DType predicted.Shape[predicted.Rank - 1] labels
        | Classes.Distribution t -> t

    /// The label of each place; an error for a distribution.
    let labels operation (predicted: Tensor) (given: Tensor) =
        match classes operation predicted given with
        | Classes.Labels labels -> labels
        | Classes.Distribution _ ->
            Errors.dtype
                "%s: the target must be int32 labels; it is a distribution. Take Tensor.argMax -1 of it."
                operation

    /// x at the label. x: [batch; …; classes]; labels: [batch; …]; result: [batch; …].
    let atLabels (labels: Tensor) (x: Tensor) =
        Tensor.gatherAlong -1 (Tensor.expandAxis -1 labels) x |> Tensor.reshape labels.Shape

    /// One number a sample: the mean over all axes after the first. values: [batch; …]; result: [batch].
    let perSample operation (predicted: Tensor) (values: Tensor) =
        if values.Rank = 0 || values.Shape[0] <> predicted.Shape[0] then
            Errors.shape
                "%s: a number for each of the %d samples was expected; it gave the shape %O."
                operation
                predicted.Shape[0]
                values.Shape

        if values.Rank = 1 then
            values
        else
            Tensor.meanOver [ 1 .. values.Rank - 1 ] values

    let private shapes (signal: Signal<Tensor>) = signal |> Signal.map _.Shape |> string

    /// A function of one prediction and one target, for signals that are one tensor each.
    let ofOne operation (f: Tensor -> Tensor -> Tensor) (prediction: Signal<Tensor>) (target: Signal<Tensor>) =
        match prediction, target with
        | Signal.One prediction, Signal.One target -> f prediction target
        | Signal.One _, Signal.Many _
        | Signal.Many _, _ ->
            Errors.shape
                "%s takes one prediction and one target; the predictions are %s, the targets %s. Loss.beside gives each output a loss of its own, Metric.ofOutput a metric."
                operation
                (shapes prediction)
                (shapes target)

    /// The predictions and the targets that stand beside each other, at least as many as said.
    let pairs operation atLeast (prediction: Signal<Tensor>) (target: Signal<Tensor>) =
        match prediction, target with
        | Signal.Many predictions, Signal.Many targets when
            predictions.Length = targets.Length && predictions.Length >= atLeast
            ->
            Array.zip predictions targets
        | Signal.One _, _
        | Signal.Many _, _ ->
            Errors.shape
                "%s: %d outputs of the network and as many targets were expected; the predictions are %s, the targets %s."
                operation
                atLeast
                (shapes prediction)
                (shapes target)
