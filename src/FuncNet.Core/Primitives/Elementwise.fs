namespace FuncNet

open FuncNet.Kernels

/// Comparisons of two numbers; the result is bool.
[<RequireQualifiedAccess>]
type Comparison =
    | Equal
    | NotEqual
    | Less
    | LessOrEqual
    | Greater
    | GreaterOrEqual

    /// The name of the case, without the reflection of the language.
    override f.ToString() =
        match f with
        | Equal -> "Equal"
        | NotEqual -> "NotEqual"
        | Less -> "Less"
        | LessOrEqual -> "LessOrEqual"
        | Greater -> "Greater"
        | GreaterOrEqual -> "GreaterOrEqual"

/// Connectives of two truth values.
[<RequireQualifiedAccess>]
type Logic =
    | And
    | Or
    | Xor

    /// The name of the case, without the reflection of the language.
    override f.ToString() =
        match f with
        | And -> "And"
        | Or -> "Or"
        | Xor -> "Xor"

/// Operations on corresponding elements.
[<RequireQualifiedAccess>]
type Elementwise =
    /// y = f(x).
    | Unary of Unary
    /// y = f(a, b).
    | Binary of Binary
    /// y = (a ~ b), a bool.
    | Compare of Comparison
    /// y = a ∧ b, and the like.
    | Logic of Logic
    /// y = ¬x.
    | Not
    /// y = if condition then a else b; three operands.
    | Select
    /// The same numbers in another type: to int32 truncates, to bool is x ≠ 0.
    | Cast of DType

/// What the reference page and the property tests know of a function of one number.
type internal UnaryInfo = {
    Formula: string
    /// Where it is defined and smooth, apart from the kinks.
    Low: float
    High: float
    /// Where the derivative jumps.
    Kinks: float list
}

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Elementwise =

    let unaries = [
        Unary.Negate
        Unary.Abs
        Unary.Sign
        Unary.Square
        Unary.Sqrt
        Unary.Reciprocal
        Unary.Exp
        Unary.Expm1
        Unary.Log
        Unary.Log1p
        Unary.Sin
        Unary.Cos
        Unary.Tan
        Unary.Asin
        Unary.Acos
        Unary.Atan
        Unary.Sinh
        Unary.Cosh
        Unary.Tanh
        Unary.Sigmoid
        Unary.Softplus
        Unary.Relu
        Unary.Erf
        Unary.Floor
        Unary.Ceiling
        Unary.Round
    ]

    let unaryInfo unary =
        let on low high formula = { Formula = formula; Low = low; High = high; Kinks = [] }

        match unary with
        | Unary.Negate -> on -10 10 "−x"
        | Unary.Abs -> { on -10 10 "|x|" with Kinks = [ 0 ] }
        | Unary.Sign -> { on -10 10 "−1, 0 or 1; derivative 0" with Kinks = [ 0 ] }
        | Unary.Square -> on -10 10 "x²"
        | Unary.Sqrt -> on 0.1 10 "√x"
        | Unary.Reciprocal -> on 0.1 10 "1/x"
        | Unary.Exp -> on -5 5 "eˣ"
        | Unary.Expm1 -> on -5 5 "eˣ − 1"
        | Unary.Log -> on 0.1 10 "ln x"
        | Unary.Log1p -> on -0.9 10 "ln(1 + x)"
        | Unary.Sin -> on -10 10 "sin x"
        | Unary.Cos -> on -10 10 "cos x"
        | Unary.Tan -> on -1.4 1.4 "tan x"
        | Unary.Asin -> on -0.95 0.95 "arcsin x"
        | Unary.Acos -> on -0.95 0.95 "arccos x"
        | Unary.Atan -> on -10 10 "arctan x"
        | Unary.Sinh -> on -5 5 "sinh x"
        | Unary.Cosh -> on -5 5 "cosh x"
        | Unary.Tanh -> on -5 5 "tanh x"
        | Unary.Sigmoid -> on -10 10 "1 / (1 + e⁻ˣ)"
        | Unary.Softplus -> on -10 10 "ln(1 + eˣ)"
        | Unary.Relu -> { on -10 10 "max(0, x)" with Kinks = [ 0 ] }
        | Unary.Erf -> on -3 3 "2/√π · ∫₀ˣ e^(−t²) dt"
        | Unary.Floor -> { on -10 10 "⌊x⌋; derivative 0" with Kinks = [ -10 .. 10 ] |> List.map float }
        | Unary.Ceiling -> { on -10 10 "⌈x⌉; derivative 0" with Kinks = [ -10 .. 10 ] |> List.map float }
        | Unary.Round -> {
            on -10 10 "x rounded to even; derivative 0" with
                Kinks = [ for n in -10 .. 9 -> float n + 0.5 ]
          }

    let name op =
        match op with
        | Elementwise.Unary f -> string f
        | Elementwise.Binary f -> string f
        | Elementwise.Compare f -> string f
        | Elementwise.Logic f -> string f
        | Elementwise.Not -> "Not"
        | Elementwise.Select -> "Select"
        | Elementwise.Cast dtype -> $"Cast {dtype}"

    // The name of an operation is put together for errors only: it costs more than a small operation itself.
    let private sameDType op (a: TensorSpec) (b: TensorSpec) =
        if a.DType <> b.DType then
            Errors.dtype "%s: the operands are %O and %O; bring them to one type with cast." (name op) a.DType b.DType

    let private common op (a: Shape) (b: Shape) =
        match Shape.tryBroadcast a b with
        | ValueSome shape -> shape
        | ValueNone -> Shape.broadcast (name op) a b

    let infer op (x: TensorSpec[]) =
        match op with
        | Elementwise.Unary f ->
            match f, x[0].DType with
            | _, (DType.Float32 | DType.Float64)
            | (Unary.Negate | Unary.Abs | Unary.Sign | Unary.Square | Unary.Relu | Unary.Floor | Unary.Ceiling | Unary.Round),
              DType.Int32 -> x[0]
            | _, dtype -> Errors.dtype "%s: is not defined for %O; cast to a float type first." (name op) dtype
        | Elementwise.Binary _ ->
            sameDType op x[0] x[1]

            if x[0].DType = DType.Bool then
                Errors.dtype "%s: is not defined for bool; use logical operations, or cast to a number type." (name op)

            { x[0] with Shape = common op x[0].Shape x[1].Shape }
        | Elementwise.Compare _ ->
            sameDType op x[0] x[1]
            { DType = DType.Bool; Shape = common op x[0].Shape x[1].Shape }
        | Elementwise.Logic _ ->
            for operand in x do
                if operand.DType <> DType.Bool then
                    Errors.dtype "%s: operands must be bool; one is %O." (name op) operand.DType

            { DType = DType.Bool; Shape = common op x[0].Shape x[1].Shape }
        | Elementwise.Not ->
            if x[0].DType <> DType.Bool then
                Errors.dtype "Not: the operand must be bool; it is %O." x[0].DType

            x[0]
        | Elementwise.Select ->
            if x[0].DType <> DType.Bool then
                Errors.dtype "Select: the condition must be bool; it is %O." x[0].DType

            sameDType op x[1] x[2]
            let branches = common op x[1].Shape x[2].Shape
            { x[1] with Shape = common op x[0].Shape branches }
        | Elementwise.Cast dtype -> { x[0] with DType = dtype }

    let private unaryKernel f =
        match f with
        | Unary.Negate -> UnaryFunction.Negate
        | Unary.Abs -> UnaryFunction.Abs
        | Unary.Sign -> UnaryFunction.Sign
        | Unary.Square -> UnaryFunction.Square
        | Unary.Sqrt -> UnaryFunction.Sqrt
        | Unary.Reciprocal -> UnaryFunction.Reciprocal
        | Unary.Exp -> UnaryFunction.Exp
        | Unary.Expm1 -> UnaryFunction.Expm1
        | Unary.Log -> UnaryFunction.Log
        | Unary.Log1p -> UnaryFunction.Log1p
        | Unary.Sin -> UnaryFunction.Sin
        | Unary.Cos -> UnaryFunction.Cos
        | Unary.Tan -> UnaryFunction.Tan
        | Unary.Asin -> UnaryFunction.Asin
        | Unary.Acos -> UnaryFunction.Acos
        | Unary.Atan -> UnaryFunction.Atan
        | Unary.Sinh -> UnaryFunction.Sinh
        | Unary.Cosh -> UnaryFunction.Cosh
        | Unary.Tanh -> UnaryFunction.Tanh
        | Unary.Sigmoid -> UnaryFunction.Sigmoid
        | Unary.Softplus -> UnaryFunction.Softplus
        | Unary.Relu -> UnaryFunction.Relu
        | Unary.Erf -> UnaryFunction.Erf
        | Unary.Floor -> UnaryFunction.Floor
        | Unary.Ceiling -> UnaryFunction.Ceiling
        | Unary.Round -> UnaryFunction.Round

    let private binaryKernel f =
        match f with
        | Binary.Add -> BinaryFunction.Add
        | Binary.Subtract -> BinaryFunction.Subtract
        | Binary.Multiply -> BinaryFunction.Multiply
        | Binary.Divide -> BinaryFunction.Divide
        | Binary.Power -> BinaryFunction.Power
        | Binary.Maximum -> BinaryFunction.Maximum
        | Binary.Minimum -> BinaryFunction.Minimum
        | Binary.Atan2 -> BinaryFunction.Atan2
        | Binary.Remainder -> BinaryFunction.Remainder

    let private comparisonKernel comparison =
        match comparison with
        | Comparison.Equal -> Kernels.Comparison.Equal
        | Comparison.NotEqual -> Kernels.Comparison.NotEqual
        | Comparison.Less -> Kernels.Comparison.Less
        | Comparison.LessOrEqual -> Kernels.Comparison.LessOrEqual
        | Comparison.Greater -> Kernels.Comparison.Greater
        | Comparison.GreaterOrEqual -> Kernels.Comparison.GreaterOrEqual

    let private logicKernel logic =
        match logic with
        | Logic.And -> Logical.And
        | Logic.Or -> Logical.Or
        | Logic.Xor -> Logical.Xor

    let private unary<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        f
        (x: NDArray)
        (y: NDArray)
        ()
        =
        Kernels.Elementwise.Unary(f, x.AsSpan<'T>(), y.Target())

    let private binary<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        f
        (a: NDArray)
        (b: NDArray)
        (y: NDArray)
        =
        let along = Broadcast(y.Shape.Sizes, a.Shape.Sizes, b.Shape.Sizes)
        fun () -> Kernels.Elementwise.Binary(f, &along, a.AsSpan<'T>(), b.AsSpan(), y.Target())

    let private compare<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        c
        (a: NDArray)
        (b: NDArray)
        (y: NDArray)
        =
        let along = Broadcast(y.Shape.Sizes, a.Shape.Sizes, b.Shape.Sizes)
        fun () -> Kernels.Elementwise.Compare(c, &along, a.AsSpan<'T>(), b.AsSpan(), y.Target())

    let private logic l (a: NDArray) (b: NDArray) (y: NDArray) =
        let along = Broadcast(y.Shape.Sizes, a.Shape.Sizes, b.Shape.Sizes)
        fun () -> Kernels.Elementwise.Logic(l, &along, a.AsSpan(), b.AsSpan(), y.Target())

    let private select<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        (c: NDArray)
        (a: NDArray)
        (b: NDArray)
        (y: NDArray)
        =
        let along = Broadcast(y.Shape.Sizes, a.Shape.Sizes, b.Shape.Sizes, c.Shape.Sizes)
        fun () -> Kernels.Elementwise.Select(&along, c.AsSpan(), a.AsSpan<'T>(), b.AsSpan(), y.Target())

    let private castFrom<'T when 'T: unmanaged and 'T: (new: unit -> 'T) and 'T: struct and 'T :> System.ValueType>
        (x: NDArray)
        (y: NDArray)
        : unit -> unit =
        match y.DType with
        | DType.Float32 -> fun () -> Kernels.Elementwise.Cast(x.AsSpan<'T>(), y.Target<float32>())
        | DType.Float64 -> fun () -> Kernels.Elementwise.Cast(x.AsSpan<'T>(), y.Target<float>())
        | DType.Int32 -> fun () -> Kernels.Elementwise.Cast(x.AsSpan<'T>(), y.Target<int>())
        | DType.Bool -> fun () -> Kernels.Elementwise.Cast(x.AsSpan<'T>(), y.Target<bool>())

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray[]) (y: NDArray) : unit -> unit =
        match op with
        | Elementwise.Unary f ->
            match y.DType with
            | DType.Float32 -> unary<float32> (unaryKernel f) x[0] y
            | DType.Float64 -> unary<float> (unaryKernel f) x[0] y
            | DType.Int32
            | DType.Bool -> unary<int> (unaryKernel f) x[0] y
        | Elementwise.Binary f ->
            match y.DType with
            | DType.Float32 -> binary<float32> (binaryKernel f) x[0] x[1] y
            | DType.Float64 -> binary<float> (binaryKernel f) x[0] x[1] y
            | DType.Int32
            | DType.Bool -> binary<int> (binaryKernel f) x[0] x[1] y
        | Elementwise.Compare c ->
            match x[0].DType with
            | DType.Float32 -> compare<float32> (comparisonKernel c) x[0] x[1] y
            | DType.Float64 -> compare<float> (comparisonKernel c) x[0] x[1] y
            | DType.Int32 -> compare<int> (comparisonKernel c) x[0] x[1] y
            | DType.Bool -> compare<bool> (comparisonKernel c) x[0] x[1] y
        | Elementwise.Logic l -> logic (logicKernel l) x[0] x[1] y
        | Elementwise.Not ->
            let x = x[0]
            fun () -> Kernels.Elementwise.Not(x.AsSpan(), y.Target())
        | Elementwise.Select ->
            match y.DType with
            | DType.Float32 -> select<float32> x[0] x[1] x[2] y
            | DType.Float64 -> select<float> x[0] x[1] x[2] y
            | DType.Int32 -> select<int> x[0] x[1] x[2] y
            | DType.Bool -> select<bool> x[0] x[1] x[2] y
        | Elementwise.Cast _ ->
            match x[0].DType with
            | DType.Float32 -> castFrom<float32> x[0] y
            | DType.Float64 -> castFrom<float> x[0] y
            | DType.Int32 -> castFrom<int> x[0] y
            | DType.Bool -> castFrom<bool> x[0] y

    let elementType dtype =
        match dtype with
        | DType.Float32 -> ElementType.Float
        | DType.Float64 -> ElementType.Double
        | DType.Int32 -> ElementType.Int
        | DType.Bool -> ElementType.Bool

    /// The operation as a part of a pass over tiles, from values of the pass.
    let tile (builder: TileBuilder) op (x: int[]) : int =
        match op with
        | Elementwise.Unary f -> builder.Unary(unaryKernel f, x[0])
        | Elementwise.Binary f -> builder.Binary(binaryKernel f, x[0], x[1])
        | Elementwise.Compare c -> builder.Compare(comparisonKernel c, x[0], x[1])
        | Elementwise.Logic l -> builder.Logic(logicKernel l, x[0], x[1])
        | Elementwise.Not -> builder.Not x[0]
        | Elementwise.Select -> builder.Select(x[0], x[1], x[2])
        | Elementwise.Cast dtype -> builder.Cast(elementType dtype, x[0])
