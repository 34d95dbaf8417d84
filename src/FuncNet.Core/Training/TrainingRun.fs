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

    let means =
        let means = EpochMeans [| for metric in parts.Step.Metrics -> metric.Name |]

        if start.StepInEpoch > 0 then
            means.GoOn(start.Sums, start.Samples)

        means

    let steering = Steering(List.toArray parts.Callbacks, start.Callbacks)
    let key = start.Key

    /// Steps between two snapshots, if any are taken: to copy a state costs less than a step, and to do so many again, a moment.
    let snapshotEvery = 100

    let mutable learner = makeLearner carried
    let mutable compiles = parts.Compiles
    let mutable step = start.Step
    let mutable epoch = start.Epoch
    let mutable stepInEpoch = start.StepInEpoch
    let mutable isOnBatch = false
    let mutable isEpochOver = false
    let mutable history = Seq.toArray start.History
    let mutable stopped = start.Stopped
    let mutable paused: string option = None
    let mutable snapshot = start
    let warnings = Queue<string>()
    let mutable beforeEnd: TrainingState voption = ValueNone

    let weights () = TrainingStep.weights layout (learner.Read(0, TrainingStep.weightCount layout))

    let stateOf (carried: Tensor[]) : TrainingState =
        let struct (parameters, state) = TrainingStep.weights layout carried

        {
            Parameters = parameters
            State = state
            Optimizer = TrainingStep.optimizer layout carried
            Callbacks = steering.States
            Key = key
            Step = step
            Epoch = epoch
            StepInEpoch = stepInEpoch
            Samples = means.Samples
            Sums = means.Sums
            History = history
            Stopped = stopped
        }

    let state () = stateOf (learner.Read(0, count))

    let goesOn () = paused.IsNone && stopped = ""

    /// What goes on from these values one operation at a time.
    let eagerly values = ValueLearner(TrainingStep.compute parts.Step layout, values, key)

    /// From here steps may be done again, to find out what has made a number NaN. Where there is one already, it is too late.
    let takeSnapshot () =
        if
            steering.Traces
            && learner.Lend(0, TrainingStep.weightCount layout) |> Array.forall FaultSearch.isFinite
        then
            snapshot <- state ()

    /// The reason of a callback, with the first operation that made a number NaN or infinite if it wants to have it looked for.
    let explained i why =
        if steering.IsTracing i then
            $"{why}; {FaultSearch.find parts.Step layout parts.Open snapshot step}"
        else
            why

    /// Does what a callback asks for; who wants to see the state is given back, for later, with what is answered then.
    let obey i command : (TrainingState -> IReadOnlyList<Command>) voption =
        match command with
        | Command.Stop why ->
            if stopped = "" then
                stopped <- if why = "" then "stopped" else explained i why

            ValueNone
        | Command.Pause why ->
            paused <- Some why
            ValueNone
        | Command.KeepWeights ->
            let struct (parameters, state) = weights ()
            steering.Keep(i, parameters, state)
            ValueNone
        | Command.RestoreWeights ->
            learner.Write(0, steering.Kept i)
            takeSnapshot ()
            ValueNone
        | Command.RateFactor factor ->
            let product = Tensor.number DType.Float64 (steering.SetFactor(i, factor))
            learner.Write(TrainingStep.factorPlace layout, [| product |])
            takeSnapshot ()
            ValueNone
        | Command.Show see ->
            ValueSome(fun state ->
                see.Invoke state
                [||])
        | Command.Ask decide -> ValueSome decide.Invoke

    /// Shows an event to the callbacks and obeys them.
    let steer event =
        let waiting = Queue<struct (int * (TrainingState -> IReadOnlyList<Command>))>()

        let heed i command = obey i command |> ValueOption.iter (fun see -> waiting.Enqueue(struct (i, see)))

        for struct (i, command) in steering.Show event do
            heed i command

        let mutable now = beforeEnd

        while waiting.Count > 0 do
            let struct (i, see) = waiting.Dequeue()
            let isLent = now.IsNone && steering.IsBorrowing i

            let seen =
                if isLent then
                    stateOf (learner.Lend(0, count))
                else
                    now |> ValueOption.defaultWith state

            let keep () =
                if not isLent then
                    now <- ValueSome seen

            try
                let answers = see seen
                keep ()
                Seq.iter (heed i) answers

                // What was answered may have changed what there is to see.
                if answers.Count > 0 then
                    now <- beforeEnd
            with :? DataException as error ->
                keep ()
                warnings.Enqueue error.Message

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
            paused <- Some "cancelled"
        elif not isOnBatch then
            try
                isOnBatch <- feed.Next()
                isEpochOver <- not isOnBatch
            with :? OperationCanceledException when parts.Cancellation.IsCancellationRequested ->
                paused <- Some "cancelled"

        isOnBatch && goesOn ()

    /// True if the last step of the epoch is done; of an epoch of unknown length it is the feed that says so.
    let isLastStepDone () = feed.Count > 0 && stepInEpoch = feed.Count

    /// Does steps until there is something to tell of them; nothing is told when the epoch or the run is over. Between two events
    /// nothing is allocated but by the learner.
    let advance () : TrainingEvent voption =
        let mutable event = ValueNone

        while event.IsNone && goesOn () && not isEpochOver do
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
                        event <- ValueSome(TrainingEvent.StepDone report)
                        steer event.Value

                    if step % snapshotEvery = 0 then
                        takeSnapshot ()

                    isEpochOver <- isLastStepDone ()

        event

    let endEpoch () =
        epoch <- epoch + 1
        stepInEpoch <- 0
        let rate = (learner.Read(TrainingStep.ratePlace layout, 1)[0]).ToScalar()
        let report = means.Report(epoch, rate)
        means.Clear()

        let report =
            match parts.Validate with
            | Some validate ->
                let struct (parameters, state) = weights ()
                let loss, metrics = validate parameters state
                { report with HasValidation = true; ValidationLoss = loss; ValidationMetrics = metrics }
            | None -> report

        history <- Array.append history [| report |]
        steer (TrainingEvent.EpochDone report)
        TrainingEvent.EpochDone report

    /// The warnings that have come up since the last event.
    let warned () =
        seq {
            while warnings.Count > 0 do
                yield TrainingEvent.Warned(warnings.Dequeue())
        }

    /// The events, to be asked for once: nothing happens until the next is asked for.
    member _.Events: TrainingEvent seq =
        seq {
            use _ = feed
            let started = TrainingEvent.Started(parts.Epochs, feed.Count, feed.Samples)
            steer started
            yield started
            yield! warned ()

            // An epoch whose last step is done is ended, also where a callback has ended the run in that step.
            while (goesOn () || isLastStepDone ()) && epoch < parts.Epochs do
                feed.Begin(key, epoch, stepInEpoch)
                isEpochOver <- isLastStepDone ()
                takeSnapshot ()
                let mutable event = advance ()

                while event.IsSome do
                    yield event.Value
                    yield! warned ()
                    event <- advance ()

                if isEpochOver then
                    yield endEpoch ()
                    yield! warned ()

            let last = state ()
            beforeEnd <- ValueSome last
            // The numbers have left the loop; what a callback brings back now changes the result alone.
            learner <- eagerly (TrainingStep.carried last)

            let why =
                if stopped <> "" then
                    stopped
                else
                    paused |> Option.defaultValue $"{parts.Epochs} epochs are done"

            steer (TrainingEvent.Finished why)
            yield! warned ()
            yield TrainingEvent.Finished why
        }

    /// The state after the last event, as a value.
    member _.State = state ()

    /// The state from which another run can go on: without the weights that a callback has brought back at the end.
    member _.Last = beforeEnd |> ValueOption.defaultWith state
