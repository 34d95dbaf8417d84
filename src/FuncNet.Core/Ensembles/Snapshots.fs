namespace FuncNet

[<AutoOpen>]
module Snapshots =

    [<RequireQualifiedAccess>]
    module Ensemble =

        let snapshots
            vote
            (cycles: int)
            (rate: float)
            (key: Key)
            (epochs: int)
            (data: TrainingData)
            (trainer: Trainer)
            : Ensemble =
            let cycles = Argument.atLeast 1 "Ensemble.snapshots" "the number of cycles" cycles
            let epochs = Argument.atLeast 1 "Ensemble.snapshots" "the number of epochs of a cycle" epochs

            if trainer.ValidationShare > 0.0 then
                Errors.configuration
                    "Ensemble.snapshots: a validation split changes the number of steps; set samples apart before, and give them to Trainer.withValidation."

            let steps = data.Source.Steps trainer.BatchSize

            if steps = 0 then
                Errors.configuration
                    "Ensemble.snapshots: a cycle is as many steps as its epochs have, and the pipeline does not know how many that is; take a Dataset, or end it by Pipeline.take."

            let schedule = Schedule.cosineCycles (steps * epochs) rate
            let trainer = { trainer with Optimizer = Optimizer.withSchedule schedule trainer.Optimizer }
            let keys = Key.split 2 key
            let network = trainer.Build keys[0] data

            let rec from cycle state members =
                let result = Trainer.fitFrom state network (cycle * epochs) data trainer
                let members = result.Network :: members

                if cycle = cycles || result.State.Epoch < cycle * epochs then
                    members
                else
                    from (cycle + 1) result.State members

            let members = from 1 (Trainer.start keys[1] network trainer) []
            trainer.Cancellation.ThrowIfCancellationRequested()
            Ensemble.create vote (List.rev members)
