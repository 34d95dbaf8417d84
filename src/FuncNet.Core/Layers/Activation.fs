namespace FuncNet

[<RequireQualifiedAccess>]
module Activation =

    let sigmoid x = Tensor.sigmoid x
    let logistic (midpoint: float) (steepness: float) (x: Tensor) = Tensor.sigmoid (steepness * (x - midpoint))
    let tanh (x: Tensor) = Tensor.Tanh x
    let hardTanh x = Tensor.clamp -1.0 1.0 x
    let relu x = Tensor.relu x
    let relu6 x = Tensor.clamp 0.0 6.0 x
    let leakyRelu (slope: float) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)
    let absolute (x: Tensor) = abs x
    let prelu (slope: Tensor) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)
    let softplus x = Tensor.softplus x
    let cos (x: Tensor) = Tensor.Cos x

    let elu (alpha: float) (x: Tensor) =
        let zero = Tensor.number x.DType 0.0
        let positive = Tensor.greater x zero
        // What is not taken must not overflow either, or its gradient would be 0·∞.
        Tensor.where positive x (alpha * Tensor.expm1 (Tensor.where positive zero x))

    let selu (x: Tensor) = 1.0507009873554804934193349852946 * elu 1.6732632423543772848170429916717 x
    let gelu (x: Tensor) = x * (0.5 + 0.5 * Tensor.erf (sqrt 0.5 * x))

    let geluTanh (x: Tensor) = 0.5 * x * (1.0 + tanh (sqrt (2.0 / System.Math.PI) * (x + 0.044715 * (x * x * x))))

    let silu (x: Tensor) = x * Tensor.sigmoid x
    let mish (x: Tensor) = x * tanh (Tensor.softplus x)
    let hardSigmoid (x: Tensor) = Tensor.clamp 0.0 1.0 (x / 6.0 + 0.5)
    let hardSwish (x: Tensor) = x * hardSigmoid x
    let softsign (x: Tensor) = x / (1.0 + abs x)

    let private half (x: Shape) =
        if x.Rank = 0 || x[x.Rank - 1] % 2 <> 0 then
            Errors.shape "Glu: the last axis must be even, to have two halves; the shape is %O." x

        x[x.Rank - 1] / 2

    let gluShape (x: Shape) = Shape [| yield! x.ToArray()[.. x.Rank - 2]; half x |]

    let glu (x: Tensor) =
        let n = half x.Shape
        Tensor.narrow -1 0 n x * Tensor.sigmoid (Tensor.narrow -1 n n x)

    let softmax (temperature: float) (x: Tensor) =
        if not (temperature > 0.0) then
            Errors.configuration "softmax: the temperature must be positive; it is %g." temperature

        Tensor.softmax -1 (if temperature = 1.0 then x else x / temperature)

[<AutoOpen>]
module ActivationLayers =

    let private elementwise kind hyperparameters f = Atoms.plain kind hyperparameters id (fun _ x -> f x)

    [<RequireQualifiedAccess>]
    module Layer =

        let activation (name: string) (f: Tensor -> Tensor) = elementwise name [] f
        let sigmoid = elementwise "Sigmoid" [] Activation.sigmoid

        let logistic midpoint steepness =
            elementwise
                "Logistic"
                [ "midpoint", Setting.Number midpoint; "steepness", Setting.Number steepness ]
                (Activation.logistic midpoint steepness)

        let tanh = elementwise "Tanh" [] Activation.tanh
        let hardTanh = elementwise "HardTanh" [] Activation.hardTanh
        let relu = elementwise "Relu" [] Activation.relu
        let relu6 = elementwise "Relu6" [] Activation.relu6
        let leakyRelu slope = elementwise "LeakyRelu" [ "slope", Setting.Number slope ] (Activation.leakyRelu slope)
        let absolute = elementwise "Absolute" [] Activation.absolute
        let softplus = elementwise "Softplus" [] Activation.softplus
        let cos = elementwise "Cos" [] Activation.cos
        let elu alpha = elementwise "Elu" [ "alpha", Setting.Number alpha ] (Activation.elu alpha)
        let selu = elementwise "Selu" [] Activation.selu
        let gelu = elementwise "Gelu" [ "approximation", Setting.Text "none" ] Activation.gelu
        let geluTanh = elementwise "Gelu" [ "approximation", Setting.Text "tanh" ] Activation.geluTanh
        let silu = elementwise "Silu" [] Activation.silu
        let mish = elementwise "Mish" [] Activation.mish
        let hardSigmoid = elementwise "HardSigmoid" [] Activation.hardSigmoid
        let hardSwish = elementwise "HardSwish" [] Activation.hardSwish
        let softsign = elementwise "Softsign" [] Activation.softsign
        let glu = Atoms.plain "Glu" [] Activation.gluShape (fun _ x -> Activation.glu x)

        let softmaxAt temperature =
            elementwise "Softmax" [ "temperature", Setting.Number temperature ] (Activation.softmax temperature)

        let softmax = softmaxAt 1.0

        let prelu =
            Atoms.learned
                "PRelu"
                []
                (fun x -> [ ParameterSpec.create "slope" (Shape x[x.Rank - 1]) (Initializer.constant 0.25) ])
                (fun x ->
                    if x.Rank = 0 then
                        Errors.shape "PRelu: a sample has at least one axis of channels."
                    else
                        x)
                (fun own x -> Activation.prelu own["slope"] x)
