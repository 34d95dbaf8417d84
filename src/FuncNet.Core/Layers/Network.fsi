namespace FuncNet

open System.Collections.Generic

/// A layer with the shape of its input decided and its values drawn: what is trained, saved and asked for predictions.
/// Immutable: training gives a new network.
[<Sealed>]
type Network =
    member internal Plan: Plan

    /// The layer, as it was composed.
    member Layer: Layer

    /// The type of the parameters, and of the inputs.
    member DType: DType

    /// What is learned.
    member Parameters: Parameters

    /// What is kept between steps, such as running statistics.
    member State: Parameters

    /// The names of the classes, if they are known.
    member ClassNames: IReadOnlyList<string>

    /// The shape of one input sample; several in parentheses.
    member InputShape: Signal<Shape>

    /// The shape of one result; several in parentheses.
    member OutputShape: Signal<Shape>

    /// The same network with other values; they must have the same names, shapes and types.
    member internal With: newParameters: Parameters * newState: Parameters -> Network

    /// Throws unless the tensor is a batch of inputs of the network's shape and type.
    member internal Require: input: Tensor -> unit

    member internal WithClassNames: names: string seq -> Network

    /// The result for a batch, in inference mode. The first axis of every tensor is the batch.
    member Apply: input: Signal<Tensor> -> Signal<Tensor>

    /// The results for a batch of inputs [batch; …], or for one input without the batch axis, in inference mode.
    member Predict: input: Tensor -> Tensor

    /// The table of layers, shapes and parameters.
    member Summary: unit -> Summary

/// Functions of networks.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Network =

    /// Decides every shape of a layer and draws its values. The shapes are those of one sample, without the batch axis.
    val buildFor: dtype: DType -> key: Key -> input: Signal<Shape> -> layer: Layer -> Network

    /// Decides every shape of a layer and draws its values, in float32. shape: of one sample, without the batch axis.
    val build: key: Key -> shape: int seq -> layer: Layer -> Network

    /// The same network with other parameters, of the same names, shapes and types.
    val withParameters: parameters: Parameters -> network: Network -> Network

    /// The results for a batch of inputs, in inference mode.
    val predict: input: Tensor -> network: Network -> Tensor

    /// The result for a batch, in inference mode; for several inputs or results.
    val apply: input: Signal<Tensor> -> network: Network -> Signal<Tensor>

    /// The result and the new state under given parameters: the network as a function that can be differentiated.
    val applyWith:
        context: Context ->
        parameters: Parameters ->
        state: Parameters ->
        input: Signal<Tensor> ->
        network: Network ->
            Signal<Tensor> * Parameters

    /// The table of layers, shapes and parameters of a layer, with nothing drawn or run. shape: of one sample.
    val summary: shape: int seq -> layer: Layer -> Summary
