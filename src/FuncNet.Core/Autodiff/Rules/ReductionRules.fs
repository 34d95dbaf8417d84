namespace FuncNet

/// Derivatives of the reductions. g is the gradient of the loss with respect to the (first) result y.
module internal ReductionRules =

    /// Repeats what was reduced over some axes, so that it stands beside the operand again.
    let private spread (axes: int[]) (x: Tensor) (reduced: Tensor) = Tensor.keepAxes axes x reduced

    /// 1/n at each of the n places that hold the extremum, 0 elsewhere.
    let private share axes (x: Tensor) (y: Tensor) =
        let isExtremum = Tensor.cast x.DType (Tensor.equal x (spread axes x y))
        isExtremum / spread axes x (Tensor.sumOver axes isExtremum)

    let pullback op (x: Tensor) (y: Tensor[]) (g: Tensor) =
        match op with
        | Reduction.Sum axes -> Tensor.broadcastTo x.Shape (spread axes x g)
        | Reduction.Max axes
        | Reduction.Min axes -> spread axes x g * share axes x y[0]
        | Reduction.LogSumExp axes ->
            // Where every x is −∞, so is y: e^(x − y) would be NaN, and the derivative is 0.
            let lowest = Tensor.number x.DType -infinity
            let y = Tensor.where (Tensor.equal y[0] lowest) (Tensor.number x.DType 0.0) y[0]
            spread axes x g * exp (x - spread axes x y)
        | Reduction.Softmax axis -> y[0] * (g - spread [| axis |] x (Tensor.sumOver [ axis ] (g * y[0])))
        | Reduction.CumulativeSum(axis, reverse) ->
            Tensor.Apply(Primitive.Reduction(Reduction.CumulativeSum(axis, not reverse)), g)
        | Reduction.Sort(axis, _) -> Tensor.scatterAddAlong axis x.Shape[axis] y[1] g
        | Reduction.ArgMax _
        | Reduction.ArgMin _ -> Tensor.zerosLike x
