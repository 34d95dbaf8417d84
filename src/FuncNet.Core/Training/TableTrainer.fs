namespace FuncNet

[<NoEquality; NoComparison>]
type TableTrainer = internal {
    Preprocessing: Preprocessing
    Body: Layer
    Optimizer: Optimizer
    Validation: Table option
    Adjust: Trainer -> Trainer
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TableTrainer =

    let create target body optimizer = {
        Preprocessing = Preprocessing.ofTarget target
        Body = body
        Optimizer = optimizer
        Validation = None
        Adjust = id
    }

    let withPreprocessing change (trainer: TableTrainer) = { trainer with Preprocessing = change trainer.Preprocessing }

    let withValidation table (trainer: TableTrainer) = { trainer with Validation = Some table }
    let withTrainer change (trainer: TableTrainer) = { trainer with Adjust = trainer.Adjust >> change }

    let fit (key: Key) (epochs: int) (table: Table) (trainer: TableTrainer) : TableModel * TrainingResult =
        let preprocessor = Preprocessor.fit trainer.Preprocessing table
        let layer = Preprocessor.layer trainer.Body preprocessor

        let validated (inner: Trainer) =
            match trainer.Validation with
            | Some validation -> Trainer.withValidation (Preprocessor.apply validation preprocessor) inner
            | None -> inner

        let result =
            Trainer.create layer (Preprocessor.loss preprocessor) trainer.Optimizer
            |> validated
            |> trainer.Adjust
            |> Trainer.fit key epochs (Preprocessor.apply table preprocessor)

        TableModel.create preprocessor result.Network, result
