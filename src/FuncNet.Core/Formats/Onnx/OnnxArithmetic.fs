namespace FuncNet

/// Operators of ONNX that work element by element, in operations of tensors.
module internal OnnxArithmetic =

    type private Operation = OnnxCall -> Tensor list

    let private one (f: OnnxCall -> Tensor) : Operation = fun call -> [ f call ]
    let private map (f: Tensor -> Tensor) : Operation = one (fun call -> f (OnnxCall.input call 0))

    /// Throws if broadcasting constants makes too much of them.
    let private checkedPair call (a: Tensor) (b: Tensor) =
        match Shape.tryBroadcast a.Shape b.Shape with
        | ValueSome shape -> OnnxCall.require call (Seq.map int64 shape)
        | ValueNone -> OnnxCall.fail call $"the shapes {a.Shape} and {b.Shape} do not broadcast."

    let private pair (f: Tensor -> Tensor -> Tensor) : Operation =
        one (fun call ->
            let a, b = OnnxCall.input call 0, OnnxCall.input call 1
            checkedPair call a b
            f a b)

    let private several (f: Tensor -> Tensor -> Tensor) : Operation =
        one (fun call ->
            match OnnxCall.inputs call with
            | [] -> OnnxCall.fail call "it has no inputs."
            | first :: rest ->
                List.fold
                    (fun a b ->
                        checkedPair call a b
                        f a b)
                    first
                    rest)

    let private zero (x: Tensor) = Tensor.number x.DType 0.0

    let private power (a: Tensor) (b: Tensor) =
        let b = if a.DType = b.DType then b else Tensor.cast a.DType b

        if b.Form.IsConcrete && b.Size = 1 && b.Rank <= a.Rank && b.ToScalar() = 2.0 then
            Tensor.square a
        else
            a ** b

    /// The remainder with the sign of the divisor, as Python has it.
    let private modulo (a: Tensor) (b: Tensor) =
        let r = a % b
        let differs = Tensor.logicalXor (Tensor.less r (zero r)) (Tensor.less b (zero b))
        Tensor.where (Tensor.logicalAnd (Tensor.notEqual r (zero r)) differs) (r + b) r

    let private clip call =
        let x = OnnxCall.input call 0

        let bound i name =
            match OnnxCall.tryReal call name with
            | Some value -> Some(Tensor.number x.DType value)
            | None -> OnnxCall.optional call i

        let x = bound 1 "min" |> Option.fold Tensor.maximum x
        bound 2 "max" |> Option.fold Tensor.minimum x

    let private prelu call =
        let x, slope = OnnxCall.input call 0, OnnxCall.input call 1
        checkedPair call x slope
        Tensor.where (Tensor.less x (zero x)) (slope * x) x

    let private elu call alpha gamma =
        let alpha, gamma = OnnxCall.real call "alpha" alpha, OnnxCall.real call "gamma" gamma
        let y = Activation.elu alpha (OnnxCall.input call 0)
        if gamma = 1.0 then y else gamma * y

    let private hardSigmoid alpha beta (x: Tensor) = Tensor.clamp 0.0 1.0 (alpha * x + beta)

    let private celu call =
        let alpha = OnnxCall.real call "alpha" 1.0
        let x = OnnxCall.input call 0
        Activation.elu alpha (x / alpha) |> fun y -> Tensor.where (Tensor.greater x (zero x)) x y

    let private thresholded call =
        let x, alpha = OnnxCall.input call 0, OnnxCall.real call "alpha" 1.0
        Tensor.where (Tensor.greater x (Tensor.number x.DType alpha)) x (zero x)

    let private shrink call =
        let x, bias, lambda =
            OnnxCall.input call 0, OnnxCall.real call "bias" 0.0, OnnxCall.real call "lambd" 0.5

        let limit = Tensor.number x.DType lambda
        let low = Tensor.where (Tensor.less x -limit) (x + bias) (zero x)
        Tensor.where (Tensor.greater x limit) (x - bias) low

    let private where call =
        let condition, a, b = OnnxCall.input call 0, OnnxCall.input call 1, OnnxCall.input call 2
        checkedPair call a b
        checkedPair call condition (if a.Size > b.Size then a else b)
        Tensor.where condition a b

    let private cast call =
        let target =
            match OnnxCall.int call "to" 0 with
            | 1
            | 10
            | 11
            | 16 -> call.Float
            | 9 -> DType.Bool
            | 2
            | 3
            | 4
            | 5
            | 6
            | 7
            | 12
            | 13 -> DType.Int32
            | other -> OnnxCall.fail call $"it casts to the type {other}; numbers and truth values are readable."

        let x = OnnxCall.input call 0
        if x.DType = target then x else Tensor.cast target x

    let private same call =
        if call.Node.Outputs.Length > 1 && call.Node.Outputs[1] <> "" then
            [ OnnxCall.input call 0; Tensor.full DType.Bool (OnnxCall.input call 0).Shape 1.0 ]
        else
            [ OnnxCall.input call 0 ]

    let operators: (string * Operation) list = [
        "Abs", map abs
        "Neg", map (~-)
        "Sign", map Tensor.sign
        "Sqrt", map sqrt
        "Reciprocal", map Tensor.reciprocal
        "Exp", map exp
        "Log", map log
        "Sin", map sin
        "Cos", map cos
        "Tan", map tan
        "Asin", map asin
        "Acos", map acos
        "Atan", map atan
        "Sinh", map sinh
        "Cosh", map cosh
        "Tanh", map tanh
        "Erf", map Tensor.erf
        "Floor", map floor
        "Ceil", map ceil
        "Round", map round
        "Not", map Tensor.logicalNot
        "Sigmoid", map Tensor.sigmoid
        "Softplus", map Tensor.softplus
        "Softsign", map Activation.softsign
        "Relu", map Tensor.relu
        "LeakyRelu", one (fun call -> Activation.leakyRelu (OnnxCall.real call "alpha" 0.01) (OnnxCall.input call 0))
        "PRelu", one prelu
        "Elu", one (fun call -> elu call 1.0 1.0)
        "Selu", one (fun call -> elu call 1.67326319217681884765625 1.05070102214813232421875)
        "Celu", one celu
        "ThresholdedRelu", one thresholded
        "Shrink", one shrink
        "HardSigmoid",
        one (fun call ->
            hardSigmoid (OnnxCall.real call "alpha" 0.2) (OnnxCall.real call "beta" 0.5) (OnnxCall.input call 0))
        "HardSwish", map (fun x -> x * hardSigmoid (1.0 / 6.0) 0.5 x)
        "Mish", map Activation.mish
        "Clip", one clip
        "Identity", map id
        "Dropout", same
        "Cast", one cast
        "Add", pair (+)
        "Sub", pair (-)
        "Mul", pair (*)
        "Div", pair (/)
        "Pow", pair power
        "Mod", one (fun call -> (pair (if OnnxCall.flag call "fmod" false then (%) else modulo) call).Head)
        "Max", several Tensor.maximum
        "Min", several Tensor.minimum
        "Sum", several (+)
        "Mean", one (fun call -> (several (+) call).Head / float call.Inputs.Length)
        "Equal", pair Tensor.equal
        "Less", pair Tensor.less
        "LessOrEqual", pair Tensor.lessOrEqual
        "Greater", pair Tensor.greater
        "GreaterOrEqual", pair Tensor.greaterOrEqual
        "And", pair Tensor.logicalAnd
        "Or", pair Tensor.logicalOr
        "Xor", pair Tensor.logicalXor
        "Where", one where
    ]
