namespace FuncNet

/// Operations on corresponding elements, beyond the operators and the functions that F# has names for. Shapes that do not
/// broadcast throw ShapeException; operands of two types, or of a type without the operation, throw DTypeException.
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

        /// Applies a function of one number to every element.
        let map f (x: Tensor) = unary f x

        /// −1, 0 or 1; the derivative is 0.
        let sign x = unary Unary.Sign x

        /// x².
        let square x = unary Unary.Square x

        /// 1/x.
        let reciprocal x = unary Unary.Reciprocal x

        /// eˣ − 1, exact for small x.
        let expm1 x = unary Unary.Expm1 x

        /// ln(1 + x), exact for small x.
        let log1p x = unary Unary.Log1p x

        /// 1 / (1 + e⁻ˣ), finite for every x.
        let sigmoid x = unary Unary.Sigmoid x

        /// ln(1 + eˣ), finite for every finite x.
        let softplus x = unary Unary.Softplus x

        /// max(0, x); the derivative at 0 is 0.
        let relu x = unary Unary.Relu x

        /// 2/√π · ∫₀ˣ e^(−t²) dt.
        let erf x = unary Unary.Erf x

        /// The larger of two; where they are equal, half of the derivative goes to each.
        let maximum a b = binary Binary.Maximum a b

        /// The smaller of two; where they are equal, half of the derivative goes to each.
        let minimum a b = binary Binary.Minimum a b

        /// x, brought between two bounds; at and outside of them the derivative is that of maximum and minimum.
        let clamp (low: float) (high: float) (x: Tensor) =
            minimum (maximum x (Tensor.number x.DType low)) (Tensor.number x.DType high)

        /// a = b element by element.
        let equal a b = comparison Comparison.Equal a b

        /// a ≠ b element by element.
        let notEqual a b = comparison Comparison.NotEqual a b

        /// a < b element by element.
        let less a b = comparison Comparison.Less a b

        /// a ≤ b element by element.
        let lessOrEqual a b = comparison Comparison.LessOrEqual a b

        /// a > b element by element.
        let greater a b = comparison Comparison.Greater a b

        /// a ≥ b element by element.
        let greaterOrEqual a b = comparison Comparison.GreaterOrEqual a b

        /// a ∧ b element by element.
        let logicalAnd a b = logic Logic.And a b

        /// a ∨ b element by element.
        let logicalOr a b = logic Logic.Or a b

        /// a ≠ b element by element, of truth values.
        let logicalXor a b = logic Logic.Xor a b

        /// ¬x element by element.
        let logicalNot (x: Tensor) = Tensor.Apply(Primitive.Elementwise Elementwise.Not, x)

        /// a where the condition is true, b elsewhere, under broadcasting.
        let where (condition: Tensor) (a: Tensor) (b: Tensor) =
            Tensor.Apply(Primitive.Elementwise Elementwise.Select, condition, a, b)

        /// The same numbers in another type: to int32 truncates, to bool is x ≠ 0.
        let cast dtype (x: Tensor) =
            if x.DType = dtype then
                x
            else
                Tensor.Apply(Primitive.Elementwise(Elementwise.Cast dtype), x)

        /// x, through which no gradient flows.
        let stopGradient (x: Tensor) = Tensor.Apply(Primitive.Control Control.StopGradient, x)
