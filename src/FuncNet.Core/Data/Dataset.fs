namespace FuncNet

open System
open System.Collections.Generic

/// A few samples with their targets, on which one step of training is made.
[<Sealed>]
type Batch(inputs: Tensor, targets: Tensor) =
    do
        if inputs.Rank = 0 || targets.Rank = 0 || inputs.Shape[0] <> targets.Shape[0] then
            Errors.data
                "A batch has one target for each sample along the first axis; the inputs are %O, the targets %O."
                inputs.Shape
                targets.Shape

    /// The samples along the first axis: [size; …].
    member _.Inputs = inputs

    /// The targets in the same order: int32 [size] of class labels, or [size; …] of numbers.
    member _.Targets = targets

    /// The number of samples.
    member _.Size = inputs.Shape[0]

    /// Both shapes.
    override _.ToString() = $"Batch of {inputs.Spec} → {targets.Spec}"

/// Samples with their targets, checked once and immutable: counts agree, there is at least one sample, every number is
/// finite, and class labels are in range. Parts of it are made by the functions of the module of the same name.
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

    /// Checks the samples and their targets. inputs: [n; …] of numbers; targets: int32 [n] of class labels, or numbers
    /// [n; …]; classNames: a name for each label, or none. Anything wrong is a DataException that names the sample.
    new(inputs: Tensor, targets: Tensor, classNames: IReadOnlyList<string>) =
        let names = Seq.toArray classNames
        Dataset(inputs, targets, Array.AsReadOnly names, checkedCount inputs targets names)

    /// The same without class names.
    new(inputs: Tensor, targets: Tensor) = Dataset(inputs, targets, [||])

    /// The samples along the first axis: [n; …].
    member _.Inputs = inputs

    /// The targets: int32 [n] of class labels, or numbers [n; …].
    member _.Targets = targets

    /// The number of samples, at least 1.
    member _.Count = inputs.Shape[0]

    /// The shape of one sample.
    member _.InputShape = Shape(inputs.Shape.ToArray()[1..])

    /// The shape of one target; a scalar for class labels.
    member _.TargetShape = Shape(targets.Shape.ToArray()[1..])

    /// A name for each class; may be empty.
    member _.ClassNames = classNames

    /// The number of classes, of which some may have no sample; 0 if the targets are no class labels.
    member _.ClassCount = classCount

    /// Count, shapes and classes.
    override _.ToString() =
        let classes = if classCount > 0 then $", {classCount} classes" else ""
        $"{inputs.Shape[0]} samples {inputs.Spec} → {targets.Spec}{classes}"
