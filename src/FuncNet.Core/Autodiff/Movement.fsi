namespace FuncNet

/// Operations that move elements. They take tensors of every type; a shape that does not fit throws ShapeException. One
/// that would change nothing gives its operand back, and records nothing.
[<AutoOpen>]
module TensorMovement =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Repeats a tensor to a larger shape by NumPy's rule.
        val broadcastTo: shape: int seq -> x: Tensor -> Tensor

        /// The same elements in the same order under another shape; one size may be −1 and is found.
        val reshape: shape: int seq -> x: Tensor -> Tensor

        /// The sum over those places that a broadcast repeated; the adjoint of broadcastTo.
        val sumTo: shape: int seq -> x: Tensor -> Tensor

        /// Axis i of the result is axis order[i] of the operand.
        val permute: order: int seq -> x: Tensor -> Tensor

        /// The last two axes exchanged.
        val transpose: x: Tensor -> Tensor

        /// A new axis of size 1 in front of the given one; −1 puts it last.
        val expandAxis: axis: int -> x: Tensor -> Tensor

        /// The part from start on, of that size, along one axis.
        val narrow: axis: int -> start: int -> size: int -> x: Tensor -> Tensor

        /// Every step-th element along one axis, beginning with the first.
        val every: step: int -> axis: int -> x: Tensor -> Tensor

        /// Zeros before and after, a pair for each axis.
        val pad: zeros: (int * int) seq -> x: Tensor -> Tensor

        /// The opposite order along some axes.
        val reverse: axes: int seq -> x: Tensor -> Tensor

        /// One behind the other along an axis.
        val concatenate: axis: int -> parts: Tensor seq -> Tensor

        /// Tensors of one shape along a new axis.
        val stack: axis: int -> parts: Tensor seq -> Tensor

        /// Parts of the given sizes along an axis, in order.
        val split: sizes: int seq -> axis: int -> x: Tensor -> Tensor list

    /// t.[1, *], t.[2..5, ^1] and the like, for F#.
    type Tensor with

        /// A place (a number) or a range (two bounds, both included, either may be missing) of each axis. Places and first
        /// bounds count from the end if they are negative: t.[-1], t.[*, -2..]. A last bound does not, so that
        /// t.[0 .. n - 1] is empty for n = 0; a range up to the end has none.
        member GetSlice: [<System.ParamArray>] bounds: (obj | null)[] -> Tensor
