namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Network
    internal (layer: Layer, plan: Plan, dtype: DType, parameters: Parameters, state: Parameters, classNames: string[]) =

    let prediction = Prediction(plan, parameters, state)

    let only (shapes: Signal<Shape>) =
        match shapes with
        | Signal.One shape -> shape
        | Signal.Many _ ->
            Errors.shape
                "Network.PredictInto takes one input and gives one result; this network takes %O and gives %O. Network.predictAll takes and gives several."
                plan.Input
                plan.Output

    /// Predicts into memory of the caller's, in parts of as many rows as Apply computes at once.
    let predictInto (input: ReadOnlySpan<'Input>) (result: Span<'Result>) =
        let sample = only plan.Input
        let output = only plan.Output
        let given = NDArray.dtypeOf typeof<'Input>

        if given.IsFloat && given <> dtype then
            Errors.dtype
                "Network.PredictInto: the network is %O; the input is %O. Give it numbers of its type, or build the network in theirs."
                dtype
                given

        if input.Length = 0 || sample.Size = 0 || input.Length % sample.Size <> 0 then
            Errors.shape
                "Network.PredictInto: a sample has %d numbers, %O, and the input is one sample or several; it has %d numbers. Give it a multiple of %d."
                sample.Size
                sample
                input.Length
                sample.Size

        let batch = input.Length / sample.Size

        if result.Length <> batch * output.Size then
            Errors.shape
                "Network.PredictInto: each of the %d results has %d numbers, %O; the memory for them has room for %d numbers. Give it %d."
                batch
                output.Size
                output
                result.Length
                (batch * output.Size)

        let mutable first = 0

        while first < batch do
            let rows = min Chunks.size (batch - first)

            prediction.RunInto(
                input.Slice(first * sample.Size, rows * sample.Size),
                rows,
                result.Slice(first * output.Size, rows * output.Size)
            )

            first <- first + rows

    member internal _.Plan = plan
    member _.Layer = layer
    member _.DType = dtype
    member _.Parameters = parameters
    member _.State = state
    member _.ClassNames: IReadOnlyList<string> = Array.AsReadOnly classNames
    member _.InputShape = plan.Input
    member _.OutputShape = plan.Output

    member internal _.With(newParameters: Parameters, newState: Parameters) =
        parameters.Layout.Require("Network", newParameters.Layout)
        state.Layout.Require("Network", newState.Layout)
        Network(layer, plan, dtype, newParameters, newState, classNames)

    member internal _.WithClassNames(names: string seq) =
        Network(layer, plan, dtype, parameters, state, Seq.toArray names)

    member _.Apply(input: Signal<Tensor>) : Signal<Tensor> =
        InputCheck.require "the input" dtype plan.Input input
        Signal.values input |> List.toArray |> Chunks.run prediction.Run |> Signal.fill plan.Output

    member internal network.PredictOne(input: Signal<Tensor>) : Tensor =
        match network.Apply input with
        | Signal.One result -> result
        | Signal.Many results ->
            Errors.shape
                "Network.Predict gives one result; this network has %d, %O. Network.predictAll gives them all."
                results.Length
                plan.Output

    member network.Predict(input: Tensor) : Tensor =
        match plan.Input with
        | Signal.One expected when input.Shape = expected ->
            (network.PredictOne(Signal.One(Tensor.expandAxis 0 input))).Take [| Slice.At 0 |]
        | Signal.One _
        | Signal.Many _ -> network.PredictOne(Signal.One input)

    member _.PredictInto(input: ReadOnlySpan<float32>, result: Span<float32>) = predictInto input result
    member _.PredictInto(input: ReadOnlySpan<float>, result: Span<float>) = predictInto input result
    member _.PredictInto(input: ReadOnlySpan<int>, result: Span<float32>) = predictInto input result
    member _.PredictInto(input: ReadOnlySpan<int>, result: Span<float>) = predictInto input result

    member _.Summary() = Summary.ofPlan plan

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Network =

    let buildFor (dtype: DType) (key: Key) (input: Signal<Shape>) (layer: Layer) =
        if not dtype.IsFloat then
            Errors.dtype "Network.build: a network is float32 or float64, not %O." dtype

        let plan = Plan.bind layer input
        Network(layer, plan, dtype, Plan.draw dtype key plan, Plan.initialState dtype plan, [||])

    let build (key: Key) (shape: int seq) (layer: Layer) =
        buildFor DType.Float32 key (Signal.One(Shape.ofSeq shape)) layer

    let withParameters (parameters: Parameters) (network: Network) =
        network.With(Parameters.update parameters network.Parameters, network.State)

    let predict (input: Tensor) (network: Network) = network.Predict input

    let predictInto (input: ReadOnlySpan<float32>) (result: Span<float32>) (network: Network) =
        network.PredictInto(input, result)

    let predictAll (inputs: Tensor seq) (network: Network) = Signal.values (network.Apply(Signal.ofSeq inputs))

    let apply (input: Signal<Tensor>) (network: Network) = network.Apply input

    let applyWith
        (context: Context)
        (parameters: Parameters)
        (state: Parameters)
        (input: Signal<Tensor>)
        (network: Network)
        =
        network.Parameters.Layout.Require("Network.applyWith", parameters.Layout)
        Plan.apply network.Plan context parameters state input

    let summary (shape: int seq) (layer: Layer) = Summary.ofPlan (Plan.bind layer (Signal.One(Shape.ofSeq shape)))
