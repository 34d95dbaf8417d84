namespace FuncNet

open System
open System.Threading

[<Sealed>]
type Recorder private (clock: TimeProvider, measure: (TrainingState -> LayerGradient[]) option) =

    let began = clock.GetTimestamp()
    let seconds () = (clock.GetElapsedTime began).TotalSeconds
    let mutable record = RunRecord.Empty

    /// Other threads read records while the training's own replaces them.
    let put next = Volatile.Write(&record, next)

    new() = Recorder(TimeProvider.System, None)
    new(clock: TimeProvider) = Recorder(clock, None)

    new(network: Network, loss: Loss, samples: Dataset) =
        if not (Probe.isSimple network) then
            Errors.configuration
                "Recorder: gradients are measured for networks with one input and one output; this one takes %O and gives %O. Leave the network out."
                network.InputShape
                network.OutputShape

        Recorder(
            TimeProvider.System,
            Some(fun state ->
                network.With(state.Parameters, state.State) |> Probe.norms loss samples |> Probe.gradients)
        )

    member _.Record = Volatile.Read &record

    member recorder.See(event: TrainingEvent) = put (recorder.Record.Add(event, seconds (), clock.GetLocalNow()))

    member recorder.Describe(trainer: Trainer) = put (recorder.Record.WithSettings(Settings.ofTrainer trainer))

    member recorder.During(phase: RunPhase, wait: unit -> unit) =
        let from = seconds ()
        let before = recorder.Record.Phase
        put (recorder.Record.In phase)

        try
            wait ()
        finally
            put (recorder.Record.Skip(seconds () - from).In before)

    member recorder.Answer(event: TrainingEvent) : Command list =
        match event, measure with
        | TrainingEvent.EpochDone _, Some measure -> [
            Command.show (fun state ->
                let from = seconds ()
                let measured = recorder.Record.WithGradients(measure state)
                put (measured.Skip(seconds () - from)))
          ]
        | (TrainingEvent.EpochDone _ | TrainingEvent.Started _ | TrainingEvent.RunsEagerly _ | TrainingEvent.StepDone _ | TrainingEvent.Warned _ | TrainingEvent.Finished _),
          _ -> []

    member recorder.Callback: Callback =
        Callback.ofEvents "recorder" (fun event ->
            recorder.See event
            recorder.Answer event)
        |> Callback.passing

    member recorder.Observer: Observer =
        Observer(fun body ->
            body (fun event ->
                match event with
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _ -> recorder.See event
                | TrainingEvent.Started _
                | TrainingEvent.StepDone _
                | TrainingEvent.EpochDone _
                | TrainingEvent.Finished _ -> ()))

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Recorder =

    let ofTrainer (data: TrainingData) (trainer: Trainer) =
        let samples =
            match trainer.Validation, data with
            | Some validation, _ -> Some validation
            | None, (:? Dataset as data) -> Some data
            | None, _ -> None

        // Its values are of no account: those of the run's states take their place.
        let network = trainer.Build (Key.ofSeed 0UL) data

        match samples with
        | Some samples when Probe.isSimple network -> Recorder(network, trainer.Loss, samples)
        | Some _
        | None -> Recorder()

    let attach (recorder: Recorder) (trainer: Trainer) =
        recorder.Describe trainer

        trainer |> Trainer.withCallback recorder.Callback |> Trainer.withObserver recorder.Observer
