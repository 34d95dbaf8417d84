namespace FuncNet

open System.IO

type CheckpointOptions = { Folder: string; EveryEpochs: int; EverySteps: int; KeepLast: int; Best: Criterion option }

[<AutoOpen>]
module CheckpointCallbacks =

    [<RequireQualifiedAccess>]
    module Checkpoints =

        let inFolder folder = { Folder = folder; EveryEpochs = 1; EverySteps = 0; KeepLast = 2; Best = None }

        let bestInFolder folder best = { inFolder folder with KeepLast = 0; Best = Some best }

    [<RequireQualifiedAccess>]
    module Callback =

        let checkpointWith (options: CheckpointOptions) =
            let atLeast0 = Argument.atLeast 0 "Callback.checkpoint"
            let everyEpochs = atLeast0 "the number of epochs between two" options.EveryEpochs
            let everySteps = atLeast0 "the number of steps between two" options.EverySteps
            let keep = atLeast0 "the number of those that stay" options.KeepLast

            if options.Best.IsNone && (keep = 0 || everyEpochs = 0 && everySteps = 0) then
                Errors.configuration
                    "Callback.checkpoint: nothing would be written. Keep the last at least, after every epoch or some steps, or the best."

            let folder = Files.guard "write" options.Folder (fun () -> Path.GetFullPath options.Folder)

            let began = Command.show (fun state -> CheckpointFolder.requireBehind folder state.Step)

            let isDue every number = keep > 0 && every > 0 && number % every = 0

            let write (state: TrainingState) =
                CheckpointFile.write (CheckpointFolder.pathOf folder state.Step) state
                CheckpointFolder.thin folder keep state.Step

            let last = Command.show write

            /// Where the run ends with an epoch after which a file is due, that file has been written.
            let ending =
                Command.show (fun state ->
                    let isWritten =
                        state.StepInEpoch = 0
                        && isDue everyEpochs state.Epoch
                        && File.Exists(CheckpointFolder.pathOf folder state.Step)

                    if not isWritten then
                        write state)

            let best = Command.show (CheckpointFile.write (CheckpointFolder.best folder))
            let tree (best: float) = Parameters.ofSeq [ "best", Tensor.number DType.Float64 best ]

            /// The best value so far, and whether it is that of this epoch.
            let judged (kept: Parameters) report =
                match options.Best with
                | None -> kept, false
                | Some criterion ->
                    let value = criterion.Read report
                    let improves = criterion.Improves(0.0, kept["best"].ToScalar(), value)
                    (if improves then tree value else kept), improves

            let step kept event =
                match event with
                | TrainingEvent.Started _ ->
                    CheckpointFolder.prepare folder
                    kept, [ began ]
                | TrainingEvent.StepDone report -> kept, (if isDue everySteps report.Step then [ last ] else [])
                | TrainingEvent.EpochDone report ->
                    let kept, improves = judged kept report

                    kept,
                    [
                        if isDue everyEpochs report.Epoch then
                            last
                        if improves then
                            best
                    ]
                | TrainingEvent.Finished _ -> kept, (if keep > 0 then [ ending ] else [])
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _ -> kept, []

            let init =
                match options.Best with
                | Some criterion -> tree criterion.Worst
                | None -> Parameters.empty

            let callback = Callback.custom "checkpoint" init step

            Callback {
                callback.Parts with
                    SeesSteps = everySteps > 0
                    Reads = options.Best |> Option.bind _.Metric
                    Borrows = true
            }

        let checkpoint folder = checkpointWith (Checkpoints.inFolder folder)
