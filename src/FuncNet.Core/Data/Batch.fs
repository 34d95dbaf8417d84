namespace FuncNet

[<Sealed>]
type Batch internal (inputs: Signal<Tensor>, targets: Signal<Tensor>, weights: Tensor option, names: Names) =

    let size = DataCheck.sampleCount "batch" inputs targets

    internal new(inputs: Signal<Tensor>, targets: Signal<Tensor>, weights: Tensor option) =
        Batch(inputs, targets, weights, Names.none)

    new(inputs: Signal<Tensor>, targets: Signal<Tensor>) = Batch(inputs, targets, None)
    new(inputs: Tensor, targets: Tensor) = Batch(Signal.One inputs, Signal.One targets)

    member _.Inputs = DataCheck.only "Batch" "Input" inputs
    member _.Targets = DataCheck.only "Batch" "Target" targets
    member _.InputSignal = inputs
    member _.TargetSignal = targets
    member _.Weights = weights |> Option.defaultWith (fun () -> Tensor.full DType.Float64 [ size ] 1.0)
    member internal _.GivenWeights = weights
    member _.InputNames = Names.readOnly names.Inputs
    member _.TargetNames = Names.readOnly names.Targets
    member internal _.Names = names
    member _.Size = size

    member internal _.Tensors = [|
        yield! Signal.values inputs
        yield! Signal.values targets
        yield! Option.toList weights
    |]

    override _.ToString() = $"Batch of {inputs |> Signal.map _.Spec} → {targets |> Signal.map _.Spec}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Batch =

    let named (inputs: (string * Tensor) seq) (targets: (string * Tensor) seq) =
        let inputs, targets = Seq.toArray inputs, Seq.toArray targets
        let names = Names.make "batch" (Seq.map fst inputs) (Seq.map fst targets) inputs.Length targets.Length
        Batch(Signal.ofSeq (Seq.map snd inputs), Signal.ofSeq (Seq.map snd targets), None, names)

    let withNames (inputs: string seq) (targets: string seq) (batch: Batch) =
        let count signal = (Signal.values signal).Length
        let names = Names.make "batch" inputs targets (count batch.InputSignal) (count batch.TargetSignal)
        Batch(batch.InputSignal, batch.TargetSignal, batch.GivenWeights, names)

    let input (name: string) (batch: Batch) =
        (Signal.values batch.InputSignal)[Names.place "batch" "input" batch.Names.Inputs name]

    let target (name: string) (batch: Batch) =
        (Signal.values batch.TargetSignal)[Names.place "batch" "target" batch.Names.Targets name]

    let select (inputs: string seq) (targets: string seq) (batch: Batch) =
        let inputs, targets = Seq.toArray inputs, Seq.toArray targets
        let places kind names = Array.map (Names.place "batch" kind names)

        Batch(
            Names.pick (places "input" batch.Names.Inputs inputs) batch.InputSignal,
            Names.pick (places "target" batch.Names.Targets targets) batch.TargetSignal,
            batch.GivenWeights,
            { Inputs = inputs; Targets = targets }
        )

    let mapInputs (f: Tensor -> Tensor) (batch: Batch) =
        Batch(Signal.map f batch.InputSignal, batch.TargetSignal, batch.GivenWeights, batch.Names)

    let mapTargets (f: Tensor -> Tensor) (batch: Batch) =
        Batch(batch.InputSignal, Signal.map f batch.TargetSignal, batch.GivenWeights, batch.Names)

    let mapInput (name: string) (f: Tensor -> Tensor) (batch: Batch) =
        let place = Names.place "batch" "input" batch.Names.Inputs name
        let values = Signal.values batch.InputSignal |> List.mapi (fun i x -> if i = place then f x else x)
        Batch(Signal.fill batch.InputSignal values, batch.TargetSignal, batch.GivenWeights, batch.Names)

    let withWeights (weights: float seq) (batch: Batch) =
        let weights = Agreement.sampleWeights "Batch.withWeights" (Tensor.vector weights)

        if weights.Size <> batch.Size then
            Errors.data
                "Batch.withWeights: a weight for each of the %d samples was expected; there are %d weights."
                batch.Size
                weights.Size

        Batch(batch.InputSignal, batch.TargetSignal, Some weights, batch.Names)
