namespace FuncNet

open System.Collections.Generic
open System.Threading

[<NoEquality; NoComparison>]
type Trainer = internal {
    Build: Key -> Dataset -> Network
    Loss: Loss
    Regularizer: Regularizer
    Optimizer: Optimizer
    Metrics: Metric list
    BatchSize: int
    Validation: Dataset option
    Callbacks: Callback list
    Observers: Observer list
    Cancellation: CancellationToken
    Compiles: bool
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Trainer =

    let private trainer build (loss: Loss) optimizer = {
        Build = build
        Loss = loss
        Regularizer = Regularizer.none
        Optimizer = optimizer
        Metrics = loss.DefaultMetrics
        BatchSize = 32
        Validation = None
        Callbacks = []
        Observers = []
        Cancellation = CancellationToken.None
        Compiles = true
    }

    let create (layer: Layer) (loss: Loss) (optimizer: Optimizer) =
        let build key (data: Dataset) =
            // Indices have no say in the type of the network.
            let types = data.InputSignal |> Signal.values |> List.map _.DType
            let dtype = types |> List.tryFind _.IsFloat |> Option.defaultValue DType.Float32
            let shapes = data.InputSignal |> Signal.map (fun x -> Shape(x.Shape.ToArray()[1..]))
            (Network.buildFor dtype key shapes layer).WithClassNames data.ClassNames

        trainer build loss optimizer

    let ofNetwork (network: Network) loss optimizer = trainer (fun _ _ -> network) loss optimizer

    let withBatchSize size (trainer: Trainer) =
        if size < 1 then
            Errors.configuration "Trainer: the batch size must be at least 1; it is %d." size

        { trainer with BatchSize = size }

    let withValidation (data: Dataset) (trainer: Trainer) = { trainer with Validation = Some data }
    let withMetrics metrics (trainer: Trainer) = { trainer with Metrics = List.ofSeq metrics }
    let withRegularizer regularizer (trainer: Trainer) = { trainer with Regularizer = regularizer }
    let withCallback callback (trainer: Trainer) = { trainer with Callbacks = trainer.Callbacks @ [ callback ] }
    let withEarlyStopping patience trainer = withCallback (Callback.earlyStopping patience) trainer
    let withObserver observer (trainer: Trainer) = { trainer with Observers = trainer.Observers @ [ observer ] }
    let onEvent (see: TrainingEvent -> unit) trainer = withObserver (Observer(fun body -> body see)) trainer
    let withCancellation token (trainer: Trainer) = { trainer with Cancellation = token }
    let withoutCompilation (trainer: Trainer) = { trainer with Compiles = false }

    let private figures (trainer: Trainer) prediction targets = [|
        for metric in trainer.Metrics ->
            { Name = metric.Name; Value = (Tensor.mean (metric.PerSample prediction targets)).ToScalar() }
    |]

    let start (key: Key) (network: Network) (trainer: Trainer) : TrainingState = {
        Parameters = network.Parameters
        State = network.State
        Optimizer = Optimizer.init trainer.Optimizer (fst (Plan.trainable network.Plan network.Parameters))
        Callbacks = [| for callback in trainer.Callbacks -> callback.Init |]
        Kept = [||]
        Key = key
        Step = 0
        Epoch = 0
        StepInEpoch = 0
    }

    let private parts (trainer: Trainer) (network: Network) : StepParts = {
        Network = network
        Loss = trainer.Loss
        Regularizer = trainer.Regularizer
        Optimizer = trainer.Optimizer
        Metrics = trainer.Metrics
    }

    let step (trainer: Trainer) (network: Network) (state: TrainingState) (batch: Batch) : TrainingState * StepReport =
        TrainingStep.eager (parts trainer network) state batch

    let evaluate (trainer: Trainer) (network: Network) (data: Dataset) : float * IReadOnlyList<Figure> =
        let prediction = network.Apply data.InputSignal

        (Loss.mean data.GivenWeights trainer.Loss prediction data.TargetSignal).ToScalar(),
        figures trainer prediction data.TargetSignal

    /// Means over the samples of the reports of an epoch.
    let private averaged epoch rate (reports: StepReport seq) : EpochReport =
        let reports = Seq.toArray reports
        let samples = reports |> Array.sumBy _.Samples |> float

        let mean (value: StepReport -> float) =
            (reports |> Array.sumBy (fun report -> value report * float report.Samples)) / samples

        {
            Epoch = epoch
            Loss = mean _.Loss
            Metrics =
                match Array.tryHead reports with
                | Some first -> [|
                    for i in 0 .. first.Metrics.Count - 1 ->
                        { Name = first.Metrics[i].Name; Value = mean (fun report -> report.Metrics[i].Value) }
                  |]
                | None -> [||]
            ValidationLoss = nan
            ValidationMetrics = [||]
            Rate = rate
        }

    /// Shows an event to the callbacks and obeys them; the reason is given if one of them ends the run.
    let private steer (trainer: Trainer) event (state: TrainingState) : TrainingState * string option =
        let obey (state: TrainingState, reason) command =
            match command with
            | Command.Stop reason -> state, Some reason
            | Command.KeepWeights -> { state with Kept = [| struct (state.Parameters, state.State) |] }, reason
            | Command.RestoreWeights ->
                match state.Kept with
                | [| struct (parameters, kept) |] -> { state with Parameters = parameters; State = kept }, reason
                | _ -> state, reason

        let see (state: TrainingState, reason) (i, callback: Callback) =
            let next, commands = callback.Step state.Callbacks[i] event
            let callbacks = Array.copy state.Callbacks
            callbacks[i] <- next
            List.fold obey ({ state with Callbacks = callbacks }, reason) commands

        List.fold see (state, None) (List.indexed trainer.Callbacks)

    /// A state goes on only with what it was made for.
    let private requireOwn (trainer: Trainer) (network: Network) steps (state: TrainingState) =
        let specs (tree: Parameters) = [ for path, tensor in Parameters.toSeq tree -> path, tensor.Spec ]

        if specs state.Parameters <> specs network.Parameters || specs state.State <> specs network.State then
            Errors.configuration
                "Trainer: the state to go on from belongs to another network; the names or the shapes of its parameters are not the network's."

        if state.Callbacks.Length <> trainer.Callbacks.Length then
            Errors.configuration
                "Trainer: the state to go on from keeps the states of %d callbacks; the trainer has %d. Give it the same callbacks in the same order."
                state.Callbacks.Length
                trainer.Callbacks.Length

        if state.StepInEpoch > steps then
            Errors.configuration
                "Trainer: the state to go on from stands at step %d of an epoch, which has %d steps. Give it the same data and batch size."
                state.StepInEpoch
                steps

    let run
        (trainer: Trainer)
        (network: Network)
        (epochs: int)
        (data: Dataset)
        (start: TrainingState)
        : (TrainingState * TrainingEvent) seq =
        if epochs < 1 then
            Errors.configuration "Trainer: the number of epochs must be at least 1; it is %d." epochs

        for name, part in [ "training", Some data; "validation", trainer.Validation ] do
            part
            |> Option.iter (fun part ->
                InputCheck.require $"the input of the {name} data" network.DType network.Plan.Input part.InputSignal)

        if trainer.BatchSize > data.Count then
            Errors.data
                "The batch size %d is larger than the data, which has %d samples; choose a smaller batch."
                trainer.BatchSize
                data.Count

        let steps = (data.Count + trainer.BatchSize - 1) / trainer.BatchSize
        requireOwn trainer network steps start

        seq {
            let mutable state = start
            let mutable reason: string option = None
            let mutable warning: string option = None

            let step =
                if trainer.Compiles then
                    parts trainer network |> TrainingStep.compiled (fun why -> warning <- Some why)
                else
                    TrainingStep.eager (parts trainer network)

            let started = TrainingEvent.Started(epochs, steps, data.Count)
            let steered, stop = steer trainer started state
            state <- steered
            reason <- stop
            yield state, started

            while reason.IsNone && state.Epoch < epochs do
                let epoch = state.Epoch + 1
                let order = Key.foldIn -epoch state.Key
                let reports = ResizeArray<StepReport>(steps)

                use batches =
                    (Dataset.shuffledBatches trainer.BatchSize order data |> Seq.skip state.StepInEpoch).GetEnumerator()

                while reason.IsNone && batches.MoveNext() do
                    if trainer.Cancellation.IsCancellationRequested then
                        reason <- Some "cancelled"
                    else
                        let next, report = step state batches.Current

                        match warning with
                        | Some why ->
                            warning <- None
                            yield state, TrainingEvent.RunsEagerly why
                        | None -> ()

                        let next = { next with StepInEpoch = state.StepInEpoch + 1 }
                        let report = { report with StepInEpoch = next.StepInEpoch }
                        reports.Add report
                        let steered, stop = steer trainer (TrainingEvent.StepDone report) next
                        state <- steered
                        reason <- stop
                        yield state, TrainingEvent.StepDone report

                if state.StepInEpoch = steps then
                    state <- { state with Epoch = epoch; StepInEpoch = 0 }
                    let report = averaged epoch (state.Optimizer.Rate.ToScalar()) reports

                    let report =
                        match trainer.Validation with
                        | Some validation ->
                            let loss, metrics =
                                evaluate trainer (network.With(state.Parameters, state.State)) validation

                            { report with ValidationLoss = loss; ValidationMetrics = metrics }
                        | None -> report

                    let steered, stop = steer trainer (TrainingEvent.EpochDone report) state
                    state <- steered
                    reason <- Option.orElse stop reason
                    yield state, TrainingEvent.EpochDone report

            let finished = TrainingEvent.Finished(reason |> Option.defaultValue $"{epochs} epochs are done")
            yield fst (steer trainer finished state), finished
        }

    let private watched (observers: Observer list) (body: (TrainingEvent -> unit) -> unit) =
        let around (observer: Observer) (inner: (TrainingEvent -> unit) -> unit) =
            fun outer ->
                observer.Watch(fun see ->
                    inner (fun event ->
                        see event
                        outer event))

        List.foldBack around observers body ignore

    let fitFrom
        (state: TrainingState)
        (network: Network)
        (epochs: int)
        (data: Dataset)
        (trainer: Trainer)
        : TrainingResult =
        let mutable last = state
        let mutable result = state
        let mutable reason = ""
        let history = ResizeArray<EpochReport>()

        watched trainer.Observers (fun see ->
            for next, event in run trainer network epochs data state do
                result <- next

                match event with
                | TrainingEvent.Finished why -> reason <- why
                | TrainingEvent.EpochDone report ->
                    history.Add report
                    last <- next
                | TrainingEvent.Started _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.StepDone _ -> last <- next

                see event)

        // Weights that a callback brings back at the end are the result; the run itself goes on from where it was.
        TrainingResult(network.With(result.Parameters, result.State), last, history.ToArray(), reason)

    let fit (key: Key) (epochs: int) (data: Dataset) (trainer: Trainer) : TrainingResult =
        let keys = Key.split 2 key
        let network = trainer.Build keys[0] data
        fitFrom (start keys[1] network trainer) network epochs data trainer
