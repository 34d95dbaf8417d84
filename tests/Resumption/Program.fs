/// A run with everything in it that has a memory: early stopping, plateaus, a momentum, dropout, running statistics. Begun again, it goes on
/// from its newest checkpoint. Arguments: a folder, a seed, and what to do:
/// "save" writes a checkpoint after every step, and says which step is done; a test ends the process while it does so;
/// "finish" writes none, and at the end the last state to "last.safetensors" and the weights that came back to "result.safetensors".
/// A log goes to "log.csv" in the folder.
module Resumption

open System
open System.IO
open FuncNet

let private layer =
    Layer.dense 8 >=> Layer.batchNorm >=> Layer.tanh >=> Layer.dropout 0.2 >=> Layer.dense 3

/// 70 samples are four batches and a short one.
let private train, test =
    Synthetic.spirals 3 70 0.2 (Key.ofSeed 1UL), Synthetic.spirals 3 40 0.2 (Key.ofSeed 2UL)

let private trainer =
    Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.sgdMomentum 0.05 0.9)
    |> Trainer.withBatchSize 16
    |> Trainer.withValidation test
    |> Trainer.withCallback (
        Callback.earlyStoppingWith {
            EarlyStopping.defaults with
                By = Criterion.largest "accuracy"
                Patience = 900
                FirstEpoch = 2
        }
    )
    |> Trainer.withCallback (
        Callback.reduceOnPlateauWith { Plateau.defaults with Factor = 0.9; Patience = 40; Cooldown = 2 }
    )
    |> Trainer.withCallback Callback.terminateOnNaN

[<EntryPoint>]
let main arguments =
    let folder, seed, saves = arguments[0], UInt64.Parse arguments[1], arguments[2] = "save"

    let saving =
        if saves then
            Trainer.withCallback (
                Callback.checkpointWith { Checkpoints.inFolder folder with EveryEpochs = 0; EverySteps = 1 }
            )
            >> Trainer.onEvent (fun event ->
                match event with
                | TrainingEvent.StepDone report -> Console.Out.WriteLine $"step {report.Step}"
                | TrainingEvent.Started _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.EpochDone _
                | TrainingEvent.Warned _
                | TrainingEvent.Finished _ -> ())
        else
            id

    let result =
        trainer
        |> saving
        |> Trainer.withObserver (Log.csv (Path.Combine(folder, "log.csv")))
        |> Trainer.resume folder (Key.ofSeed seed) 20000 train

    if not saves then
        Checkpoint.save (Path.Combine(folder, "last.safetensors")) result.State
        Network.save (Path.Combine(folder, "result.safetensors")) result.Network
        Console.Out.WriteLine $"{result.State.Step} steps: {result.Reason}"

    0
