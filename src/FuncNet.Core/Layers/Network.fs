namespace FuncNet

open System
open System.Collections.Generic

/// A layer with the shape of its input decided and its values drawn: what is trained, saved and asked for predictions.
/// Immutable: training gives a new network.
[<Sealed>]
type Network
    internal (layer: Layer, plan: Plan, dtype: DType, parameters: Parameters, state: Parameters, classNames: string[]) =

    /// Rows of a prediction that are computed at once, so that the memory does not grow with the data.
    static let chunk = 512

    member internal _.Plan = plan

    /// The layer, as it was composed.
    member _.Layer = layer

    /// The type of the parameters, and of the inputs.
    member _.DType = dtype

    /// What is learned.
    member _.Parameters = parameters

    /// What is kept between steps, such as running statistics.
    member _.State = state

    /// The names of the classes, if they are known.
    member _.ClassNames: IReadOnlyList<string> = Array.AsReadOnly classNames

    /// The shape of one input sample; several in parentheses.
    member _.InputShape = plan.Input

    /// The shape of one result; several in parentheses.
    member _.OutputShape = plan.Output

    /// The same network with other values; they must have the same names, shapes and types.
    member internal _.With(newParameters: Parameters, newState: Parameters) =
        parameters.Layout.Require("Network", newParameters.Layout)
        state.Layout.Require("Network", newState.Layout)
        Network(layer, plan, dtype, newParameters, newState, classNames)

    member internal _.WithClassNames(names: string seq) =
        Network(layer, plan, dtype, parameters, state, Seq.toArray names)

    /// The result for a batch, in inference mode. The first axis of every tensor is the batch.
    member _.Apply(input: Signal<Tensor>) : Signal<Tensor> =
        let context = { Training = false; Key = Key.OfSeed 0UL }
        fst (Plan.apply plan context parameters state input)

    member private network.Batch(input: Tensor) : Tensor =
        let expected = Signal.shape "Network" plan.Input

        if input.Rank <> expected.Rank + 1 || Shape(input.Shape.ToArray()[1..]) <> expected then
            let text = String.concat "; " [ yield "batch"; yield! Seq.map string expected ]
            Errors.shape "The network takes inputs of the shape [%s]; this is %O." text input.Shape

        let run (part: Tensor) = Signal.tensor "Network.Predict" (network.Apply(Signal.One part))
        let n = input.Shape[0]

        if n <= chunk then
            run input
        else
            seq { 0..chunk .. n - 1 }
            |> Seq.map (fun start -> run (Tensor.narrow 0 start (min chunk (n - start)) input))
            |> Tensor.concatenate 0

    /// The results for a batch of inputs [batch; …], or for one input without the batch axis, in inference mode.
    member network.Predict(input: Tensor) : Tensor =
        match plan.Input with
        | Signal.One expected when input.Shape = expected ->
            (network.Batch(Tensor.expandAxis 0 input)).Take [| Slice.At 0 |]
        | _ -> network.Batch input

    /// The table of layers, shapes and parameters.
    member _.Summary() = Summary.ofPlan plan

/// Functions of networks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Network =

    /// Decides every shape of a layer and draws its values. The shapes are those of one sample, without the batch axis.
    let buildFor (dtype: DType) (key: Key) (input: Signal<Shape>) (layer: Layer) =
        if not dtype.IsFloat then
            Errors.dtype "Network.build: a network is float32 or float64, not %O." dtype

        let plan = Plan.bind layer input
        Network(layer, plan, dtype, Plan.draw dtype key plan, Plan.initialState dtype plan, [||])

    /// Decides every shape of a layer and draws its values, in float32. shape: of one sample, without the batch axis.
    let build (key: Key) (shape: int seq) (layer: Layer) =
        buildFor DType.Float32 key (Signal.One(Shape.ofSeq shape)) layer

    /// The same network with other parameters, of the same names, shapes and types.
    let withParameters (parameters: Parameters) (network: Network) =
        network.With(Parameters.update parameters network.Parameters, network.State)

    /// The results for a batch of inputs, in inference mode.
    let predict (input: Tensor) (network: Network) = network.Predict input

    /// The result for a batch, in inference mode; for several inputs or results.
    let apply (input: Signal<Tensor>) (network: Network) = network.Apply input

    /// The result and the new state under given parameters: the network as a function that can be differentiated.
    let applyWith
        (context: Context)
        (parameters: Parameters)
        (state: Parameters)
        (input: Signal<Tensor>)
        (network: Network)
        =
        network.Parameters.Layout.Require("Network.applyWith", parameters.Layout)
        Plan.apply network.Plan context parameters state input

    /// The table of layers, shapes and parameters of a layer, with nothing drawn or run. shape: of one sample.
    let summary (shape: int seq) (layer: Layer) = Summary.ofPlan (Plan.bind layer (Signal.One(Shape.ofSeq shape)))
