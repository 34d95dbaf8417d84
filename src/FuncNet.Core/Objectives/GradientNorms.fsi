namespace FuncNet

open System.Collections.Generic

/// How large a parameter is, and its gradient: Euclidean norms ‖x‖ = √Σ x² over all elements.
type ParameterNorms = {
    /// The name of the parameter, such as "dense1.kernel".
    Path: string
    /// ‖w‖.
    Value: float
    /// ‖∂loss/∂w‖.
    Gradient: float
}

/// How large the results of a layer are, and what comes back to it: Euclidean norms over the whole batch.
type LayerNorms = {
    /// The name of the layer in the network.
    Path: string
    /// What it is, such as "Dense".
    Kind: string
    /// ‖y‖ of its result.
    Output: float
    /// ‖∂loss/∂y‖.
    Adjoint: float
    /// Its parameters; of a shared layer, where it stands first.
    Parameters: IReadOnlyList<ParameterNorms>
} with

    /// The norm of the gradient of all its parameters together; 0 if it has none.
    member Gradient: float

/// The norms of a forward and backward pass, layer by layer: where gradients vanish, and where they explode (Bengio, Simard
/// and Frasconi 1994; Glorot and Bengio 2010).
[<Sealed>]
type GradientNorms =
    internal new: loss: float * layers: LayerNorms[] -> GradientNorms

    /// The loss of the batch.
    member Loss: float

    /// The layers and joins, in the order in which they ran.
    member Layers: IReadOnlyList<LayerNorms>

    /// The norm of the whole gradient, √Σ ‖∂loss/∂w‖² over all parameters: what clipping by the global norm bounds.
    member Global: float

    /// The norms of the parameter of that name; an error that lists the names when there is none.
    member Item: path: string -> ParameterNorms with get

    /// A table with a line for each layer and parameter. The bars show the gradients, three blocks to a factor of ten.
    override ToString: unit -> string
