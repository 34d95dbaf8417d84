namespace FuncNet

/// The mean loss of a network on data as an objective over the parameters that are trained: all that are not frozen.
/// The network runs in inference mode, so that its value depends on the parameters only: dropout is off, and batch
/// normalization uses the statistics that it has.
[<Sealed>]
type NetworkObjective =
    /// The objective.
    member Objective: Objective<Parameters>

    /// The network's own parameters, as a start.
    member Start: Parameters

    /// The network with the parameters that were found.
    member NetworkAt: parameters: Parameters -> Network

/// Objectives of networks, and minimizing them. Predictions and targets are those of the whole data at once.
[<AutoOpen>]
module NetworkObjectives =

    [<RequireQualifiedAccess>]
    module Objective =

        /// The structural risk: the mean loss plus R(w). inputs: [n; …]; targets: as the loss wants them. Inputs that do not fit
        /// the network throw ShapeException or DTypeException.
        val ofNetworkWith:
            regularizer: Regularizer ->
            network: Network ->
            loss: Loss ->
            inputs: Tensor ->
            targets: Tensor ->
                NetworkObjective

        /// The mean loss.
        val ofNetwork: network: Network -> loss: Loss -> inputs: Tensor -> targets: Tensor -> NetworkObjective

        /// ½ Σ (y − t)² over every element of the predictions y, with the residuals y − t: for gaussNewton and
        /// levenbergMarquardt. targets: in the shape and type of the predictions. The mean squared error is 2/(n · elements)
        /// of it.
        val ofNetworkResiduals: network: Network -> inputs: Tensor -> targets: Tensor -> NetworkObjective

    [<RequireQualifiedAccess>]
    module Minimizer =

        /// The network with the parameters that are found from its own, and the last state. They are found with the whole data
        /// in every step: for small data and networks, where it is more exact than batches.
        val fit: objective: NetworkObjective -> minimizer: Minimizer -> Network * MinimizerState<Parameters>
