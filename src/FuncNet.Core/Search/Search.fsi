namespace FuncNet

open System.Threading

/// How trials are scored.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Scoring =
    /// On the validation data of the trial's own trainer.
    | ByTrainer
    /// On data that no trial trains on.
    | OnData of Dataset
    /// By the means over k folds of the trial's data.
    | ByFolds of k: int

/// A search for hyperparameters: which values are tried, and what makes one better than another. Immutable; made with the functions of the module
/// of the same name.
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

/// Searching hyperparameters. A trial is a function of its values and its key, Key.foldIn i of the second of three parts (Key.split 3) of the key of the search,
/// i = 1, 2, …: the same key gives the same values and scores, bit for bit, on any number of threads. Trials run on all processors at once.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Search =

    /// That many draws of the hyperparameters (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization"). More draws begin with
    /// those of fewer. Fewer than one, no hyperparameters, and two of one name are a ConfigurationException.
    val random: count: int -> space: Hyperparameter list -> Search

    /// Every combination of values, each once: all options of choices, and so many points of each range, both bounds among them.
    val grid: points: int -> space: Hyperparameter list -> Search

    /// Scores each trial on data that no trial trains on. Trainers that have no validation data of their own get these, so that they can stop early
    /// by them. Without it, trials are scored on the validation data of their own trainers (Trainer.withValidation).
    val scoreOn: data: Dataset -> search: Search -> Search

    /// Scores each trial by the means over k folds of its data, which are the same for all trials, and stratified where the targets are class
    /// labels. The data are Datasets then.
    val scoreByFolds: k: int -> search: Search -> Search

    /// Smaller is better: of "loss", which is what decides at first, or of a metric.
    val minimizing: figure: string -> search: Search -> Search

    /// Larger is better, of a metric such as "accuracy".
    val maximizing: figure: string -> search: Search -> Search

    /// How many trials run at once, each with its own memory; as many as there are processors, unless something else is said. It changes no bit.
    val withThreads: count: int -> search: Search -> Search

    /// A function that is called when a trial has ended, one call at a time. Trials end in the order of the clock.
    val onTrial: see: (SearchProgress -> unit) -> search: Search -> Search

    /// A token that ends the search: the result has the trials that were over by then. With none, it is an OperationCanceledException.
    val withCancellation: token: CancellationToken -> search: Search -> Search

    /// Tries a training for each set of values. A trial whose training throws, or whose score is NaN or infinite, has failed: its reason is kept, and the
    /// search goes on. Experiment.fit trial.Key (experiment trial.Values) trains the network of a trial again, bit for bit if it was not
    /// scored by folds (if it stops early by the data of scoreOn, its trainer is given them first). Observers of the trainers are called from
    /// several threads.
    val run: key: Key -> experiment: (HyperparameterValues -> Experiment) -> search: Search -> SearchResult

    /// Tries a function of your own for each set of values: from values and a key to figures, one of which has the name that decides. It is called from
    /// several threads, and the way in which trials are scored is its own business.
    val runFunction: key: Key -> trial: (HyperparameterValues -> Key -> Figure seq) -> search: Search -> SearchResult
