namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Dataset
    internal
    (
        inputs: Signal<Tensor>,
        targets: Signal<Tensor>,
        weights: Tensor option,
        classNames: IReadOnlyList<string>,
        classCount: int
    ) =
    inherit TrainingData(InMemory(Batch(inputs, targets, weights)), classNames)

    let count = (Signal.values inputs).Head.Shape[0]
    let sampleShape (tensor: Tensor) = Shape(tensor.Shape.ToArray()[1..])

    new(inputs: Tensor, targets: Tensor, classNames: IReadOnlyList<string>) =
        let names = Seq.toArray classNames
        let inputs, targets = Signal.One inputs, Signal.One targets
        Dataset(inputs, targets, None, Array.AsReadOnly names, DataCheck.classCount inputs targets names)

    new(inputs: Tensor, targets: Tensor) = Dataset(inputs, targets, [||])

    new(inputs: Signal<Tensor>, targets: Signal<Tensor>) =
        Dataset(inputs, targets, None, Array.AsReadOnly [||], DataCheck.classCount inputs targets [||])

    member _.Inputs = DataCheck.only "Dataset" "Input" inputs
    member _.Targets = DataCheck.only "Dataset" "Target" targets
    member _.InputSignal = inputs
    member _.TargetSignal = targets
    member _.Weights = weights |> Option.defaultWith (fun () -> Tensor.full DType.Float64 [ count ] 1.0)
    member internal _.GivenWeights = weights
    member _.Count = count
    member data.InputShape = sampleShape data.Inputs
    member data.TargetShape = sampleShape data.Targets
    member _.ClassCount = classCount

    override _.ToString() =
        let classes = if classCount > 0 then $", {classCount} classes" else ""
        let weighted = if weights.IsSome then ", weighted" else ""
        $"{count} samples {inputs |> Signal.map _.Spec} → {targets |> Signal.map _.Spec}{classes}{weighted}"
