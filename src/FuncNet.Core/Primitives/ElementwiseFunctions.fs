namespace FuncNet

/// Functions of one number, applied to every element.
[<RequireQualifiedAccess>]
type Unary =
    | Negate
    | Abs
    | Sign
    | Square
    | Sqrt
    | Reciprocal
    | Exp
    | Expm1
    | Log
    | Log1p
    | Sin
    | Cos
    | Tan
    | Asin
    | Acos
    | Atan
    | Sinh
    | Cosh
    | Tanh
    | Sigmoid
    | Softplus
    | Relu
    | Erf
    | Floor
    | Ceiling
    | Round

    /// The name of the case, without the reflection of the language.
    override f.ToString() =
        match f with
        | Negate -> "Negate"
        | Abs -> "Abs"
        | Sign -> "Sign"
        | Square -> "Square"
        | Sqrt -> "Sqrt"
        | Reciprocal -> "Reciprocal"
        | Exp -> "Exp"
        | Expm1 -> "Expm1"
        | Log -> "Log"
        | Log1p -> "Log1p"
        | Sin -> "Sin"
        | Cos -> "Cos"
        | Tan -> "Tan"
        | Asin -> "Asin"
        | Acos -> "Acos"
        | Atan -> "Atan"
        | Sinh -> "Sinh"
        | Cosh -> "Cosh"
        | Tanh -> "Tanh"
        | Sigmoid -> "Sigmoid"
        | Softplus -> "Softplus"
        | Relu -> "Relu"
        | Erf -> "Erf"
        | Floor -> "Floor"
        | Ceiling -> "Ceiling"
        | Round -> "Round"

/// Functions of two numbers, applied to corresponding elements under broadcasting.
[<RequireQualifiedAccess>]
type Binary =
    | Add
    | Subtract
    | Multiply
    | Divide
    | Power
    | Maximum
    | Minimum
    | Atan2
    | Remainder

    /// The name of the case, without the reflection of the language.
    override f.ToString() =
        match f with
        | Add -> "Add"
        | Subtract -> "Subtract"
        | Multiply -> "Multiply"
        | Divide -> "Divide"
        | Power -> "Power"
        | Maximum -> "Maximum"
        | Minimum -> "Minimum"
        | Atan2 -> "Atan2"
        | Remainder -> "Remainder"
