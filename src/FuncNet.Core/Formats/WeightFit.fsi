namespace FuncNet

open System.Collections.Generic

/// A network with the weights of others, and what became of each of them.
[<Sealed>]
type WeightFit =
    /// The network with the weights that matched; its other values are as they were.
    member Network: Network

    /// What was taken: our path, and their name or names.
    member Matched: IReadOnlyList<struct (string * string)>

    /// Our paths for which there was nothing.
    member Missing: IReadOnlyList<string>

    /// Their names that no layer took.
    member LeftOver: IReadOnlyList<string>

    /// Our paths for which there was something that does not fit, such as another shape, and what that was.
    member NotFitting: IReadOnlyList<struct (string * string)>

    /// Their names that are known and not needed, such as PyTorch's num_batches_tracked.
    member Ignored: IReadOnlyList<string>

    /// True if everything matched: nothing is missing or left over, and everything fits.
    member IsComplete: bool

    /// The network, if everything matched; otherwise a DataException that says what did not. from: what the weights are from, in its message.
    member Require: from: string -> Network

    /// A line for each weight, by what became of it.
    override ToString: unit -> string

/// Weights from files, by name: those of this library, of PyTorch and of Keras.
[<AutoOpen>]
module WeightFiles =

    /// Named tensors, such as the weights of others.
    [<RequireQualifiedAccess>]
    module Weights =

        /// The tensors of a safetensors or .npz file by their names; which of the two it is, its first bytes say.
        val read: path: string -> Parameters

    [<RequireQualifiedAccess>]
    module Network =

        /// The network with those of some named weights that fit it, and a report of what matched, is missing, left over, or does not fit.
        /// Floats become those of the network's type.
        val fitWeights: map: WeightMap -> weights: Parameters -> network: Network -> WeightFit

        /// The network with the weights of a safetensors or .npz file, all of which must match; otherwise a DataException says which don't.
        val loadWeights: map: WeightMap -> path: string -> network: Network -> Network
