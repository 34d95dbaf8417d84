namespace FuncNet

open System
open System.Collections.Generic
open System.Diagnostics
open System.Runtime.ExceptionServices
open System.Threading

/// What a run is made of, beside what holds its numbers.
[<NoEquality; NoComparison>]
type internal RunParts = {
    Step: StepParts
    /// The batches, for one run.
    Open: unit -> TrainingFeed
    Epochs: int
    /// Loss and metrics under parameters and state, after an epoch, if there are data for it.
    Validate: (Parameters -> Parameters -> float * IReadOnlyList<Figure>) option
    Callbacks: Callback list
    Cancellation: CancellationToken
    Compiles: bool
    /// True if somebody wants to know of single steps.
    ReportsSteps: bool
}

/// A run under way: its epochs, batches, events and callbacks. Where the numbers stand that it trains is the learner's business.
[<Sealed>]
type internal TrainingRun(parts: RunParts, layout: StepLayout, makeLearner: Tensor[] -> Learner, start: TrainingState) =

    let feed = parts.Open()
    let carried = TrainingStep.carried start
    let count = carried.Length
    let means = EpochMeans [| for metric in parts.Step.Metrics -> metric.Name |]
    let callbacks = List.toArray parts.Callbacks
    let callbackStates = Array.copy start.Callbacks
    let key = start.Key

    let mutable learner = makeLearner carried
    let mutable compiles = parts.Compiles
    let mutable kept = start.Kept
    let mutable step = start.Step
    let mutable epoch = start.Epoch
    let mutable stepInEpoch = start.StepInEpoch
    let mutable isOnBatch = false
    let mutable isEpochOver = false
    let mutable reason: string option = None
    let mutable beforeEnd: TrainingState voption = ValueNone

    let weights () = TrainingStep.weights layout (learner.Read(0, TrainingStep.weightCount layout))

    let state () : TrainingState =
        let carried = learner.Read(0, count)
        let struct (parameters, state) = TrainingStep.weights layout carried

        {
            Parameters = parameters
            State = state
            Optimizer = TrainingStep.optimizer layout carried
            Callbacks = Array.copy callbackStates
            Kept = kept
            Key = key
            Step = step
            Epoch = epoch
            StepInEpoch = stepInEpoch
        }

    /// What goes on from these values one operation at a time.
    let eagerly values = ValueLearner(TrainingStep.compute parts.Step layout, values, key)

    /// Shows an event to the callbacks and obeys them; the reason is given if one of them ends the run.
    let steer event =
        let mutable stop = None

        for i in 0 .. callbacks.Length - 1 do
            let next, commands = callbacks[i].Step callbackStates[i] event
            callbackStates[i] <- next

            for command in commands do
                match command with
                | Command.Stop why -> stop <- Some why
                | Command.KeepWeights -> kept <- [| weights () |]
                | Command.RestoreWeights ->
                    for struct (parameters, state) in kept do
                        learner.Write(Array.append parameters.Tensors state.Tensors)

        stop

    /// Where an error happened outside of the library and FSharp.Core: file and line, if they are known.
    let place (error: exn) =
        let libraries = [ nonNull typeof<Tensor>.Assembly.FullName; nonNull typeof<unit list>.Assembly.FullName ]

        StackTrace(error, true).GetFrames()
        |> Seq.tryPick (fun frame ->
            match DiagnosticMethodInfo.Create frame, frame.GetFileName() with
            | null, _
            | _, null -> None
            | called, _ when List.contains called.DeclaringAssemblyName libraries -> None
            | _, file -> Some $" ({file}, line {frame.GetFileLineNumber()})")
        |> Option.defaultValue ""

    /// Goes on one operation at a time, and says why. What is wrong with the batch is thrown again.
    let goOnEagerly (error: FuncNetException) =
        let values = learner.Read(0, count)
        (eagerly values).Step(step, feed)

        if not learner.IsIntact then
            ExceptionDispatchInfo.Throw error

        learner <- eagerly values
        compiles <- false
        $"{error.Message}{place error}"

    /// A step, or the reason why it cannot be compiled: then it is still to be done.
    let tryStep () =
        if compiles then
            try
                learner.Step(step, feed)
                ValueNone
            with :? FuncNetException as error ->
                ValueSome(goOnEagerly error)
        else
            learner.Step(step, feed)
            ValueNone

    /// Goes on to the batch of the next step; false if the epoch is over, or the run is cancelled.
    let toBatch () =
        if parts.Cancellation.IsCancellationRequested then
            reason <- Some "cancelled"
        elif not isOnBatch then
            try
                isOnBatch <- feed.Next()
                isEpochOver <- not isOnBatch
            with :? OperationCanceledException when parts.Cancellation.IsCancellationRequested ->
                reason <- Some "cancelled"

        isOnBatch && reason.IsNone

    /// Does steps until there is something to tell of them; nothing is told when the epoch or the run is over. Between two events
    /// nothing is allocated but by the learner.
    let advance () : TrainingEvent voption =
        let mutable event = ValueNone

        while event.IsNone && reason.IsNone && not isEpochOver do
            if toBatch () then
                match tryStep () with
                | ValueSome why -> event <- ValueSome(TrainingEvent.RunsEagerly why)
                | ValueNone ->
                    let size = feed.Size
                    isOnBatch <- false
                    step <- step + 1
                    stepInEpoch <- stepInEpoch + 1
                    means.Add(learner, size)

                    if parts.ReportsSteps then
                        let report = TrainingStep.report parts.Step learner.Figure epoch stepInEpoch step size
                        reason <- steer (TrainingEvent.StepDone report)
                        event <- ValueSome(TrainingEvent.StepDone report)

                    if stepInEpoch = feed.Count then
                        isEpochOver <- true

        event

    let endEpoch () =
        epoch <- epoch + 1
        stepInEpoch <- 0
        let rate = (learner.Read(TrainingStep.ratePlace layout, 1)[0]).ToScalar()
        let report = means.Report(epoch, rate)

        let report =
            match parts.Validate with
            | Some validate ->
                let struct (parameters, state) = weights ()
                let loss, metrics = validate parameters state
                { report with ValidationLoss = loss; ValidationMetrics = metrics }
            | None -> report

        let stop = steer (TrainingEvent.EpochDone report)
        reason <- Option.orElse stop reason
        TrainingEvent.EpochDone report

    /// The events, to be asked for once: nothing happens until the next is asked for.
    member _.Events: TrainingEvent seq =
        seq {
            use _ = feed
            let started = TrainingEvent.Started(parts.Epochs, feed.Count, feed.Samples)
            reason <- steer started
            yield started

            while reason.IsNone && epoch < parts.Epochs do
                feed.Begin(key, epoch, stepInEpoch)
                isEpochOver <- false
                means.Clear()
                let mutable event = advance ()

                while event.IsSome do
                    yield event.Value
                    event <- advance ()

                if isEpochOver then
                    yield endEpoch ()

            let last = state ()
            beforeEnd <- ValueSome last
            // The numbers have left the loop; what a callback brings back now changes the result alone.
            learner <- eagerly (TrainingStep.carried last)
            let why = reason |> Option.defaultValue $"{parts.Epochs} epochs are done"
            steer (TrainingEvent.Finished why) |> ignore
            yield TrainingEvent.Finished why
        }

    /// The state after the last event, as a value.
    member _.State = state ()

    /// The state from which another run can go on: without the weights that a callback has brought back at the end.
    member _.Last = beforeEnd |> ValueOption.defaultWith state
