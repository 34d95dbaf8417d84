namespace FuncNet

/// What is done around an optimizer.
[<AutoOpen>]
module OptimizerWrappers =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// One update for every so many gradients, by their mean, and updates of 0 between: a batch larger than memory holds.
        /// The optimizer inside, and its schedules, count the updates that are made; the step of the state counts gradients.
        val accumulate: every: int -> optimizer: Optimizer -> Optimizer

        /// s ← s + α(x − s) and x ← s after every so many updates of the optimizer, s the slow weights, first those at the
        /// start (Zhang et al. 2019; there 5 or 10, and 0.5): steadier steps from an optimizer that overshoots.
        val lookahead: every: int -> alpha: float -> optimizer: Optimizer -> Optimizer

        /// a ← ρa + (1 − ρ)x after every update, a the average of the weights, first those at the start; it changes no
        /// update. OptimizerState.kept "average" reads it (Polyak and Juditsky 1992; exponential as in TensorFlow): weights
        /// that often predict better than the last ones. The average remembers about 1/(1 − ρ) updates.
        val averageWeights: rho: float -> optimizer: Optimizer -> Optimizer

        /// Each parameter by the first optimizer whose predicate its name satisfies, and the others by the last: rates of
        /// their own for body and head.
        val byPath: choices: ((string -> bool) * Optimizer) seq -> others: Optimizer -> Optimizer

        /// The same by patterns of names, such as [ "conv*", Optimizer.adam 1e-5; "head.*", Optimizer.adam 1e-3 ]: '*' stands for any
        /// characters. Small rates for a base that has learned, large ones for a new head.
        val byPattern: choices: (string * Optimizer) seq -> others: Optimizer -> Optimizer
