namespace FuncNet

open System.Collections.Generic

/// What came of one set of values.
[<NoComparison; ReferenceEquality>]
type Trial = {
    /// Which of the trials it is, from 1, in the order of the search.
    Number: int
    /// The values that were tried.
    Values: HyperparameterValues
    /// The key that it was trained with.
    Key: Key
    /// The figure that decides; NaN if the trial has failed.
    Score: float
    /// All that was measured; empty if nothing was.
    Figures: IReadOnlyList<Figure>
    /// How long it took.
    Seconds: float
    /// Why the trial has failed; "" if it has not.
    Failure: string
} with

    /// True if there is no score.
    member HasFailed: bool

/// How far a search has come.
[<NoComparison; ReferenceEquality>]
type SearchProgress = {
    /// The trial that has just ended.
    Trial: Trial
    /// How many have ended.
    Done: int
    /// How many there are.
    Count: int
    /// The best of those that have ended; the trial itself if all have failed.
    Best: Trial
} with

    /// A line for people.
    override ToString: unit -> string

/// The trials of a search, the best first.
[<Sealed>]
type SearchResult =
    internal new: figure: string * maximizes: bool * trials: Trial[] -> SearchResult

    /// The name of the figure that decides.
    member Figure: string

    /// True if a larger score is better.
    member Maximizes: bool

    /// The trials by their scores, of equal scores the first one first; those that have failed come last.
    member Trials: IReadOnlyList<Trial>

    /// The best trial. Where all have failed, it is a ConfigurationException that says why the first of them has.
    member Best: Trial

    /// The trial in the middle of those that have not failed, the worse of two.
    member Median: Trial

    /// A table: a line for each trial with its values, figures and seconds, or the reason of its failure.
    override ToString: unit -> string
