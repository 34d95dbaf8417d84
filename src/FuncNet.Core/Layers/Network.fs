namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Network
    internal (layer: Layer, plan: Plan, dtype: DType, parameters: Parameters, state: Parameters, classNames: string[]) =

    /// Rows of a prediction that are computed at once, so that the memory does not grow with the data.
    static let chunk = 512

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
        let context = { Training = false; Key = Key.OfSeed 0UL }
        fst (Plan.apply plan context parameters state input)

    member internal _.Require(input: Tensor) =
        let expected = Signal.shape "Network" plan.Input

        if input.Rank <> expected.Rank + 1 || Shape(input.Shape.ToArray()[1..]) <> expected then
            let text = String.concat "; " [ yield "batch"; yield! Seq.map string expected ]
            Errors.shape "The network takes inputs of the shape [%s]; this is %O." text input.Shape

        if input.DType.IsFloat && input.DType <> dtype then
            Errors.dtype
                "The network is %O; this input is %O. Cast the input, or build the network in its type."
                dtype
                input.DType

    member private network.Batch(input: Tensor) : Tensor =
        network.Require input

        let run (part: Tensor) = Signal.tensor "Network.Predict" (network.Apply(Signal.One part))
        let n = input.Shape[0]

        if n <= chunk then
            run input
        else
            seq { 0..chunk .. n - 1 }
            |> Seq.map (fun start -> run (Tensor.narrow 0 start (min chunk (n - start)) input))
            |> Tensor.concatenate 0

    member network.Predict(input: Tensor) : Tensor =
        match plan.Input with
        | Signal.One expected when input.Shape = expected ->
            (network.Batch(Tensor.expandAxis 0 input)).Take [| Slice.At 0 |]
        | _ -> network.Batch input

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
