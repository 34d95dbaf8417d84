namespace FuncNet

/// Element-wise operations as operators of ONNX.
module internal OnnxElementwise =

    let private number (builder: OnnxBuilder) dtype (value: float) =
        builder.Root.Once(
            $"number {dtype} {value:R}",
            fun () -> OnnxLayout.constant $"{value}" (Tensor.number dtype value) [||]
        )
        |> OnnxLayout.name builder

    let private operators: Map<string, string> =
        Map.ofList [
            "Negate", "Neg"
            "Ceiling", "Ceil"
            "Subtract", "Sub"
            "Multiply", "Mul"
            "Divide", "Div"
            "Power", "Pow"
            "Maximum", "Max"
            "Minimum", "Min"
        ]

    let private operatorOf name = operators |> Map.tryFind name |> Option.defaultValue name

    /// The name of the result of a function of one number.
    let private unary (builder: OnnxBuilder) f (dtype: DType) (x: string) : string =
        let node operator inputs = builder.Node1(operator, inputs, [])
        let one = lazy number builder dtype 1.0

        match f with
        | Unary.Square -> node "Mul" [ x; x ]
        | Unary.Expm1 -> node "Sub" [ node "Exp" [ x ]; one.Value ]
        | Unary.Log1p -> node "Log" [ node "Add" [ x; one.Value ] ]
        | Unary.Floor
        | Unary.Ceiling
        | Unary.Round -> node (if dtype = DType.Int32 then "Identity" else operatorOf (string f)) [ x ]
        | Unary.Negate
        | Unary.Abs
        | Unary.Sign
        | Unary.Sqrt
        | Unary.Reciprocal
        | Unary.Exp
        | Unary.Log
        | Unary.Sin
        | Unary.Cos
        | Unary.Tan
        | Unary.Asin
        | Unary.Acos
        | Unary.Atan
        | Unary.Sinh
        | Unary.Cosh
        | Unary.Tanh
        | Unary.Sigmoid
        | Unary.Softplus
        | Unary.Relu
        | Unary.Erf -> node (operatorOf (string f)) [ x ]

    /// The angle of (x, y), from the angle of y/x in the half plane on the right.
    let private atan2 (builder: OnnxBuilder) dtype (y: string) (x: string) =
        let node operator inputs = builder.Node1(operator, inputs, [])
        let zero, π = number builder dtype 0.0, number builder dtype System.Math.PI
        let right = node "Atan" [ node "Div" [ y; x ] ]

        let left = node "Where" [ node "Less" [ y; zero ]; node "Sub" [ right; π ]; node "Add" [ right; π ] ]

        let angle = node "Where" [ node "Less" [ x; zero ]; left; right ]
        let atOrigin = node "And" [ node "Equal" [ x; zero ]; node "Equal" [ y; zero ] ]
        node "Where" [ atOrigin; zero; angle ]

    let private binary (builder: OnnxBuilder) f dtype (a: string) (b: string) =
        match f with
        | Binary.Atan2 -> atan2 builder dtype a b
        | Binary.Remainder -> builder.Node1("Mod", [ a; b ], [ "fmod", OnnxAttribute.Int 1L ])
        | Binary.Add
        | Binary.Subtract
        | Binary.Multiply
        | Binary.Divide
        | Binary.Power
        | Binary.Maximum
        | Binary.Minimum -> builder.Node1(operatorOf (string f), [ a; b ], [])

    let private comparison (builder: OnnxBuilder) c (a: string) (b: string) =
        match c with
        | Comparison.NotEqual -> builder.Node1("Not", [ builder.Node1("Equal", [ a; b ], []) ], [])
        | Comparison.Equal
        | Comparison.Less
        | Comparison.LessOrEqual
        | Comparison.Greater
        | Comparison.GreaterOrEqual -> builder.Node1(string c, [ a; b ], [])

    let private cast (builder: OnnxBuilder) dtype (x: string) =
        builder.Node1("Cast", [ x ], [ "to", OnnxAttribute.Int(int64 (OnnxType.ofDType dtype)) ])

    /// The result of an element-wise operation, of these sizes.
    let emit (builder: OnnxBuilder) op (operands: GraphValue list) dtype (sizes: Dim[]) : GraphValue =
        let struct (names, order, stored) = OnnxLayout.aligned builder operands
        let given = operands.Head.DType

        let name =
            match op, names with
            | Elementwise.Unary f, [ x ] -> unary builder f given x
            | Elementwise.Binary f, [ a; b ] -> binary builder f given a b
            | Elementwise.Compare c, [ a; b ] -> comparison builder c a b
            | Elementwise.Logic l, [ a; b ] -> builder.Node1(string l, [ a; b ], [])
            | Elementwise.Not, [ x ] -> builder.Node1("Not", [ x ], [])
            | Elementwise.Select, [ condition; a; b ] -> builder.Node1("Where", [ condition; a; b ], [])
            | Elementwise.Cast dtype, [ x ] -> cast builder dtype x
            | _ -> invalidOp $"{Elementwise.name op} does not take {names.Length} operands."

        { OnnxLayout.value name dtype sizes with Stored = stored; Order = order }

    let scalar = number
    let castTo = cast
