namespace FuncNet

open System.Collections.Generic

/// What one layer, or the join of a fork, did in a forward and backward pass.
[<NoEquality; NoComparison>]
type LayerPass = {
    /// The name of the layer in the network, such as "block1.dense1". Joins are numbered: "add1", "concatenate1".
    Path: string
    /// What it is, such as "Dense".
    Kind: string
    /// 1; for the second place at which a shared layer stands 2, and so on.
    Use: int
    /// What it read, with the batch axis; of a join, the results of its branches.
    Input: Signal<Tensor>
    /// What it gave.
    Output: Signal<Tensor>
    /// ∂loss/∂output, in the shape of the output; zeros for what is not float.
    Adjoint: Signal<Tensor>
    /// Its parameters, by their names in the network; of a shared layer, at its first use only.
    Parameters: Parameters
    /// The gradient of the loss with respect to each parameter: of a shared layer, over all its uses.
    Gradients: Parameters
}

/// The forward and backward pass of a network over one batch, with values, layer by layer.
[<Sealed>]
type NetworkExplanation =
    /// The mean loss of the batch.
    member Loss: Tensor

    /// What the network gave for the batch.
    member Prediction: Tensor

    /// The gradient of the loss with respect to every parameter of the network.
    member Gradients: Parameters

    /// The gradient of the loss with respect to the inputs; zeros for those that are not float.
    member InputGradients: Signal<Tensor>

    /// The layers and joins, in the order in which they ran.
    member Layers: IReadOnlyList<LayerPass>

    /// How large everything is: the norms of results, adjoints, parameters and gradients.
    member Norms: GradientNorms

    /// A line for each input, layer and parameter: what it reads, shapes, value, and adjoint. Larger tensors show their first
    /// numbers.
    member Table: string

    /// The graph of the layers in the notation of Mermaid.
    member Mermaid: string

    /// The graph of the layers as a picture: the text of an SVG file, as that of an Explanation.
    member Svg: string

    /// The table.
    override ToString: unit -> string

/// Showing how a network computes, and how its loss comes back through it.
[<AutoOpen>]
module NetworkExplanations =

    [<RequireQualifiedAccess>]
    module Explain =

        /// The pass of a network over a batch. context: training or inference, and the key of what is drawn; inputs: with
        /// the batch axis, one tensor or several; targets: as the loss takes them. Inputs that do not fit the network, and
        /// targets that do not fit the loss, throw ShapeException.
        val networkWith:
            context: Context ->
            loss: Loss ->
            inputs: Signal<Tensor> ->
            targets: Tensor ->
            network: Network ->
                NetworkExplanation

        /// The pass of a network over a batch, as in training: batch statistics count, and what is drawn (dropout) is drawn
        /// with the key of seed 0. inputs: [batch; …].
        ///
        /// <code>
        /// let pass = Explain.network Loss.sigmoidCrossEntropy x t (Network.build key [ 2 ] (Layer.dense 2 >=> Layer.tanh >=> Layer.dense 1))
        /// printfn "%s" pass.Table
        /// </code>
        val network: loss: Loss -> inputs: Tensor -> targets: Tensor -> network: Network -> NetworkExplanation

        /// How large results, adjoints, parameters and gradients are in that pass, layer by layer.
        val gradientNorms: loss: Loss -> inputs: Tensor -> targets: Tensor -> network: Network -> GradientNorms
