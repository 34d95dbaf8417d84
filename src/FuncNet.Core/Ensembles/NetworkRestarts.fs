namespace FuncNet

open System
open System.Collections.Generic

[<NoComparison; ReferenceEquality>]
type Restart = { Number: int; Key: Key; Loss: float; Metrics: IReadOnlyList<Figure>; Result: TrainingResult }

[<AutoOpen>]
module NetworkRestarts =

    [<RequireQualifiedAccess>]
    module Trainer =

        let restarts (count: int) (key: Key) (epochs: int) (data: TrainingData) (trainer: Trainer) : Restart[] =
            let count = Argument.atLeast 1 "Trainer.restarts" "the number of trainings" count

            let validation =
                match trainer.Validation with
                | Some validation -> validation
                | None ->
                    Errors.configuration
                        "Trainer.restarts: the trainings are compared on validation data; give the trainer some by Trainer.withValidation."

            let rank restart = if Double.IsFinite restart.Loss then restart.Loss else infinity

            SideBySide.train trainer count (fun place ->
                let key = Key.foldIn (place + 1) key
                let result = Trainer.fit key epochs data trainer
                let loss, metrics = Trainer.evaluate trainer result.Network validation

                { Number = place + 1; Key = key; Loss = loss; Metrics = metrics; Result = result })
            |> Array.sortBy rank
