namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Network
    internal (layer: Layer, plan: Plan, dtype: DType, parameters: Parameters, state: Parameters, classNames: string[]) =

    /// Rows of a prediction that are computed at once, so that the memory does not grow with the data.
    static let chunk = 512

    /// The network as a function of its inputs alone, compiled; a layer that asks for numbers keeps it from that.
    let predict =
        Compile.manyOr ignore (fun inputs ->
            let context = { Training = false; Key = Key.OfSeed 0UL }
            let output, _ = Plan.apply plan context parameters state (Signal.fill plan.Input inputs)
            Signal.values output |> List.toArray)

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
        let inputs = Signal.values input |> List.toArray
        let n = inputs[0].Shape[0]

        let results =
            if n <= chunk then
                predict inputs
            else
                seq { 0..chunk .. n - 1 }
                |> Seq.map (fun start -> inputs |> Array.map (Tensor.narrow 0 start (min chunk (n - start))) |> predict)
                |> Array.transpose
                |> Array.map (Tensor.concatenate 0)

        Signal.fill plan.Output results

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
