namespace FuncNet

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

        let internal keepAxes (axes: int seq) (operand: Tensor) (reduced: Tensor) =
            let shape = Shape.keeping (Shape.axes "keepAxes" operand.Shape axes) operand.Shape
            reduced.Rearrange(Shaping.Reshape shape)

        let sumOver axes x = reduce "sum" Reduction.Sum axes x
        let sum x = sumOver (everyAxis x) x

        let private count (axes: int seq) (x: Tensor) =
            axes |> Seq.fold (fun n axis -> n * x.Shape[Shape.axis "mean" x.Shape axis]) 1

        let meanOver axes (x: Tensor) =
            floats "mean" x
            sumOver axes x / float (count axes x)

        let mean x = meanOver (everyAxis x) x

        let varianceOver (correction: int) axes (x: Tensor) =
            floats "variance" x
            let centred = x - keepAxes axes x (meanOver axes x)
            sumOver axes (Tensor.square centred) / float (count axes x - correction)

        let variance x = varianceOver 0 (everyAxis x) x
        let maxOver axes x = reduce "max" Reduction.Max axes x
        let max x = maxOver (everyAxis x) x
        let minOver axes x = reduce "min" Reduction.Min axes x
        let min x = minOver (everyAxis x) x
        let logSumExpOver axes x = reduce "logSumExp" Reduction.LogSumExp axes x
        let logSumExp x = logSumExpOver (everyAxis x) x
        let argMax axis x = (alongAxis "argMax" Reduction.ArgMax axis x)[0]
        let argMin axis x = (alongAxis "argMin" Reduction.ArgMin axis x)[0]
        let softmax axis x = (alongAxis "softmax" Reduction.Softmax axis x)[0]
        let logSoftmax axis (x: Tensor) = x - keepAxes [ axis ] x (logSumExpOver [ axis ] x)

        let cumulativeSum axis x =
            (alongAxis "cumulativeSum" (fun axis -> Reduction.CumulativeSum(axis, false)) axis x)[0]

        let sort axis x =
            let results = alongAxis "sort" (fun axis -> Reduction.Sort(axis, false)) axis x
            results[0], results[1]

        let sortDescending axis x =
            let results = alongAxis "sort" (fun axis -> Reduction.Sort(axis, true)) axis x
            results[0], results[1]

        let topK k axis (x: Tensor) =
            let axis = Shape.axis "topK" x.Shape axis

            if k < 0 || k > x.Shape[axis] then
                Errors.shape "topK: %d of the %d elements along axis %d were asked for." k x.Shape[axis] axis

            let first (sorted: Tensor) =
                let range i = { Start = 0; Size = (if i = axis then k else sorted.Shape[i]); Step = 1 }
                sorted.Rearrange(Shaping.Slice(Array.init sorted.Rank range))

            let values, places = sortDescending axis x
            first values, first places

        let norm (x: Tensor) = sqrt (sum (Tensor.square x))
