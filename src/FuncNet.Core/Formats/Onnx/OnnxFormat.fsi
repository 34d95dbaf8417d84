namespace FuncNet

open System.Collections.Generic
open System.IO

/// What can be said of an export; empty lists leave it to the library.
type OnnxOptions = {
    /// The names of the inputs, in order; "input", or "input_1", "input_2", …, if there are none.
    InputNames: string list
    /// The names of the results, in order; "output", or "output_1", "output_2", …, if there are none.
    OutputNames: string list
    /// The types of the inputs, in order. If there are none, an input is of the network's type, or int32 where a layer takes nothing
    /// else, as an embedding does; an input that only passes through, as lengths may, needs to be told.
    InputTypes: DType list
}

/// A graph of an ONNX file, checked and ready to be computed, differentiated, trained further and written again. It never changes.
[<Sealed>]
type OnnxModel =
    internal new: file: string * content: OnnxContent -> OnnxModel

    /// The inputs, in order.
    member Inputs: IReadOnlyList<OnnxValue>

    /// The results, in order.
    member Outputs: IReadOnlyList<OnnxValue>

    /// The program that wrote the file, with its version.
    member Producer: string

    /// The version of ONNX's operators that the file is written in.
    member Opset: int

    /// Texts that stand beside the graph, by their names.
    member Metadata: IReadOnlyDictionary<string, string>

    /// What was read.
    member internal Content: OnnxContent

    /// The graph as a layer, which can be composed, cut and given a new head. Its constants of floats with at least one axis are its
    /// parameters, under the names of the file; means and variances of batch normalizations are its state, which training leaves alone.
    /// Where one value for each sample goes on, a new layer begins, if the file knows the shape of a sample. Layers get their names from
    /// their main operator: conv1, relu1, gemm1.
    member Layer: Layer

    /// The results for inputs, in order, as the graph has them: axes are those of the file. Inputs that do not fit throw ShapeException or
    /// DTypeException.
    member Run: inputs: Tensor seq -> IReadOnlyList<Tensor>

    /// The graph as a network with the values of the file, for samples of these shapes, without the batch axis: [channels; height; width] for
    /// images. Shapes that do not fit throw ShapeException, which names the node.
    member NetworkFor: samples: Shape seq -> Network

    /// The graph as a network with the values of the file. Sizes that the file leaves open, other than that of the batch, throw
    /// ConfigurationException; NetworkFor takes them.
    member Network: Network

/// Networks as ONNX files (https://onnx.ai): graphs of operators that ONNX Runtime and many others compute, and that others write. Written are
/// version 17 of the operators and version 8 of the format; read are operators of version 9 to 18, and no file but the one named. Nothing in
/// a file can run code.
[<RequireQualifiedAccess>]
module Onnx =

    /// Names and types that the library finds.
    val defaults: OnnxOptions

    /// Writes a network to a stream; file is its name in messages.
    val internal writeStream: file: string -> options: OnnxOptions -> network: Network -> stream: Stream -> unit

    /// Writes a network in inference mode to an ONNX file for batches of any size, replaced as a whole or not at all; the same network gives the
    /// same bytes. Images keep their axes [batch; height; width; channels] at the inputs and results; within, they lie as ONNX has them, with as
    /// few transposes as can be. What ONNX cannot express throws ConfigurationException, which names the layer: operations of one's own, random
    /// numbers, and what mixes the samples of a batch.
    val exportWith: options: OnnxOptions -> path: string -> network: Network -> unit

    /// Writes a network to an ONNX file, under the names "input" and "output".
    val export: path: string -> network: Network -> unit

    /// Reads a stream of known length from its beginning; file is its name in messages.
    val internal readStream: file: string -> stream: Stream -> OnnxModel

    /// The graph of an ONNX file. Lengths, names, types and operators are checked before anything is computed, and where the file says the shapes
    /// of its inputs they are followed through the graph. What does not hold, an operator that is not understood, and data in other files are
    /// one DataException that names the file and the node.
    val read: path: string -> OnnxModel

    /// The network of an ONNX file.
    val load: path: string -> Network
