namespace FuncNet

open System
open System.Collections.Generic
open System.Diagnostics
open System.Globalization
open System.IO
open System.Threading

[<Sealed>]
type JointTrainer
    internal
    (
        trainees: Trainees,
        step: Turn -> Trainees -> Trainees * (string * Tensor) list,
        batchSize: int,
        watchers: (JointEvent -> unit) list,
        cancellation: CancellationToken,
        compiles: bool
    ) =

    member internal _.Trainees = trainees
    member internal _.Step = step
    member internal _.BatchSize = batchSize
    member internal _.Watchers = watchers
    member internal _.Cancellation = cancellation
    member internal _.Compiles = compiles

[<Sealed>]
type JointResult internal (state: JointState, reason: string) =

    member _.State = state
    member _.Network(name: string) = state.Network name
    member _.History = state.History
    member _.Reason = reason

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module JointTrainer =

    let create (networks: (string * Network * Optimizer) seq) step =
        JointTrainer(Trainees.create networks, step, 32, [], CancellationToken.None, true)

    let private changed (trainer: JointTrainer) batchSize watchers cancellation compiles =
        JointTrainer(trainer.Trainees, trainer.Step, batchSize, watchers, cancellation, compiles)

    let withBatchSize size (trainer: JointTrainer) =
        let size = Argument.atLeast 1 "JointTrainer" "the batch size" size
        changed trainer size trainer.Watchers trainer.Cancellation trainer.Compiles

    let onEvent (see: JointEvent -> unit) (trainer: JointTrainer) =
        changed trainer trainer.BatchSize (trainer.Watchers @ [ see ]) trainer.Cancellation trainer.Compiles

    let withCancellation token (trainer: JointTrainer) =
        changed trainer trainer.BatchSize trainer.Watchers token trainer.Compiles

    let withoutCompilation (trainer: JointTrainer) =
        changed trainer trainer.BatchSize trainer.Watchers trainer.Cancellation false

    let private line (epochs: int) (seconds: float) (report: JointReport) =
        let width = (string epochs).Length
        let figures = report.Figures |> Seq.map (fun figure -> $"  {figure}") |> String.concat ""
        let perSecond = if seconds > 0.0 then float report.Samples / seconds else 0.0

        String.Format(
            CultureInfo.InvariantCulture,
            "epoch {0}/{1}{2}  │ {3:N0}/s  {4:0.0} s",
            (string report.Epoch).PadLeft width,
            epochs,
            figures,
            perSecond,
            seconds
        )

    let withProgress (writer: TextWriter) (trainer: JointTrainer) =
        let watch = Stopwatch()
        let total = ref 0

        trainer
        |> onEvent (fun event ->
            match event with
            | JointEvent.Started(epochs, _, _) ->
                total.Value <- epochs
                watch.Restart()
            | JointEvent.RunsEagerly why -> writer.WriteLine $"not compiled, so slower: {why}"
            | JointEvent.StepDone _ -> ()
            | JointEvent.EpochDone report ->
                writer.WriteLine(line total.Value watch.Elapsed.TotalSeconds report)
                watch.Restart()
            | JointEvent.Finished reason -> writer.WriteLine $"finished: {reason}")

    let start (key: Key) (trainer: JointTrainer) : JointState = {
        Trainees = trainer.Trainees
        Key = key
        Step = 0
        Epoch = 0
        StepInEpoch = 0
        Samples = 0
        Sums = [||]
        History = [||]
    }

    /// The state with the networks and optimizers of the trainer, if it was made for such.
    let private adopted (trainer: JointTrainer) (state: JointState) : JointState =
        let own, given = trainer.Trainees, state.Trainees
        let specs (trainees: Trainees) = [ for tensor in trainees.Tensors -> tensor.Spec ]

        let layouts (trainees: Trainees) = [
            for trainee in trainees.All ->
                trainee.Parameters.Layout.Paths, trainee.State.Layout.Paths, trainee.OptimizerState.Names
        ]

        if
            Seq.toList own.Names <> Seq.toList given.Names
            || layouts own <> layouts given
            || specs own <> specs given
        then
            Errors.configuration
                "JointTrainer: the state to go on from belongs to other networks or optimizers; the names or the shapes in it are not those of [%s]."
                (String.Join("; ", own.Names))

        { state with Trainees = own.Filled given.Tensors }

    let private parts (trainer: JointTrainer) epochs batches : JointParts = {
        Step = trainer.Step
        Batches = batches
        StepsPerEpoch = 0
        Samples = 0
        Epochs = Argument.atLeast 1 "JointTrainer" "the number of epochs" epochs
        Cancellation = trainer.Cancellation
        Compiles = trainer.Compiles
    }

    let step (trainer: JointTrainer) (state: JointState) (batch: Batch) : JointState * JointReport =
        let eager = withoutCompilation trainer

        let run =
            JointRun(
                parts eager (state.Epoch + 1) (fun _ _ -> Seq.replicate (state.StepInEpoch + 1) batch),
                adopted trainer state
            )

        let report =
            run.Events
            |> Seq.pick (fun event ->
                match event with
                | JointEvent.StepDone report -> Some report
                | JointEvent.Started _
                | JointEvent.RunsEagerly _
                | JointEvent.EpochDone _
                | JointEvent.Finished _ -> None)

        run.State, report

    /// The parts of a run over a data set, whose order is drawn anew in each epoch.
    let private overData (trainer: JointTrainer) epochs (data: Dataset) : JointParts =
        let steps = Dataset.batchCount trainer.BatchSize false data

        let batches key epoch = Dataset.shuffledBatches trainer.BatchSize (Key.foldIn -(epoch + 1) key) data

        { parts trainer epochs batches with StepsPerEpoch = steps; Samples = data.Count }

    let private states (trainer: JointTrainer) (parts: JointParts) (start: JointState) =
        let start = adopted trainer start

        seq {
            let run = JointRun(parts, start)

            for event in run.Events do
                yield run.State, event
        }

    let run (trainer: JointTrainer) epochs (data: Dataset) (start: JointState) =
        states trainer (overData trainer epochs data) start

    let runOn batches (trainer: JointTrainer) epochs (start: JointState) =
        states trainer (parts trainer epochs batches) start

    let private fitted (trainer: JointTrainer) (parts: JointParts) (start: JointState) : JointResult =
        let run = JointRun(parts, adopted trainer start)
        let mutable reason = ""

        for event in run.Events do
            match event with
            | JointEvent.Finished why -> reason <- why
            | JointEvent.Started _
            | JointEvent.RunsEagerly _
            | JointEvent.StepDone _
            | JointEvent.EpochDone _ -> ()

            for see in trainer.Watchers do
                see event

        JointResult(run.State, reason)

    let fitFrom (state: JointState) epochs (data: Dataset) (trainer: JointTrainer) =
        fitted trainer (overData trainer epochs data) state

    let fit (key: Key) epochs (data: Dataset) (trainer: JointTrainer) = fitFrom (start key trainer) epochs data trainer

    let fitOn batches (state: JointState) epochs (trainer: JointTrainer) =
        fitted trainer (parts trainer epochs batches) state
