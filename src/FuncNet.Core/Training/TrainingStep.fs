namespace FuncNet

/// What a step of training is made of.
[<NoEquality; NoComparison>]
type internal StepParts = {
    Network: Network
    Loss: Loss
    Regularizer: Regularizer
    Optimizer: Optimizer
    Metrics: Metric list
}

/// How the tensors of a step are lined up: the names and the structure of everything in them, without numbers.
[<NoEquality; NoComparison>]
type internal StepLayout = {
    Parameters: Layout
    State: Layout
    Optimizer: OptimizerLayout
    Inputs: Signal<unit>
    Targets: Signal<unit>
    Weighted: bool
}

/// One step of training as a function of tensors. It takes what is carried from step to step (parameters, state and optimizer), the key,
/// the number of the step and the batch; it gives the figures (loss and metrics) and what is carried on. Run as it is, compiled, or in
/// a loop that owns its memory, it is the same function.
[<RequireQualifiedAccess>]
module internal TrainingStep =

    let layout (state: TrainingState) inputs targets weighted : StepLayout = {
        Parameters = state.Parameters.Layout
        State = state.State.Layout
        Optimizer = state.Optimizer.Layout
        Inputs = inputs |> Signal.map ignore<Tensor>
        Targets = targets |> Signal.map ignore<Tensor>
        Weighted = weighted
    }

    /// What is carried from step to step.
    let carried (state: TrainingState) : Tensor[] = [|
        yield! state.Parameters.Tensors
        yield! state.State.Tensors
        yield! state.Optimizer.Tensors
    |]

    /// The number of tensors in parameters and state, which come first in what is carried.
    let weightCount (layout: StepLayout) = layout.Parameters.Paths.Length + layout.State.Paths.Length

    /// Where the learning rate stands in what is carried: behind the optimizer's number of steps.
    let ratePlace (layout: StepLayout) = weightCount layout + 1

    /// Where the factor of the rate stands in what is carried.
    let factorPlace (layout: StepLayout) = weightCount layout + 2

    /// The parameters and the state in what is carried.
    let weights (layout: StepLayout) (carried: Tensor[]) =
        let parameters, kept = Array.splitAt layout.Parameters.Paths.Length carried

        struct (Parameters(layout.Parameters, parameters),
                Parameters(layout.State, Array.truncate layout.State.Paths.Length kept))

    /// The optimizer's state in what is carried.
    let optimizer (layout: StepLayout) (carried: Tensor[]) =
        OptimizerState.Of(layout.Optimizer, carried[weightCount layout ..])

    /// The number of figures: the loss, and the metrics.
    let figureCount (parts: StepParts) = 1 + parts.Metrics.Length

    /// The step, from what is carried, key, number and batch; forward is the network's pass, as Plan.applyTapped makes it, and
    /// measured is called when the loss is known.
    let computeBy
        (forward:
            (BoundAtom -> Signal<Tensor> -> Signal<Tensor> -> Signal<Tensor>)
                -> Context
                -> Parameters
                -> Parameters
                -> Signal<Tensor>
                -> Signal<Tensor> * Parameters)
        (measured: unit -> unit)
        (parts: StepParts)
        (layout: StepLayout)
        (x: Tensor[])
        : Tensor[] =
        let mutable next = 0

        let take count =
            next <- next + count
            x[next - count .. next - 1]

        let parameters = Parameters(layout.Parameters, take layout.Parameters.Paths.Length)
        let kept = Parameters(layout.State, take layout.State.Paths.Length)
        let optimizer = OptimizerState.Of(layout.Optimizer, take layout.Optimizer.Count)
        let key = Key.ofTensor (Array.head (take 1))
        let number = Array.head (take 1)

        let taken signal = Signal.fill signal (take (Signal.values signal).Length)
        let input = taken layout.Inputs
        let target = taken layout.Targets
        let sampleWeights = if layout.Weighted then Some(Array.head (take 1)) else None

        let plan = parts.Network.Plan
        let weights, withFrozen = Plan.trainable plan parameters
        let context = { Training = true; Key = Key.foldInTensor number key }

        let objective weights =
            let results = ResizeArray<string * Tensor>()

            let tap (bound: BoundAtom) _ (output: Signal<Tensor>) =
                for y in Signal.values output do
                    if y.DType.IsFloat then
                        results.Add(bound.Path, y)

                output

            let output, next = forward tap context (withFrozen weights) kept input
            let mean = Loss.mean sampleWeights parts.Loss output target
            let samples = (Signal.values input).Head.Shape[0]
            let cost = Regularizer.addTo mean parts.Regularizer weights results samples
            measured ()
            cost, Array.append (List.toArray (Signal.values output)) next.Tensors

        let loss, gradients, beside = Parameters.valueAndGradBeside objective weights
        let prediction, kept = Array.splitAt (beside.Length - kept.Count) beside
        let prediction = Signal.fill plan.Output prediction
        let updates, optimizer = Optimizer.update parts.Optimizer gradients optimizer weights

        [|
            loss
            for metric in parts.Metrics do
                Tensor.mean (metric.PerSample prediction target)
            yield! (withFrozen (Optimizer.apply updates weights)).Tensors
            yield! kept
            yield! optimizer.Tensors
        |]

    /// The step, from what is carried, key, number and batch.
    let compute (parts: StepParts) (layout: StepLayout) (x: Tensor[]) : Tensor[] =
        computeBy (fun tap -> Plan.applyTapped tap parts.Network.Plan) ignore parts layout x

    /// What a step has done: epoch counts those that were over before it, step it as well.
    let report (parts: StepParts) (figure: int -> float) epoch stepInEpoch step samples : StepReport = {
        Epoch = epoch + 1
        StepInEpoch = stepInEpoch
        Step = step
        Samples = samples
        Loss = figure 0
        Metrics = [| for i, metric in Seq.indexed parts.Metrics -> { Name = metric.Name; Value = figure (i + 1) } |]
    }
