namespace FuncNet

[<Sealed>]
type Sample internal (inputs: Signal<Tensor>, targets: Signal<Tensor>, weight: float voption, names: Names) =

    new(inputs: Signal<Tensor>, targets: Signal<Tensor>) = Sample(inputs, targets, ValueNone, Names.none)
    new(input: Tensor, target: Tensor) = Sample(Signal.One input, Signal.One target)
    new(input: Tensor, label: int) = Sample(input, Tensor.number DType.Int32 (float label))

    member _.Input = DataCheck.only "Sample" "Input" inputs
    member _.Target = DataCheck.only "Sample" "Target" targets
    member _.InputSignal = inputs
    member _.TargetSignal = targets
    member _.Weight = ValueOption.defaultValue 1.0 weight
    member internal _.GivenWeight = weight
    member _.InputNames = Names.readOnly names.Inputs
    member _.TargetNames = Names.readOnly names.Targets
    member internal _.Names = names

    override _.ToString() = $"Sample of {inputs |> Signal.map _.Spec} → {targets |> Signal.map _.Spec}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sample =

    let named (inputs: (string * Tensor) seq) (targets: (string * Tensor) seq) =
        let inputs, targets = Seq.toArray inputs, Seq.toArray targets
        let names = Names.make "sample" (Seq.map fst inputs) (Seq.map fst targets) inputs.Length targets.Length
        Sample(Signal.ofSeq (Seq.map snd inputs), Signal.ofSeq (Seq.map snd targets), ValueNone, names)

    let mapInputs (f: Tensor -> Tensor) (sample: Sample) =
        Sample(Signal.map f sample.InputSignal, sample.TargetSignal, sample.GivenWeight, sample.Names)

    let mapTargets (f: Tensor -> Tensor) (sample: Sample) =
        Sample(sample.InputSignal, Signal.map f sample.TargetSignal, sample.GivenWeight, sample.Names)

    let withWeight (weight: float) (sample: Sample) =
        if not (weight >= 0.0 && System.Double.IsFinite weight) then
            Errors.data "Sample.withWeight: a weight is at least 0 and finite; it is %g." weight

        Sample(sample.InputSignal, sample.TargetSignal, ValueSome weight, sample.Names)

    /// Tensors of one shape and type along a new first axis. which: what they are, for the error.
    let private stack which (parts: Tensor[]) =
        let first = parts[0].Spec
        let room = NDArray.allocate { first with Shape = first.Shape.Prepend parts.Length }

        parts
        |> Array.iteri (fun i part ->
            if part.Spec <> first then
                Errors.data
                    "%s of sample %d of a batch is %O; that of the first is %O. Samples of one batch have one shape and type: resize, pad or cast them first."
                    which
                    i
                    part.Spec
                    first

            NDArray.copyRun part.Value 0 room (i * first.Shape.Size) first.Shape.Size)

        Tensor.OfValue room

    let private collate kind (names: string[]) (signals: Signal<Tensor>[]) =
        let first = signals[0]

        signals
        |> Array.iteri (fun i signal ->
            if Signal.map ignore signal <> Signal.map ignore first then
                Errors.data
                    "Sample %d of a batch has %d %ss; the first has %d."
                    i
                    (Signal.values signal).Length
                    kind
                    (Signal.values first).Length)

        signals
        |> Array.map (Signal.values >> List.toArray)
        |> Array.transpose
        |> Array.mapi (fun place parts ->
            let which =
                if names.Length > 0 then $"The {kind} '{names[place]}'"
                elif (Signal.values first).Length > 1 then $"The {kind} {place + 1}"
                else $"The {kind}"

            stack which parts)
        |> Signal.fill first

    let toBatch (samples: Sample seq) =
        let samples = Seq.toArray samples

        if samples.Length = 0 then
            Errors.data "Sample.toBatch: a batch has at least one sample."

        let names = samples[0].Names

        samples
        |> Array.iteri (fun i sample ->
            if sample.Names <> names then
                Errors.data
                    "Sample %d of a batch names its inputs and targets %s → %s; the first names them %s → %s."
                    i
                    (Names.listed sample.Names.Inputs)
                    (Names.listed sample.Names.Targets)
                    (Names.listed names.Inputs)
                    (Names.listed names.Targets))

        let weights =
            if samples |> Array.exists _.GivenWeight.IsSome then
                Some(Tensor.owning [ samples.Length ] (samples |> Array.map _.Weight))
            else
                None

        Batch(
            samples |> Array.map _.InputSignal |> collate "input" names.Inputs,
            samples |> Array.map _.TargetSignal |> collate "target" names.Targets,
            weights,
            names
        )

    let ofBatch (batch: Batch) =
        let row i (x: Tensor) = Tensor.narrow 0 i 1 x |> Tensor.reshape x.Shape.WithoutFirst
        let weights = batch.GivenWeights |> Option.map _.ToArray<float>()

        Array.init batch.Size (fun i ->
            Sample(
                Signal.map (row i) batch.InputSignal,
                Signal.map (row i) batch.TargetSignal,
                (match weights with
                 | Some weights -> ValueSome weights[i]
                 | None -> ValueNone),
                batch.Names
            ))
