namespace FuncNet

/// Operations on corresponding elements, beyond the operators and the functions that F# has names for. Shapes that do not
/// broadcast throw ShapeException; operands of two types, or of a type without the operation, throw DTypeException.
[<AutoOpen>]
module TensorArithmetic =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Applies a function of one number to every element.
        val map: f: Unary -> x: Tensor -> Tensor

        /// −1, 0 or 1; the derivative is 0.
        val sign: x: Tensor -> Tensor

        /// x².
        val square: x: Tensor -> Tensor

        /// 1/x.
        val reciprocal: x: Tensor -> Tensor

        /// eˣ − 1, exact for small x.
        val expm1: x: Tensor -> Tensor

        /// ln(1 + x), exact for small x.
        val log1p: x: Tensor -> Tensor

        /// 1 / (1 + e⁻ˣ), finite for every x.
        val sigmoid: x: Tensor -> Tensor

        /// ln(1 + eˣ), finite for every finite x.
        val softplus: x: Tensor -> Tensor

        /// max(0, x); the derivative at 0 is 0.
        val relu: x: Tensor -> Tensor

        /// 2/√π · ∫₀ˣ e^(−t²) dt.
        val erf: x: Tensor -> Tensor

        /// The larger of two; where they are equal, half of the derivative goes to each.
        val maximum: a: Tensor -> b: Tensor -> Tensor

        /// The smaller of two; where they are equal, half of the derivative goes to each.
        val minimum: a: Tensor -> b: Tensor -> Tensor

        /// x, brought between two bounds; at and outside of them the derivative is that of maximum and minimum.
        val clamp: low: float -> high: float -> x: Tensor -> Tensor

        /// a = b element by element.
        val equal: a: Tensor -> b: Tensor -> Tensor

        /// a ≠ b element by element.
        val notEqual: a: Tensor -> b: Tensor -> Tensor

        /// a < b element by element.
        val less: a: Tensor -> b: Tensor -> Tensor

        /// a ≤ b element by element.
        val lessOrEqual: a: Tensor -> b: Tensor -> Tensor

        /// a > b element by element.
        val greater: a: Tensor -> b: Tensor -> Tensor

        /// a ≥ b element by element.
        val greaterOrEqual: a: Tensor -> b: Tensor -> Tensor

        /// a ∧ b element by element.
        val logicalAnd: a: Tensor -> b: Tensor -> Tensor

        /// a ∨ b element by element.
        val logicalOr: a: Tensor -> b: Tensor -> Tensor

        /// a ≠ b element by element, of truth values.
        val logicalXor: a: Tensor -> b: Tensor -> Tensor

        /// ¬x element by element.
        val logicalNot: x: Tensor -> Tensor

        /// a where the condition is true, b elsewhere, under broadcasting.
        val where: condition: Tensor -> a: Tensor -> b: Tensor -> Tensor

        /// The same numbers in another type: to int32 truncates, to bool is x ≠ 0.
        val cast: dtype: DType -> x: Tensor -> Tensor

        /// x, through which no gradient flows.
        val stopGradient: x: Tensor -> Tensor
