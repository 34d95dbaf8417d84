namespace FuncNet

open System.Collections.Generic
open System.Threading

[<NoEquality; NoComparison>]
type Trainer = internal {
    Build: Key -> TrainingData -> Network
    Loss: Loss
    Regularizer: Regularizer
    Optimizer: Optimizer
    Metrics: Metric list
    BatchSize: int
    Validation: Dataset option
    /// The share of the training data to validate on instead; 0 for none.
    ValidationShare: float
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
        ValidationShare = 0.0
        Callbacks = []
        Observers = []
        Cancellation = CancellationToken.None
        Compiles = true
    }

    let create (layer: Layer) (loss: Loss) (optimizer: Optimizer) =
        let build key (data: TrainingData) =
            let input = data.Source.Example.InputSignal
            // Indices have no say in the type of the network.
            let types = input |> Signal.values |> List.map _.DType
            let dtype = types |> List.tryFind _.IsFloat |> Option.defaultValue DType.Float32
            let shapes = input |> Signal.map (fun x -> Shape(x.Shape.ToArray()[1..]))
            (Network.buildFor dtype key shapes layer).WithClassNames data.ClassNames

        trainer build loss optimizer

    let ofNetwork (network: Network) loss optimizer = trainer (fun _ _ -> network) loss optimizer

    let withBatchSize size (trainer: Trainer) =
        if size < 1 then
            Errors.configuration "Trainer: the batch size must be at least 1; it is %d." size

        { trainer with BatchSize = size }

    let withValidation (data: Dataset) (trainer: Trainer) = {
        trainer with
            Validation = Some data
            ValidationShare = 0.0
    }

    let withValidationSplit (fraction: float) (trainer: Trainer) =
        if not (fraction > 0.0 && fraction < 1.0) then
            Errors.configuration "Trainer: the validation split lies between 0 and 1; it is %g." fraction

        { trainer with Validation = None; ValidationShare = fraction }

    let withMetrics metrics (trainer: Trainer) = { trainer with Metrics = List.ofSeq metrics }
    let withRegularizer regularizer (trainer: Trainer) = { trainer with Regularizer = regularizer }
    let withCallback callback (trainer: Trainer) = { trainer with Callbacks = trainer.Callbacks @ [ callback ] }
    let withEarlyStopping patience trainer = withCallback (Callback.earlyStopping patience) trainer
    let withTensorBoard folder trainer = withCallback (Callback.tensorBoard folder) trainer
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
        Callbacks = Steering(List.toArray trainer.Callbacks, [||]).States
        Key = key
        Step = 0
        Epoch = 0
        StepInEpoch = 0
        Samples = 0
        Sums = [||]
        History = [||]
        Stopped = ""
    }

    let private parts (trainer: Trainer) (network: Network) : StepParts = {
        Network = network
        Loss = trainer.Loss
        Regularizer = trainer.Regularizer
        Optimizer = trainer.Optimizer
        Metrics = trainer.Metrics
    }

    let step (trainer: Trainer) (network: Network) (state: TrainingState) (batch: Batch) : TrainingState * StepReport =
        let parts = parts trainer network
        let layout = TrainingStep.layout state batch.InputSignal batch.TargetSignal batch.GivenWeights.IsSome

        let results =
            TrainingStep.compute parts layout [|
                yield! TrainingStep.carried state
                state.Key.Tensor
                Tensor.number DType.Int32 (float state.Step)
                yield! Signal.values batch.InputSignal
                yield! Signal.values batch.TargetSignal
                yield! Option.toList batch.GivenWeights
            |]

        let figures, carried = Array.splitAt (TrainingStep.figureCount parts) results
        let struct (parameters, kept) = TrainingStep.weights layout carried
        let figure place = figures[place].ToScalar()

        {
            state with
                Parameters = parameters
                State = kept
                Optimizer = TrainingStep.optimizer layout carried
                Step = state.Step + 1
        },
        TrainingStep.report parts figure state.Epoch 0 (state.Step + 1) batch.Size

    let private measure (trainer: Trainer) (predict: Signal<Tensor> -> Signal<Tensor>) (data: Dataset) =
        let prediction = predict data.InputSignal

        (Loss.mean data.GivenWeights trainer.Loss prediction data.TargetSignal).ToScalar(),
        (figures trainer prediction data.TargetSignal: IReadOnlyList<Figure>)

    let evaluate (trainer: Trainer) (network: Network) (data: Dataset) : float * IReadOnlyList<Figure> =
        measure trainer network.Apply data

    /// A state goes on only with what it was made for.
    let private requireOwn (trainer: Trainer) (network: Network) (data: TrainingData) (state: TrainingState) =
        let steps = data.Source.Steps trainer.BatchSize
        let specs (tree: Parameters) = [ for path, tensor in Parameters.toSeq tree -> path, tensor.Spec ]

        if specs state.Parameters <> specs network.Parameters || specs state.State <> specs network.State then
            Errors.configuration
                "Trainer: the state to go on from belongs to another network; the names or the shapes of its parameters are not the network's."

        Steering.Require(List.toArray trainer.Callbacks, state.Callbacks)

        if steps > 0 && state.StepInEpoch > steps then
            Errors.configuration
                "Trainer: the state to go on from stands at step %d of an epoch, which has %d steps. Give it the same data and batch size."
                state.StepInEpoch
                steps

        // The batches of a pipeline have the sizes that it gives them.
        let seen =
            match data with
            | :? Dataset as data -> min data.Count (state.StepInEpoch * trainer.BatchSize)
            | _ -> state.Samples

        if state.Samples <> seen && state.Sums.Count > 0 then
            Errors.configuration
                "Trainer: the state to go on from has seen %d samples in %d steps of an epoch, not %d. Give it the same data and batch size."
                state.Samples
                state.StepInEpoch
                seen

        let measured = "loss" :: [ for metric in trainer.Metrics -> metric.Name ]

        if state.Sums.Count > 0 && Seq.toList (state.Sums |> Seq.map _.Name) <> measured then
            Errors.configuration
                "Trainer: the state to go on from has measured %s in the epoch under way; the trainer measures %s. Give it the same metrics."
                (state.Sums |> Seq.map _.Name |> String.concat ", ")
                (String.concat ", " measured)

    /// Callbacks read only what the trainer measures.
    let private requireMeasured (trainer: Trainer) =
        let measured = trainer.Metrics |> List.map _.Name

        for callback in trainer.Callbacks do
            match callback.Parts.Reads with
            | Some metric when not (List.contains metric measured) ->
                Errors.configuration
                    "Trainer: the callback \"%s\" reads the metric \"%s\"; the trainer measures [%s]. Add it with Trainer.withMetrics."
                    callback.Name
                    metric
                    (String.concat "; " measured)
            | Some _
            | None -> ()

    /// Far from the keys of steps and of orders.
    let private splitPlace = System.Int32.MinValue + 1

    /// The trainer and the data, with a part of the data set apart for validation if there is to be one.
    let private setApart (trainer: Trainer) (data: TrainingData) (key: Key) : Trainer * TrainingData =
        match data with
        | _ when trainer.ValidationShare = 0.0 -> trainer, data
        | :? Dataset as data ->
            let key = Key.foldIn splitPlace key

            let validation, rest =
                if data.ClassCount > 0 then
                    Dataset.splitStratified key trainer.ValidationShare data
                else
                    Dataset.splitRandomly key trainer.ValidationShare data

            withValidation validation trainer, rest
        | _ ->
            Errors.configuration
                "Trainer: a validation split needs the samples of a Dataset in memory; with a pipeline, set some apart before, and give them to Trainer.withValidation."

    /// Checks what a run is made of, and gives what begins one: its steps give values, or overwrite the memory of a loop that it owns.
    let private runOf
        ownsMemory
        (trainer: Trainer)
        (network: Network)
        (epochs: int)
        (data: TrainingData)
        (start: TrainingState)
        : unit -> TrainingRun =
        if epochs < 1 then
            Errors.configuration "Trainer: the number of epochs must be at least 1; it is %d." epochs

        let trainer, data = setApart trainer data start.Key

        let example = data.Source.Example

        for name, input in
            [
                "training", Some example.InputSignal
                "validation", trainer.Validation |> Option.map _.InputSignal
            ] do
            input
            |> Option.iter (InputCheck.require $"the input of the {name} data" network.DType network.Plan.Input)

        InputNames.require network example
        requireOwn trainer network data start
        requireMeasured trainer

        let stepParts = parts trainer network

        let layout =
            TrainingStep.layout start example.InputSignal example.TargetSignal example.GivenWeights.IsSome

        let compute = TrainingStep.compute stepParts layout

        let learner (carried: Tensor[]) : Learner =
            if not trainer.Compiles then
                ValueLearner(compute, carried, start.Key)
            // Who differentiates through a run wants values.
            elif ownsMemory && carried |> Array.forall _.Form.IsConcrete then
                LoopLearner(stepParts, layout, carried, start.Key)
            else
                ValueLearner(Compile.many compute, carried, start.Key)

        fun () ->
            TrainingRun(
                {
                    Step = stepParts
                    Open = fun () -> data.Source.Open(trainer.BatchSize, trainer.Cancellation)
                    Epochs = epochs
                    Validate =
                        trainer.Validation
                        |> Option.map (fun data ->
                            let network = Validation network.Plan

                            fun parameters state ->
                                measure trainer (fun input -> network.Apply(parameters, state, input)) data)
                    Callbacks = trainer.Callbacks |> List.map (Callback.knowing network trainer.Loss)
                    Cancellation = trainer.Cancellation
                    Compiles = trainer.Compiles
                    ReportsSteps =
                        not ownsMemory
                        || not trainer.Observers.IsEmpty
                        || trainer.Callbacks |> List.exists _.Parts.SeesSteps
                },
                layout,
                learner,
                start
            )

    let run
        (trainer: Trainer)
        (network: Network)
        (epochs: int)
        (data: TrainingData)
        (start: TrainingState)
        : (TrainingState * TrainingEvent) seq =
        let newRun = runOf false trainer network epochs data start

        seq {
            let run = newRun ()

            for event in run.Events do
                yield run.State, event
        }

    /// Runs a body that sends events to all observers. One that cannot go on gets no more of them, and why is told.
    let private watched (observers: Observer list) (warn: string -> unit) (body: (TrainingEvent -> unit) -> unit) =
        let around (observer: Observer) (inner: (TrainingEvent -> unit) -> unit) =
            fun outer ->
                observer.Watch(fun see ->
                    let mutable watches = true

                    inner (fun event ->
                        if watches then
                            try
                                see event
                            with :? ObserverException as error ->
                                watches <- false
                                warn error.Message

                        outer event))

        List.foldBack around observers body ignore

    let fitFrom
        (state: TrainingState)
        (network: Network)
        (epochs: int)
        (data: TrainingData)
        (trainer: Trainer)
        : TrainingResult =
        let run = runOf true trainer network epochs data state ()
        let mutable reason = ""
        let warnings = ResizeArray<string>()
        let fresh = Queue<string>()

        watched trainer.Observers fresh.Enqueue (fun see ->
            let rec show event =
                match event with
                | TrainingEvent.Finished why -> reason <- why
                | TrainingEvent.Warned what -> warnings.Add what
                | TrainingEvent.Started _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.EpochDone _
                | TrainingEvent.StepDone _ -> ()

                see event

                if fresh.Count > 0 then
                    show (TrainingEvent.Warned(fresh.Dequeue()))

            Seq.iter show run.Events)

        // Weights that a callback brings back at the end are the result; the run itself goes on from where it was.
        let result = run.State
        TrainingResult(network.With(result.Parameters, result.State), run.Last, reason, warnings.ToArray())

    let fit (key: Key) (epochs: int) (data: TrainingData) (trainer: Trainer) : TrainingResult =
        let keys = Key.split 2 key
        let network = trainer.Build keys[0] data
        fitFrom (start keys[1] network trainer) network epochs data trainer
