namespace FuncNet

open System
open System.IO

[<AutoOpen>]
module CheckpointFiles =

    [<RequireQualifiedAccess>]
    module Checkpoint =

        let save (path: string) (state: TrainingState) : unit = CheckpointFile.write path state

        let load (trainer: Trainer) (network: Network) (path: string) : TrainingState =
            CheckpointFile.read path (Trainer.start (Key.ofSeed 0UL) network trainer)

        let weights (network: Network) (path: string) : Network = CheckpointFile.readWeights path network

        let latest (folder: string) : string option = CheckpointFolder.newest folder

    [<RequireQualifiedAccess>]
    module Trainer =

        let withCheckpoints (folder: string) (trainer: Trainer) : Trainer =
            Trainer.withCallback (Callback.checkpoint folder) trainer

        let startFrom (path: string) (key: Key) (network: Network) (trainer: Trainer) : TrainingState =
            let looksLikeFile = path.EndsWith(".safetensors", StringComparison.Ordinal)

            let file =
                if File.Exists path || looksLikeFile && not (Directory.Exists path) then
                    Some path
                else
                    Checkpoint.latest path

            match file with
            | Some file -> Checkpoint.load trainer network file
            | None -> Trainer.start key network trainer

        let resume (path: string) (key: Key) (epochs: int) (data: TrainingData) (trainer: Trainer) : TrainingResult =
            let keys = Key.split 2 key
            let network = trainer.Build keys[0] data
            Trainer.fitFrom (startFrom path keys[1] network trainer) network epochs data trainer
