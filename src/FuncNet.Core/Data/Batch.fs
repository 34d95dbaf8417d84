namespace FuncNet

[<Sealed>]
type Batch internal (inputs: Signal<Tensor>, targets: Signal<Tensor>, weights: Tensor option) =

    let size = DataCheck.sampleCount "batch" inputs targets

    new(inputs: Signal<Tensor>, targets: Signal<Tensor>) = Batch(inputs, targets, None)
    new(inputs: Tensor, targets: Tensor) = Batch(Signal.One inputs, Signal.One targets)

    member _.Inputs = DataCheck.only "Batch" "Input" inputs
    member _.Targets = DataCheck.only "Batch" "Target" targets
    member _.InputSignal = inputs
    member _.TargetSignal = targets
    member _.Weights = weights |> Option.defaultWith (fun () -> Tensor.full DType.Float64 [ size ] 1.0)
    member internal _.GivenWeights = weights
    member _.Size = size

    member internal _.Tensors = [|
        yield! Signal.values inputs
        yield! Signal.values targets
        yield! Option.toList weights
    |]

    override _.ToString() = $"Batch of {inputs |> Signal.map _.Spec} → {targets |> Signal.map _.Spec}"
