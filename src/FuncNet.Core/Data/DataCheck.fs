namespace FuncNet

open System
open System.Collections.Generic

/// What must hold of samples and targets, so that nothing needs a check in training.
module internal DataCheck =

    /// Each tensor with its name: "inputs", or "inputs 1", "inputs 2", … of several.
    let private named what (signal: Signal<Tensor>) =
        match Signal.values signal with
        | [ one ] -> [ what, one ]
        | several -> several |> List.mapi (fun i tensor -> $"{what} {i + 1}", tensor)

    /// The number of samples, which is the same in every tensor.
    let sampleCount kind (inputs: Signal<Tensor>) (targets: Signal<Tensor>) =
        let inputs, targets = named "inputs" inputs, named "targets" targets

        if inputs.IsEmpty || targets.IsEmpty then
            Errors.data "A %s has at least one input and one target." kind

        for name, tensor in inputs @ targets do
            if tensor.Rank = 0 then
                Errors.data "A %s has its samples along the first axis; the %s are %O." kind name tensor.Shape

        let first, (reference: Tensor) = inputs.Head
        let count = reference.Shape[0]

        for name, tensor in inputs.Tail do
            if tensor.Shape[0] <> count then
                Errors.data
                    "The %s has %d samples in the %s but %d in the %s; give each input every sample."
                    kind
                    count
                    first
                    tensor.Shape[0]
                    name

        for name, tensor in targets do
            if tensor.Shape[0] <> count then
                Errors.data
                    "The %s has %d samples but %d %s (inputs %O, targets %O); give each sample its target."
                    kind
                    count
                    tensor.Shape[0]
                    name
                    reference.Shape
                    tensor.Shape

        count

    /// The only tensor of a signal; an error that says where several are.
    let only owner member' (signal: Signal<Tensor>) =
        match signal with
        | Signal.One tensor -> tensor
        | Signal.Many parts ->
            Errors.shape "%s.%ss: there are %d; %s.%sSignal has them all." owner member' parts.Length owner member'

    let private requireFinite (what: string) (tensor: Tensor) =
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

    /// The largest label and one more; 0 if the targets are no labels.
    let private labelCount (targets: Tensor) named =
        if targets.DType <> DType.Int32 then
            0
        else
            let labels = targets.AsSpan<int>()
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

            largest + 1

    /// Throws unless the data can be trained on; the number of classes, 0 if there are none, or several targets.
    let classCount (inputs: Signal<Tensor>) (targets: Signal<Tensor>) (classNames: IReadOnlyList<string>) =
        if sampleCount "data set" inputs targets = 0 then
            Errors.data "Empty data set: at least one sample is needed (inputs %O)." (inputs |> Signal.map _.Shape)

        for name, tensor in named "inputs" inputs do
            if tensor.DType = DType.Bool then
                Errors.data "The %s of a data set are numbers; these are bool. Cast them first." name

            requireFinite name tensor

        for name, tensor in named "targets" targets do
            requireFinite name tensor

        match targets with
        | Signal.One labels when labels.DType = DType.Int32 ->
            let largest = labelCount labels classNames.Count
            if classNames.Count > 0 then classNames.Count else largest
        | Signal.One _
        | Signal.Many _ ->
            if classNames.Count > 0 then
                Errors.data "Class names go with int32 labels; the targets are %O." (targets |> Signal.map _.Spec)

            for tensor in Signal.values targets do
                labelCount tensor 0 |> ignore

            0
