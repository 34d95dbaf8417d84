namespace FuncNet

[<AutoOpen>]
module TensorArithmetic =

    let private unary f =
        let op = Primitive.Elementwise(Elementwise.Unary f)
        fun (x: Tensor) -> Tensor.Apply(op, x)

    let private binary f =
        let op = Primitive.Elementwise(Elementwise.Binary f)
        fun (a: Tensor) (b: Tensor) -> Tensor.Apply(op, a, b)

    let private comparison c =
        let op = Primitive.Elementwise(Elementwise.Compare c)
        fun (a: Tensor) (b: Tensor) -> Tensor.Apply(op, a, b)

    let private logic l =
        let op = Primitive.Elementwise(Elementwise.Logic l)
        fun (a: Tensor) (b: Tensor) -> Tensor.Apply(op, a, b)

    [<RequireQualifiedAccess>]
    module Tensor =

        let map f (x: Tensor) = unary f x
        let sign x = unary Unary.Sign x
        let square x = unary Unary.Square x
        let reciprocal x = unary Unary.Reciprocal x
        let expm1 x = unary Unary.Expm1 x
        let log1p x = unary Unary.Log1p x
        let sigmoid x = unary Unary.Sigmoid x
        let softplus x = unary Unary.Softplus x
        let relu x = unary Unary.Relu x
        let erf x = unary Unary.Erf x
        let maximum a b = binary Binary.Maximum a b
        let minimum a b = binary Binary.Minimum a b

        let clamp (low: float) (high: float) (x: Tensor) =
            minimum (maximum x (Tensor.number x.DType low)) (Tensor.number x.DType high)

        let equal a b = comparison Comparison.Equal a b
        let notEqual a b = comparison Comparison.NotEqual a b
        let less a b = comparison Comparison.Less a b
        let lessOrEqual a b = comparison Comparison.LessOrEqual a b
        let greater a b = comparison Comparison.Greater a b
        let greaterOrEqual a b = comparison Comparison.GreaterOrEqual a b
        let logicalAnd a b = logic Logic.And a b
        let logicalOr a b = logic Logic.Or a b
        let logicalXor a b = logic Logic.Xor a b
        let logicalNot (x: Tensor) = Tensor.Apply(Primitive.Elementwise Elementwise.Not, x)

        let where (condition: Tensor) (a: Tensor) (b: Tensor) =
            Tensor.Apply(Primitive.Elementwise Elementwise.Select, condition, a, b)

        let cast dtype (x: Tensor) =
            if x.DType = dtype then
                x
            else
                Tensor.Apply(Primitive.Elementwise(Elementwise.Cast dtype), x)

        let stopGradient (x: Tensor) = Tensor.Apply(Primitive.Control Control.StopGradient, x)
