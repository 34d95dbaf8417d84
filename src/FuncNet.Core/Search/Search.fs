namespace FuncNet

open System
open System.Diagnostics
open System.Threading

[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Scoring =
    | ByTrainer
    | OnData of Dataset
    | ByFolds of k: int

[<NoEquality; NoComparison>]
type Search = internal {
    Candidates: Key -> HyperparameterValues[]
    Scoring: Scoring
    Figure: string
    Maximizes: bool
    Threads: int
    Watchers: (SearchProgress -> unit) list
    Cancellation: CancellationToken
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Search =

    let private search operation (space: Hyperparameter list) candidates =
        let space = Array.ofList space

        if space.Length = 0 then
            Errors.configuration "Search.%s: at least one hyperparameter is needed; there is none." operation

        match space |> Array.countBy _.Name |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> Errors.configuration "Search.%s: two hyperparameters have the name '%s'." operation name
        | None -> ()

        {
            Candidates = candidates space
            Scoring = Scoring.ByTrainer
            Figure = "loss"
            Maximizes = false
            Threads = SideBySide.allThreads
            Watchers = []
            Cancellation = CancellationToken.None
        }

    let random (count: int) (space: Hyperparameter list) =
        let count = Argument.atLeast 1 "Search.random" "the number of trials" count
        let draw space key = Array.init count (fun place -> Hyperparameter.draw space (Key.foldIn (place + 1) key))
        search "random" space draw

    let grid (points: int) (space: Hyperparameter list) =
        let points = Argument.atLeast 1 "Search.grid" "the number of points of a range" points
        search "grid" space (fun space _ -> Hyperparameter.product points space)

    let scoreOn (data: Dataset) (search: Search) = { search with Scoring = Scoring.OnData data }

    let scoreByFolds (k: int) (search: Search) = {
        search with
            Scoring = Scoring.ByFolds(Argument.atLeast 2 "Search.scoreByFolds" "the number of folds" k)
    }

    let minimizing (figure: string) (search: Search) = { search with Figure = figure; Maximizes = false }
    let maximizing (figure: string) (search: Search) = { search with Figure = figure; Maximizes = true }

    let withThreads (count: int) (search: Search) = {
        search with
            Threads = Argument.atLeast 1 "Search.withThreads" "the number of threads" count
    }

    let onTrial (see: SearchProgress -> unit) (search: Search) = { search with Watchers = search.Watchers @ [ see ] }
    let withCancellation (token: CancellationToken) (search: Search) = { search with Cancellation = token }

    /// The score among the figures, or why there is none.
    let private score (search: Search) (figures: Figure[]) : Result<float, string> =
        match figures |> Array.tryFind (fun figure -> figure.Name = search.Figure) with
        | Some figure when Double.IsFinite figure.Value -> Ok figure.Value
        | Some figure -> Error $"the {figure.Name} is {Figures.number figure.Value}"
        | None ->
            let known = String.Join(", ", figures |> Array.map _.Name)
            Error $"\"{search.Figure}\" was not measured; there are: {known}"

    /// A trial, and whatever becomes of it.
    let private attempt search (trial: HyperparameterValues -> Key -> Figure seq) number values key : Trial =
        let clock = Stopwatch.StartNew()

        let figures, result =
            try
                let figures = trial values key |> Seq.toArray
                figures, score search figures
            with
            | :? OperationCanceledException when search.Cancellation.IsCancellationRequested -> reraise ()
            | error -> [||], Error error.Message

        {
            Number = number
            Values = values
            Key = key
            Score =
                (match result with
                 | Ok score -> score
                 | Error _ -> nan)
            Figures = Array.AsReadOnly figures
            Seconds = clock.Elapsed.TotalSeconds
            Failure =
                (match result with
                 | Ok _ -> ""
                 | Error reason -> reason)
        }

    let private runWith (key: Key) (trial: Key -> HyperparameterValues -> Key -> Figure seq) (search: Search) =
        let keys = Key.split 3 key
        let candidates = search.Candidates keys[0]
        let attemptOne = attempt search (trial keys[2])
        let gate = obj ()
        let ended = ResizeArray<Trial>()

        let tell (trial: Trial) =
            lock gate (fun () ->
                ended.Add trial
                let best = SearchResult(search.Figure, search.Maximizes, ended.ToArray()).Trials[0]

                for see in search.Watchers do
                    see { Trial = trial; Done = ended.Count; Count = candidates.Length; Best = best })

        SideBySide.map search.Threads candidates.Length (fun place ->
            try
                search.Cancellation.ThrowIfCancellationRequested()
                let number = place + 1
                attemptOne number candidates[place] (Key.foldIn number keys[1]) |> tell
            with :? OperationCanceledException when search.Cancellation.IsCancellationRequested ->
                ())
        |> ignore

        if ended.Count = 0 then
            search.Cancellation.ThrowIfCancellationRequested()

        SearchResult(search.Figure, search.Maximizes, ended.ToArray())

    let runFunction (key: Key) (trial: HyperparameterValues -> Key -> Figure seq) (search: Search) : SearchResult =
        runWith key (fun _ -> trial) search

    /// Trains and measures on data that were set apart.
    let private onData (data: Dataset) (experiment: Experiment) key : Figure seq =
        let trainer = experiment.Trainer

        let trainer =
            if trainer.Validation.IsNone && trainer.ValidationShare = 0.0 && not trainer.Callbacks.IsEmpty then
                Trainer.withValidation data trainer
            else
                trainer

        let result = Experiment.fit key { experiment with Trainer = trainer }
        trainer.Cancellation.ThrowIfCancellationRequested()
        let loss, metrics = Trainer.evaluate trainer result.Network data
        Seq.append [ { Name = "loss"; Value = loss } ] metrics

    /// The means over folds.
    let private byFolds k foldKey (experiment: Experiment) key : Figure seq =
        match experiment.Data with
        | :? Dataset as data ->
            let deal = if data.ClassCount > 0 then Dataset.stratifiedKFold else Dataset.kFold
            let folds = deal foldKey k data
            let found = CrossValidation.runOn folds key experiment.Epochs experiment.Trainer
            found.Names |> Seq.map (fun name -> { Name = name; Value = found.Mean name })
        | _ ->
            Errors.configuration
                "Search.scoreByFolds: folds are made of a Dataset; with a pipeline, score on data that were set apart, by Search.scoreOn."

    let run (key: Key) (experiment: HyperparameterValues -> Experiment) (search: Search) : SearchResult =
        let trial foldKey values key =
            let experiment = experiment values

            let experiment =
                if experiment.Trainer.Cancellation = CancellationToken.None then
                    { experiment with Trainer = Trainer.withCancellation search.Cancellation experiment.Trainer }
                else
                    experiment

            match search.Scoring, experiment.Trainer.Validation with
            | Scoring.OnData data, _ -> onData data experiment key
            | Scoring.ByFolds k, _ -> byFolds k foldKey experiment key
            | Scoring.ByTrainer, Some data -> onData data experiment key
            | Scoring.ByTrainer, None ->
                Errors.configuration
                    "Search.run: the trainer has no validation data to score the trial on. Give it some by Trainer.withValidation, or the search by Search.scoreOn or Search.scoreByFolds."

        runWith key trial search
