namespace FuncNet

/// Constraints on weights: what stands last in a chain, and brings the weights back to where they may be.
[<AutoOpen>]
module OptimizerConstraints =

    [<RequireQualifiedAccess>]
    module Optimizer =

        /// u ← P(x + u) − x: after the update every parameter is where P puts it (projected gradient descent; Goldstein 1964). P takes
        /// the path and the value that the optimizer asks for, and gives a value of the same shape; write it with operations of tensors. It
        /// stands at the end of a chain: Optimizer.chain [ Optimizer.adam 1e-3; Optimizer.project "box" (fun _ w -> Tensor.clamp -1.0 1.0 w) ].
        val project: name: string -> projection: (string -> Tensor -> Tensor) -> Optimizer

        /// w ← w · min(1, c / ‖w‖), w the incoming weights of one unit: the column of a dense kernel [in; out], the filter of a convolution
        /// [height; width; in; out] (Srebro et al. 2005; Srivastava et al. 2014, who use it with dropout and c of 3 or 4). Parameters that
        /// do not decay, such as biases, are left alone. It stands at the end of a chain; a limit that is not over 0 throws ConfigurationException.
        val maxNorm: limit: float -> Optimizer

        /// w ← max(0, w) for parameters that decay: weights that only add, as in factorizations whose parts are to be read. It stands at
        /// the end of a chain.
        val nonNegative: Optimizer
