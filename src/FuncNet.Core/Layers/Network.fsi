namespace FuncNet

open System
open System.Collections.Generic

/// A layer with the shape of its input decided and its values drawn: what is trained, saved and asked for predictions.
/// Immutable: training gives a new network.
[<Sealed>]
type Network =
    internal new:
        layer: Layer * plan: Plan * dtype: DType * parameters: Parameters * state: Parameters * classNames: string[] ->
            Network

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

    member internal WithClassNames: names: string seq -> Network

    /// The result for a batch, in inference mode, for several inputs or results. The first axis of every tensor is the batch. Inputs
    /// that don't fit throw ShapeException, floats of another type DTypeException; both say which input it is.
    member Apply: input: Signal<Tensor> -> Signal<Tensor>

    /// The results for a batch of inputs [batch; …], or for one input without the batch axis, in inference mode.
    member Predict: input: Tensor -> Tensor

    /// Writes the result for one sample, or the results for a batch of them one behind the other, into memory of the caller's, bit for
    /// bit those of Predict. How many samples there are follows from the length of the input; lengths that don't fit throw ShapeException.
    /// Nothing is allocated once as large a batch has been predicted, by as many threads at once.
    member PredictInto: input: ReadOnlySpan<float32> * result: Span<float32> -> unit

    /// The same for a network of float64.
    member PredictInto: input: ReadOnlySpan<float> * result: Span<float> -> unit

    /// The same for indices, such as those of words.
    member PredictInto: input: ReadOnlySpan<int> * result: Span<float32> -> unit

    /// The same for indices, such as those of words, and a network of float64.
    member PredictInto: input: ReadOnlySpan<int> * result: Span<float> -> unit

    /// The one result for a batch of one or several inputs.
    member internal PredictOne: input: Signal<Tensor> -> Tensor

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

    /// Writes the results for one sample or a batch of them into memory of the caller's; nothing is allocated once as large a batch has
    /// been predicted. The member PredictInto takes float64 and indices, too.
    val predictInto: input: ReadOnlySpan<float32> -> result: Span<float32> -> network: Network -> unit

    /// Each result, in order, for a batch of one or several inputs, in order, in inference mode.
    val predictAll: inputs: Tensor seq -> network: Network -> Tensor list

    /// The result for a batch, in inference mode, as signals.
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
