namespace FuncNet

/// Derivatives of the operations that are linear in each operand: matrix product, convolution, pooling, gathering. Each family is
/// closed: the derivatives are members of it again.
module internal ProductRules =

    let linearAlgebra (LinearAlgebra.MatMul(transposeA, transposeB)) (x: Tensor[]) (g: Tensor) operand =
        let a, b = x[0], x[1]

        let gradient =
            match operand, transposeA, transposeB with
            | 0, false, _ -> Tensor.matmulWith false (not transposeB) g b
            | 0, true, _ -> Tensor.matmulWith transposeB true b g
            | _, _, false -> Tensor.matmulWith (not transposeA) false a g
            | _, _, true -> Tensor.matmulWith true transposeA g a

        Tensor.sumTo x[operand].Shape gradient

    let private convolve op (a: Tensor) (b: Tensor) = Tensor.Apply(Primitive.Convolution op, a, b)

    let convolution op (x: Tensor[]) (g: Tensor) operand =
        match op, operand with
        | Convolution.Forward(window, groups), 0 ->
            convolve (Convolution.InputGradient(window, groups, x[0].Shape)) g x[1]
        | Convolution.Forward(window, groups), _ ->
            convolve (Convolution.FilterGradient(window, groups, x[1].Shape)) x[0] g
        | Convolution.InputGradient(window, groups, _), 0 -> convolve (Convolution.Forward(window, groups)) g x[1]
        | Convolution.InputGradient(window, groups, _), _ ->
            convolve (Convolution.FilterGradient(window, groups, x[1].Shape)) g x[0]
        | Convolution.FilterGradient(window, groups, _), 0 ->
            convolve (Convolution.InputGradient(window, groups, x[0].Shape)) x[1] g
        | Convolution.FilterGradient(window, groups, _), _ -> convolve (Convolution.Forward(window, groups)) x[0] g

    let pooling op (x: Tensor[]) (y: Tensor[]) (g: Tensor) operand =
        let pool op (operands: Tensor[]) = (Tensor.ApplyAll(Primitive.Pooling op, operands))[0]

        match op, operand with
        | Pooling.Max(window, size), _ -> pool (Pooling.MaxGradient(window, size, x[0].Shape)) [| g; y[1] |]
        | Pooling.MaxAlone(window, size), _ ->
            let places = (Tensor.ApplyAll(Primitive.Pooling(Pooling.Max(window, size)), x))[1]
            pool (Pooling.MaxGradient(window, size, x[0].Shape)) [| g; places |]
        | Pooling.MaxGradient _, 0 -> Tensor.gather 0 x[1] (Tensor.reshape [ -1 ] g)
        | Pooling.MaxGradient _, places -> Tensor.zerosLike x[places]
        | Pooling.Sum(window, size), _ -> pool (Pooling.SumGradient(window, size, x[0].Shape)) [| g |]
        | Pooling.SumGradient(window, size, _), _ -> pool (Pooling.Sum(window, size)) [| g |]

    let indexing op (x: Tensor[]) (g: Tensor) =
        match op with
        | Indexing.Gather axis -> Tensor.scatterAdd axis x[0].Shape[axis] x[1] g
        | Indexing.ScatterAdd(axis, _) -> Tensor.gather axis x[1] g
        | Indexing.GatherAlong axis -> Tensor.scatterAddAlong axis x[0].Shape[axis] x[1] g
        | Indexing.ScatterAddAlong(axis, _) -> Tensor.gatherAlong axis x[1] g
