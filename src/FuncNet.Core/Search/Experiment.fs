namespace FuncNet

[<NoEquality; NoComparison>]
type Experiment = { Trainer: Trainer; Epochs: int; Data: TrainingData }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Experiment =

    let create (epochs: int) (data: TrainingData) (trainer: Trainer) : Experiment = {
        Trainer = trainer
        Epochs = Argument.atLeast 1 "Experiment.create" "the number of epochs" epochs
        Data = data
    }

    let fit (key: Key) (experiment: Experiment) : TrainingResult =
        Trainer.fit key experiment.Epochs experiment.Data experiment.Trainer

    let drawnAnew (network: Network) (trainer: Trainer) : Trainer =
        let build key _ =
            (Network.buildFor network.DType key network.InputShape network.Layer).WithClassNames network.ClassNames

        { trainer with Build = build }
