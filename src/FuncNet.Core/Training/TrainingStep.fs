namespace FuncNet

open System.Diagnostics

/// What a step of training is made of.
[<NoEquality; NoComparison>]
type internal StepParts = {
    Network: Network
    Loss: Loss
    Regularizer: Regularizer
    Optimizer: Optimizer
    Metrics: Metric list
}

/// One step of training as a function of tensors: of parameters, state, optimizer, key, number of the step and batch. Run as it is or
/// compiled, it is the same function.
[<RequireQualifiedAccess>]
module internal TrainingStep =

    /// What the step reads, as a list of tensors.
    let private inputs (state: TrainingState) (batch: Batch) : Tensor[] = [|
        yield! state.Parameters.Tensors
        yield! state.State.Tensors
        yield! state.Optimizer.Tensors
        state.Key.Tensor
        Tensor.number DType.Int32 (float state.Step)
        yield! Signal.values batch.InputSignal
        yield! Signal.values batch.TargetSignal
        yield! Option.toList batch.GivenWeights
    |]

    /// Loss, metrics, parameters, state and optimizer after the step, as a list of tensors. The structures that the lists are
    /// taken apart by are those of some state and some batch of the run.
    let private compute (parts: StepParts) (state: TrainingState) (batch: Batch) (x: Tensor[]) : Tensor[] =
        let mutable next = 0

        let take count =
            next <- next + count
            x[next - count .. next - 1]

        let parameters = Parameters(state.Parameters.Layout, take state.Parameters.Count)
        let kept = Parameters(state.State.Layout, take state.State.Count)
        let optimizer = state.Optimizer.WithTensors(take state.Optimizer.Tensors.Length)
        let key = Key.ofTensor (Array.head (take 1))
        let number = Array.head (take 1)

        let taken signal = Signal.fill signal (take (Signal.values signal).Length)
        let input = taken batch.InputSignal
        let target = taken batch.TargetSignal
        let sampleWeights = batch.GivenWeights |> Option.map (fun _ -> Array.head (take 1))

        let plan = parts.Network.Plan
        let weights, withFrozen = Plan.trainable plan parameters
        let context = { Training = true; Key = Key.foldInTensor number key }

        let objective weights =
            let output, next = Plan.apply plan context (withFrozen weights) kept input
            let mean = Loss.mean sampleWeights parts.Loss output target

            Regularizer.addTo mean parts.Regularizer weights,
            Array.append (List.toArray (Signal.values output)) next.Tensors

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

    /// The state after a step, and its report, from the results of the step.
    let private outcome (parts: StepParts) (state: TrainingState) (batch: Batch) (results: Tensor[]) =
        let metrics = parts.Metrics.Length
        let parameters, kept = state.Parameters.Count, state.State.Count
        let from = 1 + metrics

        {
            state with
                Parameters = Parameters(state.Parameters.Layout, results[from .. from + parameters - 1])
                State =
                    if kept = 0 then
                        state.State
                    else
                        Parameters(state.State.Layout, results[from + parameters .. from + parameters + kept - 1])
                Optimizer = state.Optimizer.WithTensors results[from + parameters + kept ..]
                Step = state.Step + 1
        },
        {
            Epoch = state.Epoch + 1
            StepInEpoch = 0
            Step = state.Step + 1
            Samples = batch.Size
            Loss = results[0].ToScalar()
            Metrics = [|
                for i, metric in Seq.indexed parts.Metrics -> { Name = metric.Name; Value = results[1 + i].ToScalar() }
            |]
        }

    /// A step, operation by operation.
    let eager (parts: StepParts) (state: TrainingState) (batch: Batch) =
        inputs state batch |> compute parts state batch |> outcome parts state batch

    /// Where an error happened outside of the library and FSharp.Core: file and line, if they are known.
    let private place (error: exn) =
        let libraries = [ nonNull typeof<Tensor>.Assembly.FullName; nonNull typeof<unit list>.Assembly.FullName ]

        StackTrace(error, true).GetFrames()
        |> Seq.tryPick (fun frame ->
            match DiagnosticMethodInfo.Create frame, frame.GetFileName() with
            | null, _
            | _, null -> None
            | called, _ when List.contains called.DeclaringAssemblyName libraries -> None
            | _, file -> Some $" ({file}, line {frame.GetFileLineNumber()})")
        |> Option.defaultValue ""

    /// Steps of one run, compiled. If a step cannot be compiled, the steps go on one operation at a time, and warn is told why, once.
    let compiled (warn: string -> unit) (parts: StepParts) : TrainingState -> Batch -> TrainingState * StepReport =
        let refused (error: exn) = warn $"{error.Message}{place error}"
        let mutable step: (Tensor[] -> Tensor[]) voption = ValueNone

        fun state batch ->
            if step.IsNone then
                step <- ValueSome(Compile.manyOr refused (compute parts state batch))

            inputs state batch |> step.Value |> outcome parts state batch
