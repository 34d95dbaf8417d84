namespace FuncNet

open System.Globalization

[<RequireQualifiedAccess>]
module Activation =

    let sigmoid x = Tensor.sigmoid x
    let logistic (midpoint: float) (steepness: float) (x: Tensor) = Tensor.sigmoid (steepness * (x - midpoint))
    let tanh (x: Tensor) = Tensor.Tanh x
    let hardTanh x = Tensor.clamp -1.0 1.0 x
    let relu x = Tensor.relu x
    let leakyRelu (slope: float) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)
    let absolute (x: Tensor) = abs x
    let prelu (slope: Tensor) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)
    let softplus x = Tensor.softplus x
    let cos (x: Tensor) = Tensor.Cos x

    let softmax (temperature: float) (x: Tensor) =
        if not (temperature > 0.0) then
            Errors.configuration "softmax: the temperature must be positive; it is %g." temperature

        Tensor.softmax -1 (if temperature = 1.0 then x else x / temperature)

[<AutoOpen>]
module ActivationLayers =

    let private number (value: float) = value.ToString CultureInfo.InvariantCulture

    let private elementwise kind hyperparameters f = Atoms.plain kind hyperparameters id (fun _ x -> f x)

    [<RequireQualifiedAccess>]
    module Layer =

        let activation (name: string) (f: Tensor -> Tensor) = elementwise name [] f
        let sigmoid = elementwise "Sigmoid" [] Activation.sigmoid

        let logistic midpoint steepness =
            elementwise
                "Logistic"
                [ "midpoint", number midpoint; "steepness", number steepness ]
                (Activation.logistic midpoint steepness)

        let tanh = elementwise "Tanh" [] Activation.tanh
        let hardTanh = elementwise "HardTanh" [] Activation.hardTanh
        let relu = elementwise "Relu" [] Activation.relu
        let leakyRelu slope = elementwise "LeakyRelu" [ "slope", number slope ] (Activation.leakyRelu slope)
        let absolute = elementwise "Absolute" [] Activation.absolute
        let softplus = elementwise "Softplus" [] Activation.softplus
        let cos = elementwise "Cos" [] Activation.cos
        let softmax = elementwise "Softmax" [] (Activation.softmax 1.0)

        let softmaxAt temperature =
            elementwise "Softmax" [ "temperature", number temperature ] (Activation.softmax temperature)

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
