namespace FuncNet

open System
open System.Collections.Generic

/// The event files of TensorBoard: records of TensorFlow's TFRecord format, each with its check sums (CRC-32C), that hold messages of Protocol Buffers.
/// TensorBoard finds them below the folder that it is given, by a name that begins with "events.out.tfevents.".
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TensorBoard =

    /// How the numbers of a tensor are spread, over TensorFlow's intervals: their limits are ±10⁻¹² · 1.1ᵏ, so that small and large numbers are told apart
    /// alike. NaN and infinities are left out; intervals with nothing in them are put together.
    val histogram: tensor: Tensor -> TensorBoardHistogram

    /// The layers of a network, its inputs and joins as a graph, with hyperparameters, shapes and numbers of parameters.
    val graph: network: Network -> IReadOnlyList<TensorBoardNode>

    /// The name of a new event file in a folder, as TensorBoard expects it, with the time in seconds, and such that there is no file of that name.
    val newPath: time: DateTimeOffset -> folder: string -> string

    /// Writes events to a file, which is replaced as a whole or not at all. An entry that cannot be written is a DataException.
    val write: path: string -> events: TensorBoardEvent seq -> unit

    /// Writes events behind those of a file, or to a new file; at once, so that TensorBoard shows them while the run goes on.
    val append: path: string -> events: TensorBoardEvent seq -> unit

    /// The events of a file, in order. Nothing is trusted: lengths are held against the file before anything is allocated, and check sums against what they
    /// sum up. A file that is cut off or damaged, and one that is no event file of version 2, is a DataException that names the file and the record.
    val read: path: string -> IReadOnlyList<TensorBoardEvent>

    /// Reads a stream of known length from its beginning; file is its name in messages.
    val internal readStream: file: string -> stream: System.IO.Stream -> TensorBoardEvent[]
