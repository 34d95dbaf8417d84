namespace FuncNet

open System

/// When early stopping ends a run.
type EarlyStoppingOptions = {
    /// What says which epoch is best.
    By: Criterion
    /// By how much a value must be better than the best so far to count.
    MinDelta: float
    /// After so many epochs without a better value, the run ends.
    Patience: int
    /// Epochs before this one, from 1, are not looked at.
    FirstEpoch: int
    /// True if the weights of the best epoch come back at the end, whatever ends the run.
    RestoresBest: bool
}

/// Callbacks that end a run.
[<AutoOpen>]
module StoppingCallbacks =

    [<RequireQualifiedAccess>]
    module EarlyStopping =

        /// By the loss (of the validation, if there is one), any fall counts, a patience of 5, from the first epoch on; the best weights come back.
        val defaults: EarlyStoppingOptions

    [<RequireQualifiedAccess>]
    module Callback =

        /// Ends the run when a figure has not become better for so many epochs (Prechelt 1998). NaN is never better. A margin under 0, and a
        /// patience or a first epoch under 1, is a ConfigurationException.
        val earlyStoppingWith: options: EarlyStoppingOptions -> Callback

        /// Ends the run when the loss (of the validation, if there is one) has not fallen by more than minDelta for that many
        /// epochs; the best weights come back at the end.
        val earlyStoppingBy: minDelta: float -> patience: int -> Callback

        /// Ends the run when the loss has not fallen for that many epochs; the best weights come back at the end.
        val earlyStopping: patience: int -> Callback

        /// Ends the run when the loss of a step, or of the validation, is NaN or infinite. The reason names the step, and the first operation that
        /// made such a number, with the layer if it is known, as of Callback.tracing.
        val terminateOnNaN: Callback

        /// Pauses the run after the first step that ends so long after its beginning, by a clock. Each run has the whole time. A time
        /// that is not over 0 is a ConfigurationException.
        val timeLimitBy: clock: TimeProvider -> limit: TimeSpan -> Callback

        /// Pauses the run after the first step that ends so long after its beginning: another run goes on from its state.
        val timeLimit: limit: TimeSpan -> Callback
