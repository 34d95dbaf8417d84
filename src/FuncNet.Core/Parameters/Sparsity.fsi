namespace FuncNet

open System.Collections.Generic

/// How many numbers of a parameter are small.
type ParameterSparsity = {
    /// The name of the parameter.
    Path: string
    /// How many numbers it has.
    Size: int
    /// How many of them are under the threshold, |w| < t.
    Small: int
} with

    /// Small / Size.
    member Share: float

/// How many weights of a network are small, parameter by parameter.
[<Sealed>]
type Sparsity =
    /// The threshold t.
    member Threshold: float

    /// The parameters that decay, in order: weights, not biases.
    member Parameters: IReadOnlyList<ParameterSparsity>

    /// The share of all these numbers with |w| < t; NaN if there are none.
    member Share: float

    /// A table with a line for each parameter.
    override ToString: unit -> string

/// Counting small weights, as L1 leaves them.
[<AutoOpen>]
module SparsityReport =

    [<RequireQualifiedAccess>]
    module Parameters =

        /// How many weights have |w| < threshold, of the parameters that decay.
        val sparsity: threshold: float -> tree: Parameters -> Sparsity
