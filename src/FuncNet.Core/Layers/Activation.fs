namespace FuncNet

open System.Globalization

/// Activation functions of tensors. The derivative at a kink is given where there is one.
[<RequireQualifiedAccess>]
module Activation =

    /// σ(x) = 1 / (1 + e⁻ˣ). No overflow.
    let sigmoid x = Tensor.sigmoid x

    /// The general logistic function 1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.
    let logistic (midpoint: float) (steepness: float) (x: Tensor) = Tensor.sigmoid (steepness * (x - midpoint))

    /// tanh x.
    let tanh (x: Tensor) = Tensor.Tanh x

    /// max(−1, min(1, x)); at ±1 the derivative is ½.
    let hardTanh x = Tensor.clamp -1.0 1.0 x

    /// max(0, x); the derivative at 0 is 0.
    let relu x = Tensor.relu x

    /// x for x > 0, slope·x otherwise; the derivative at 0 is slope. The notes use 0.01 (003) and 0.1 (002).
    let leakyRelu (slope: float) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)

    /// |x|, the absolute-value rectifier; the derivative at 0 is 0.
    let absolute (x: Tensor) = abs x

    /// x for x > 0, slope·x otherwise, with a learned slope for each channel; the derivative at 0 is the slope.
    let prelu (slope: Tensor) (x: Tensor) = Tensor.where (Tensor.greater x (Tensor.number x.DType 0.0)) x (slope * x)

    /// ln(1 + eˣ). No overflow.
    let softplus x = Tensor.softplus x

    /// cos x.
    let cos (x: Tensor) = Tensor.Cos x

    /// e^(x/T) / Σ e^(x/T) over the last axis. T → ∞ gives the uniform distribution, T → 0 the largest alone.
    let softmax (temperature: float) (x: Tensor) =
        if not (temperature > 0.0) then
            Errors.configuration "softmax: the temperature must be positive; it is %g." temperature

        Tensor.softmax -1 (if temperature = 1.0 then x else x / temperature)

/// Layers that apply an activation function to every element.
[<AutoOpen>]
module ActivationLayers =

    let private number (value: float) = value.ToString CultureInfo.InvariantCulture

    let private elementwise kind hyperparameters f = Atoms.plain kind hyperparameters id (fun _ x -> f x)

    [<RequireQualifiedAccess>]
    module Layer =

        /// A function of tensors that keeps the shape, as a layer.
        let activation (name: string) (f: Tensor -> Tensor) = elementwise name [] f

        /// σ(x) = 1 / (1 + e⁻ˣ).
        let sigmoid = elementwise "Sigmoid" [] Activation.sigmoid

        /// 1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.
        let logistic midpoint steepness =
            elementwise
                "Logistic"
                [ "midpoint", number midpoint; "steepness", number steepness ]
                (Activation.logistic midpoint steepness)

        /// tanh x.
        let tanh = elementwise "Tanh" [] Activation.tanh

        /// max(−1, min(1, x)).
        let hardTanh = elementwise "HardTanh" [] Activation.hardTanh

        /// max(0, x).
        let relu = elementwise "Relu" [] Activation.relu

        /// x for x > 0, slope·x otherwise.
        let leakyRelu slope = elementwise "LeakyRelu" [ "slope", number slope ] (Activation.leakyRelu slope)

        /// |x|.
        let absolute = elementwise "Absolute" [] Activation.absolute

        /// ln(1 + eˣ).
        let softplus = elementwise "Softplus" [] Activation.softplus

        /// cos x.
        let cos = elementwise "Cos" [] Activation.cos

        /// eˣ / Σ eˣ over the last axis.
        let softmax = elementwise "Softmax" [] (Activation.softmax 1.0)

        /// e^(x/T) / Σ e^(x/T) over the last axis.
        let softmaxAt temperature =
            elementwise "Softmax" [ "temperature", number temperature ] (Activation.softmax temperature)

        /// x for x > 0, slope·x otherwise, with a slope learned for each channel of the last axis (He et al. 2015: from 0.25).
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
