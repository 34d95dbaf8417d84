namespace FuncNet

/// Minimizing from many starts.
[<AutoOpen>]
module Restarts =

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// The last states from that many random starts, the one of the least value first (note 001): for functions with many
        /// minima. draw: a start from a key of its own, such as fun key -> 10.0 * Key.uniform DType.Float64 [ 2 ] key. The key decides
        /// everything; more restarts begin with the starts of fewer. count: at least 1. A start where the objective is not finite
        /// throws, as in run.
        val restarts:
            count: int ->
            draw: (Key -> 'Point) ->
            key: Key ->
            objective: Objective<'Point> ->
            minimizer: Minimizer ->
                MinimizerState<'Point>[]
