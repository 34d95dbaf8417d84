namespace FuncNet

/// Sums of products, in Einstein's notation.
[<AutoOpen>]
module TensorEinsum =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// The sum of products that a notation describes: einsum "bij,bjk->bik" [a; b]. A repeated letter is a diagonal.
        val einsum: notation: string -> operands: Tensor seq -> Tensor
