namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Batch(inputs: Tensor, targets: Tensor) =
    do
        if inputs.Rank = 0 || targets.Rank = 0 || inputs.Shape[0] <> targets.Shape[0] then
            Errors.data
                "A batch has one target for each sample along the first axis; the inputs are %O, the targets %O."
                inputs.Shape
                targets.Shape

    member _.Inputs = inputs
    member _.Targets = targets
    member _.Size = inputs.Shape[0]
    override _.ToString() = $"Batch of {inputs.Spec} → {targets.Spec}"

[<Sealed>]
type Dataset internal (inputs: Tensor, targets: Tensor, classNames: IReadOnlyList<string>, classCount: int) =

    static let checkCounts (inputs: Tensor) (targets: Tensor) =
        if inputs.Rank = 0 || targets.Rank = 0 then
            Errors.data
                "A data set has its samples along the first axis; the inputs are %O, the targets %O."
                inputs.Shape
                targets.Shape

        if inputs.Shape[0] <> targets.Shape[0] then
            Errors.data
                "The data set has %d samples but %d targets (inputs %O, targets %O); give each sample its target."
                inputs.Shape[0]
                targets.Shape[0]
                inputs.Shape
                targets.Shape

        if inputs.Shape[0] = 0 then
            Errors.data "Empty data set: at least one sample is needed (inputs %O)." inputs.Shape

        if inputs.DType = DType.Bool then
            Errors.data "The inputs of a data set are numbers; these are bool. Cast them first."

    static let checkFinite what (tensor: Tensor) =
        let refuse index (value: float) =
            let perSample = tensor.Size / tensor.Shape[0]

            Errors.data
                "The data set has %s in the %s of sample %d (element %d of %d); remove the sample or fill in a number."
                (if Double.IsNaN value then "NaN" else "infinity")
                what
                (index / perSample)
                (index % perSample)
                perSample

        match tensor.DType with
        | DType.Float32 ->
            let x = tensor.AsSpan<float32>()

            if not (System.Numerics.Tensors.TensorPrimitives.IsFiniteAll x) then
                for i in 0 .. x.Length - 1 do
                    if not (Single.IsFinite x[i]) then
                        refuse i (float x[i])
        | DType.Float64 ->
            let x = tensor.AsSpan<float>()

            if not (System.Numerics.Tensors.TensorPrimitives.IsFiniteAll x) then
                for i in 0 .. x.Length - 1 do
                    if not (Double.IsFinite x[i]) then
                        refuse i x[i]
        | DType.Int32
        | DType.Bool -> ()

    /// The number of classes that the labels speak of; 0 if the targets are no labels.
    static let checkLabels (targets: Tensor) (classNames: IReadOnlyList<string>) =
        if targets.DType <> DType.Int32 then
            if classNames.Count > 0 then
                Errors.data "Class names go with int32 labels; the targets are %O." targets.Spec

            0
        else
            let labels = targets.AsSpan<int>()
            let named = classNames.Count
            let perSample = labels.Length / targets.Shape[0]
            let mutable largest = 0

            for i in 0 .. labels.Length - 1 do
                let label = labels[i]

                if label < 0 || named > 0 && label >= named then
                    Errors.data
                        "The label %d of sample %d is out of range; labels are %s."
                        label
                        (i / perSample)
                        (if named > 0 then $"0 … {named - 1}, one for each class name" else "0, 1, 2, …")

                largest <- max largest label

            if named > 0 then named else largest + 1

    static let checkedCount inputs targets classNames =
        checkCounts inputs targets
        checkFinite "inputs" inputs
        checkFinite "targets" targets
        checkLabels targets classNames

    new(inputs: Tensor, targets: Tensor, classNames: IReadOnlyList<string>) =
        let names = Seq.toArray classNames
        Dataset(inputs, targets, Array.AsReadOnly names, checkedCount inputs targets names)

    new(inputs: Tensor, targets: Tensor) = Dataset(inputs, targets, [||])

    member _.Inputs = inputs
    member _.Targets = targets
    member _.Count = inputs.Shape[0]
    member _.InputShape = Shape(inputs.Shape.ToArray()[1..])
    member _.TargetShape = Shape(targets.Shape.ToArray()[1..])
    member _.ClassNames = classNames
    member _.ClassCount = classCount

    override _.ToString() =
        let classes = if classCount > 0 then $", {classCount} classes" else ""
        $"{inputs.Shape[0]} samples {inputs.Spec} → {targets.Spec}{classes}"
