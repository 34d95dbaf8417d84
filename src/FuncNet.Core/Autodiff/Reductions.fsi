namespace FuncNet

/// Operations along axes. Negative axes count from the end; an empty list of axes reduces nothing. An axis that the shape
/// does not have, or that is named twice, throws ShapeException; a type without the operation throws DTypeException.
[<AutoOpen>]
module TensorReductions =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Puts reduced axes back with size 1, so that the result broadcasts against the operand.
        val internal keepAxes: axes: int seq -> operand: Tensor -> reduced: Tensor -> Tensor

        /// Σ x over some axes, which are gone from the result; the sum of nothing is 0.
        val sumOver: axes: int seq -> x: Tensor -> Tensor

        /// Σ x over every axis.
        val sum: x: Tensor -> Tensor

        /// The mean over some axes; the mean of nothing is NaN.
        val meanOver: axes: int seq -> x: Tensor -> Tensor

        /// The mean over every axis.
        val mean: x: Tensor -> Tensor

        /// The mean of the squared distance from the mean, over some axes; divided by n − correction (0: of the numbers themselves, 1: unbiased).
        val varianceOver: correction: int -> axes: int seq -> x: Tensor -> Tensor

        /// The variance over every axis, divided by n.
        val variance: x: Tensor -> Tensor

        /// The largest element over some axes; equal ones share the derivative.
        val maxOver: axes: int seq -> x: Tensor -> Tensor

        /// The largest element.
        val max: x: Tensor -> Tensor

        /// The smallest element over some axes; equal ones share the derivative.
        val minOver: axes: int seq -> x: Tensor -> Tensor

        /// The smallest element.
        val min: x: Tensor -> Tensor

        /// ln Σ eˣ over some axes, without overflow.
        val logSumExpOver: axes: int seq -> x: Tensor -> Tensor

        /// ln Σ eˣ over every axis.
        val logSumExp: x: Tensor -> Tensor

        /// The place of the first maximum along an axis, int32.
        val argMax: axis: int -> x: Tensor -> Tensor

        /// The place of the first minimum along an axis, int32.
        val argMin: axis: int -> x: Tensor -> Tensor

        /// eˣ / Σ eˣ along an axis.
        val softmax: axis: int -> x: Tensor -> Tensor

        /// x − ln Σ eˣ along an axis.
        val logSoftmax: axis: int -> x: Tensor -> Tensor

        /// yᵢ = Σ xⱼ over j ≤ i along an axis.
        val cumulativeSum: axis: int -> x: Tensor -> Tensor

        /// The elements along an axis in ascending order, and the places they came from. Equal elements keep their order; NaN is last.
        val sort: axis: int -> x: Tensor -> Tensor * Tensor

        /// The elements along an axis in descending order, and the places they came from.
        val sortDescending: axis: int -> x: Tensor -> Tensor * Tensor

        /// The k largest elements along an axis in descending order, and their places.
        val topK: k: int -> axis: int -> x: Tensor -> Tensor * Tensor

        /// √Σ x². At x = 0 there is no derivative: it is NaN.
        val norm: x: Tensor -> Tensor
