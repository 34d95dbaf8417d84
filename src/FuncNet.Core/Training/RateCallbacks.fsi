namespace FuncNet

/// When and how the learning rate falls on a plateau.
type PlateauOptions = {
    /// What says which epoch is best.
    By: Criterion
    /// By how much a value must be better than the best so far to count.
    MinDelta: float
    /// After so many epochs without a better value, the rate falls.
    Patience: int
    /// What the rate is multiplied by: over 0 and under 1.
    Factor: float
    /// So many epochs behind a fall are not counted, though the best of them is noted.
    Cooldown: int
    /// The rate does not fall under this.
    MinRate: float
}

/// Callbacks that change the learning rate. They set factors of what the optimizer's schedule gives, which are part of the
/// optimizer's state: nothing is compiled anew.
[<AutoOpen>]
module RateCallbacks =

    [<RequireQualifiedAccess>]
    module Plateau =

        /// By the loss (of the validation, if there is one), a fall of more than 1e-4 counts, a tenth of the rate after 10 epochs without one, no
        /// cooldown, down to 0: Keras's and PyTorch's defaults, with an absolute margin.
        val defaults: PlateauOptions

    [<RequireQualifiedAccess>]
    module Callback =

        /// Multiplies the rate by a factor when a figure has not become better for so many epochs: in the epoch that completes the patience, as in
        /// Keras (PyTorch waits one more). Then it waits anew, once the cooldown is over. NaN is never better. Numbers out of their ranges
        /// are a ConfigurationException.
        val reduceOnPlateauWith: options: PlateauOptions -> Callback

        /// Multiplies the rate by a factor when the loss (of the validation, if there is one) has not fallen for so many epochs.
        val reduceOnPlateau: factor: float -> patience: int -> Callback

        /// In each epoch, from 1, the rate is the schedule's times what a function of the epoch gives; a finite number of at least 0, or
        /// it is a ConfigurationException. Schedules by step are the optimizer's own.
        val rateByEpoch: factor: (int -> float) -> Callback
