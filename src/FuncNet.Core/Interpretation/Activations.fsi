namespace FuncNet

open System.Collections.Generic

/// What a layer gives over some data, in inference mode.
type LayerActivations = {
    /// The name of the layer in the network.
    Path: string
    /// What it is, such as "Relu".
    Kind: string
    /// The shape of one result.
    Shape: Shape
    /// The mean over all results.
    Mean: float
    /// The standard deviation, divided by n.
    Deviation: float
    /// The smallest number.
    Minimum: float
    /// The largest number.
    Maximum: float
    /// The share of numbers that are 0: the sparsity of the activation.
    Zeros: float
    /// The number of units: features, or the channels of images and sequences.
    Units: int
    /// The units that are 0 for every sample and at every place: with ReLU, they have no gradient and learn no more.
    DeadUnits: IReadOnlyList<int>
}

/// The activations of a network over some data, layer by layer.
[<Sealed>]
type ActivationStatistics =
    /// The layers whose results are numbers, in the order in which they ran; a shared layer comes once, over all of its uses.
    member Layers: IReadOnlyList<LayerActivations>

    /// The number of dead units in the whole network, layer by layer: a unit that is dead behind ReLU counts again behind a pooling.
    member DeadUnits: int

    /// The layer of that name; an error that lists the names when there is none.
    member Item: path: string -> LayerActivations with get

    /// A table with a line for each layer.
    override ToString: unit -> string

/// Statistics of activations. Those of gradients are Explain.gradientNorms.
[<AutoOpen>]
module ActivationReports =

    [<RequireQualifiedAccess>]
    module Explain =

        /// Mean, deviation, extremes, zeros and dead units of what each layer gives for these inputs [n; …], in inference mode.
        val activations: inputs: Tensor -> network: Network -> ActivationStatistics

        /// The same for a network with several inputs.
        val activationsOf: inputs: Signal<Tensor> -> network: Network -> ActivationStatistics
