namespace FuncNet

open System
open System.Collections.Generic

/// An input or a result of an ONNX graph, as the file declares it.
[<Sealed>]
type OnnxValue =
    internal new: name: string * dtype: DType * sizes: int voption[] option -> OnnxValue

    /// The name.
    member Name: string

    /// The type of the elements: floats are of the network's type, whole numbers int32.
    member DType: DType

    /// The number of axes, the batch among them; −1 if the file does not say.
    member Rank: int

    /// The sizes of the axes; null where the file leaves them open, as that of the batch.
    member Sizes: IReadOnlyList<Nullable<int>>

    /// The sizes, if the file says how many axes there are.
    member internal Known: int voption[] option

    /// The shape of a sample, if every size but the first is known.
    member internal Sample: Shape option

    /// Name, type and sizes.
    override ToString: unit -> string
