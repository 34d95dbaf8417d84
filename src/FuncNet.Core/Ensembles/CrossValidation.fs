namespace FuncNet

open System
open System.Collections.Generic

[<NoComparison; ReferenceEquality>]
type FoldFigures = { Fold: int; Trained: int; Tested: int; Figures: IReadOnlyList<Figure> }

[<Sealed>]
type CrossValidation internal (folds: FoldFigures[]) =

    let names = [| for figure in folds[0].Figures -> figure.Name |]

    do
        for fold in folds do
            let others = [| for figure in fold.Figures -> figure.Name |]

            if others <> names then
                Errors.configuration
                    "CrossValidation: every fold gives the same figures. Fold %d gives %s; fold 1 gives %s."
                    fold.Fold
                    (String.Join(", ", others))
                    (String.Join(", ", names))

    let values name =
        match Array.tryFindIndex ((=) name) names with
        | Some place -> folds |> Array.map (fun fold -> fold.Figures[place].Value)
        | None ->
            Errors.configuration
                "CrossValidation: \"%s\" was not measured; there are: %s."
                name
                (String.Join(", ", names))

    member _.Folds: IReadOnlyList<FoldFigures> = Array.AsReadOnly folds
    member _.Names: IReadOnlyList<string> = Array.AsReadOnly names
    member _.Values(name: string) = values name
    member _.Mean(name: string) = Figures.mean (values name)
    member _.Deviation(name: string) = Figures.deviation (values name)

    override _.ToString() =
        let over (f: float[] -> float) = [ for name in names -> Figures.number (f (values name)) ]

        Figures.table [
            [ "fold"; "train"; "test"; yield! names ]
            for fold in folds do
                [
                    string fold.Fold
                    string fold.Trained
                    string fold.Tested
                    for figure in fold.Figures do
                        Figures.number figure.Value
                ]
            [ "mean"; ""; ""; yield! over Figures.mean ]
            [ "deviation"; ""; ""; yield! over Figures.deviation ]
        ]

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CrossValidation =

    /// Folds are made when they are needed: all of them together are k times the data.
    let private measured map (method: Key -> Dataset -> Dataset -> Figure seq) key (fold: int -> Dataset * Dataset) =
        map (fun place ->
            let train, test = fold place
            let figures = method (Key.foldIn (place + 1) key) train test |> Seq.toArray

            { Fold = place + 1; Trained = train.Count; Tested = test.Count; Figures = Array.AsReadOnly figures })
        |> CrossValidation

    let private counted (folds: (Dataset * Dataset) seq) =
        let folds = Seq.toArray folds

        if folds.Length = 0 then
            Errors.configuration "CrossValidation: at least one fold is needed; there is none."

        folds

    let measure method (key: Key) (folds: (Dataset * Dataset) seq) : CrossValidation =
        let folds = counted folds
        measured (SideBySide.map SideBySide.allThreads folds.Length) method key (Array.get folds)

    let private trained (trainer: Trainer) epochs key (train: Dataset) (test: Dataset) : Figure seq =
        let result = Trainer.fit key epochs train trainer
        let loss, metrics = Trainer.evaluate trainer result.Network test
        Seq.append [ { Name = "loss"; Value = loss } ] metrics

    let runOn (folds: (Dataset * Dataset) seq) (key: Key) (epochs: int) (trainer: Trainer) : CrossValidation =
        let folds = counted folds
        measured (SideBySide.train trainer folds.Length) (trained trainer epochs) key (Array.get folds)

    let private dealt deal (k: int) key epochs (data: Dataset) (trainer: Trainer) =
        let keys = Key.split 2 key
        let folds: (Dataset * Dataset) seq = deal keys[0] k data
        let fold place = Seq.item place folds
        measured (SideBySide.train trainer k) (trained trainer epochs) keys[1] fold

    let run (k: int) (key: Key) (epochs: int) (data: Dataset) (trainer: Trainer) : CrossValidation =
        dealt Dataset.kFold k key epochs data trainer

    let runStratified (k: int) (key: Key) (epochs: int) (data: Dataset) (trainer: Trainer) : CrossValidation =
        dealt Dataset.stratifiedKFold k key epochs data trainer
