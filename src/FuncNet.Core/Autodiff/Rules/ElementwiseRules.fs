namespace FuncNet

open System

/// Derivatives of the element-wise operations. g is the gradient of the loss with respect to the result y.
module internal ElementwiseRules =

    let private maskTo (x: Tensor) (condition: Tensor) = Tensor.cast x.DType condition

    let private unary f (x: Tensor) (y: Tensor) (g: Tensor) =
        match f with
        | Unary.Negate -> -g
        | Unary.Abs -> g * Tensor.sign x
        | Unary.Square -> g * (2.0 * x)
        | Unary.Sqrt -> g / (2.0 * y)
        | Unary.Reciprocal -> -g * Tensor.square y
        | Unary.Exp -> g * y
        | Unary.Expm1 -> g * (y + 1.0)
        | Unary.Log -> g / x
        | Unary.Log1p -> g / (x + 1.0)
        | Unary.Sin -> g * cos x
        | Unary.Cos -> -g * sin x
        | Unary.Tan -> g * (1.0 + Tensor.square y)
        | Unary.Asin -> g / sqrt (1.0 - Tensor.square x)
        | Unary.Acos -> -g / sqrt (1.0 - Tensor.square x)
        | Unary.Atan -> g / (1.0 + Tensor.square x)
        | Unary.Sinh -> g * cosh x
        | Unary.Cosh -> g * sinh x
        | Unary.Tanh -> g * (1.0 - Tensor.square y)
        | Unary.Sigmoid -> g * (y * (1.0 - y))
        | Unary.Softplus -> g * Tensor.sigmoid x
        | Unary.Relu -> Tensor.where (Tensor.greater y (Tensor.number y.DType 0.0)) g (Tensor.number g.DType 0.0)
        | Unary.Erf -> g * (2.0 / sqrt Math.PI * exp (-(Tensor.square x)))
        | Unary.Sign
        | Unary.Floor
        | Unary.Ceiling
        | Unary.Round -> Tensor.zerosLike x

    /// 1 where a wins, ½ where both do, 0 where b does.
    let private share (wins: Tensor -> Tensor -> Tensor) (a: Tensor) (b: Tensor) =
        maskTo a (wins a b) + 0.5 * maskTo a (Tensor.equal a b)

    let private binary f (a: Tensor) (b: Tensor) (y: Tensor) (g: Tensor) operand =
        let isZero (x: Tensor) = Tensor.equal x (Tensor.number x.DType 0.0)
        let one = Tensor.number a.DType 1.0

        match f, operand with
        | Binary.Add, _ -> g
        | Binary.Subtract, 0 -> g
        | Binary.Subtract, _ -> -g
        | Binary.Multiply, 0 -> g * b
        | Binary.Multiply, _ -> g * a
        | Binary.Divide, 0 -> g / b
        | Binary.Divide, _ -> -g * (a / Tensor.square b)
        // 0⁰ is 1 and its derivative is taken as 0; ln a counts for a > 0 alone. Both are kept finite before they are multiplied.
        | Binary.Power, 0 -> g * (b * a ** Tensor.where (Tensor.logicalAnd (isZero a) (isZero b)) one (b - 1.0))
        | Binary.Power, _ -> g * y * log (Tensor.where (Tensor.greater a (Tensor.number a.DType 0.0)) a one)
        | Binary.Maximum, 0 -> g * share Tensor.greater a b
        | Binary.Maximum, _ -> g * share Tensor.greater b a
        | Binary.Minimum, 0 -> g * share Tensor.less a b
        | Binary.Minimum, _ -> g * share Tensor.less b a
        | Binary.Atan2, 0 -> g * (b / (Tensor.square a + Tensor.square b))
        | Binary.Atan2, _ -> -g * (a / (Tensor.square a + Tensor.square b))
        | Binary.Remainder, 0 -> g
        | Binary.Remainder, _ -> g * Tensor.stopGradient ((y - a) / b)

    let pullback op (x: Tensor[]) (y: Tensor) (g: Tensor) operand =
        match op with
        | Elementwise.Unary f -> unary f x[0] y g
        | Elementwise.Binary f -> binary f x[0] x[1] y g operand |> Tensor.sumTo x[operand].Shape
        | Elementwise.Select ->
            let zero = Tensor.number g.DType 0.0
            let part = if operand = 1 then Tensor.where x[0] g zero else Tensor.where x[0] zero g
            Tensor.sumTo x[operand].Shape part
        | Elementwise.Cast _ -> Tensor.cast x[0].DType g
        | Elementwise.Compare _
        | Elementwise.Logic _
        | Elementwise.Not -> Tensor.zerosLike x[operand]
