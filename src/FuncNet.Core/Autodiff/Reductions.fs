namespace FuncNet

/// Operations along axes. Negative axes count from the end; an empty list of axes reduces nothing. An axis that the shape
/// does not have, or that is named twice, throws ShapeException; a type without the operation throws DTypeException.
[<AutoOpen>]
module TensorReductions =

    let private everyAxis (x: Tensor) = Array.init x.Rank id

    /// Over no axes a reduction is its operand, and nothing is recorded.
    let private reduce operation make (axes: int seq) (x: Tensor) =
        let axes = Shape.axes operation x.Shape axes

        if axes.Length = 0 then
            Reduction.infer (make axes) x.Spec |> ignore
            x
        else
            Tensor.Apply(Primitive.Reduction(make axes), x)

    let private floats operation (x: Tensor) =
        if not x.DType.IsFloat then
            Errors.dtype "%s: is not defined for %O; cast to a float type first." operation x.DType

    let private alongAxis operation make (axis: int) (x: Tensor) =
        Tensor.ApplyAll(Primitive.Reduction(make (Shape.axis operation x.Shape axis)), [| x |])

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Puts reduced axes back with size 1, so that the result broadcasts against the operand.
        let internal keepAxes (axes: int seq) (operand: Tensor) (reduced: Tensor) =
            let shape = Shape.keeping (Shape.axes "keepAxes" operand.Shape axes) operand.Shape
            reduced.Rearrange(Shaping.Reshape shape)

        /// Σ x over some axes, which are gone from the result; the sum of nothing is 0.
        let sumOver axes x = reduce "sum" Reduction.Sum axes x

        /// Σ x over every axis.
        let sum x = sumOver (everyAxis x) x

        let private count (axes: int seq) (x: Tensor) =
            axes |> Seq.fold (fun n axis -> n * x.Shape[Shape.axis "mean" x.Shape axis]) 1

        /// The mean over some axes; the mean of nothing is NaN.
        let meanOver axes (x: Tensor) =
            floats "mean" x
            sumOver axes x / float (count axes x)

        /// The mean over every axis.
        let mean x = meanOver (everyAxis x) x

        /// The mean of the squared distance from the mean, over some axes; divided by n − correction (0: of the numbers themselves, 1: unbiased).
        let varianceOver (correction: int) axes (x: Tensor) =
            floats "variance" x
            let centred = x - keepAxes axes x (meanOver axes x)
            sumOver axes (Tensor.square centred) / float (count axes x - correction)

        /// The variance over every axis, divided by n.
        let variance x = varianceOver 0 (everyAxis x) x

        /// The largest element over some axes; equal ones share the derivative.
        let maxOver axes x = reduce "max" Reduction.Max axes x

        /// The largest element.
        let max x = maxOver (everyAxis x) x

        /// The smallest element over some axes; equal ones share the derivative.
        let minOver axes x = reduce "min" Reduction.Min axes x

        /// The smallest element.
        let min x = minOver (everyAxis x) x

        /// ln Σ eˣ over some axes, without overflow.
        let logSumExpOver axes x = reduce "logSumExp" Reduction.LogSumExp axes x

        /// ln Σ eˣ over every axis.
        let logSumExp x = logSumExpOver (everyAxis x) x

        /// The place of the first maximum along an axis, int32.
        let argMax axis x = (alongAxis "argMax" Reduction.ArgMax axis x)[0]

        /// The place of the first minimum along an axis, int32.
        let argMin axis x = (alongAxis "argMin" Reduction.ArgMin axis x)[0]

        /// eˣ / Σ eˣ along an axis.
        let softmax axis x = (alongAxis "softmax" Reduction.Softmax axis x)[0]

        /// x − ln Σ eˣ along an axis.
        let logSoftmax axis (x: Tensor) = x - keepAxes [ axis ] x (logSumExpOver [ axis ] x)

        /// yᵢ = Σ xⱼ over j ≤ i along an axis.
        let cumulativeSum axis x =
            (alongAxis "cumulativeSum" (fun axis -> Reduction.CumulativeSum(axis, false)) axis x)[0]

        /// The elements along an axis in ascending order, and the places they came from. Equal elements keep their order; NaN is last.
        let sort axis x =
            let results = alongAxis "sort" (fun axis -> Reduction.Sort(axis, false)) axis x
            results[0], results[1]

        /// The elements along an axis in descending order, and the places they came from.
        let sortDescending axis x =
            let results = alongAxis "sort" (fun axis -> Reduction.Sort(axis, true)) axis x
            results[0], results[1]

        /// The k largest elements along an axis in descending order, and their places.
        let topK k axis (x: Tensor) =
            let axis = Shape.axis "topK" x.Shape axis

            if k < 0 || k > x.Shape[axis] then
                Errors.shape "topK: %d of the %d elements along axis %d were asked for." k x.Shape[axis] axis

            let first (sorted: Tensor) =
                let range i = { Start = 0; Size = (if i = axis then k else sorted.Shape[i]); Step = 1 }
                sorted.Rearrange(Shaping.Slice(Array.init sorted.Rank range))

            let values, places = sortDescending axis x
            first values, first places

        /// √Σ x².
        let norm (x: Tensor) = sqrt (sum (Tensor.square x))
