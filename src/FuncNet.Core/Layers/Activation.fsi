namespace FuncNet

/// Activation functions of tensors. The derivative at a kink is given where there is one.
[<RequireQualifiedAccess>]
module Activation =

    /// σ(x) = 1 / (1 + e⁻ˣ). No overflow.
    val sigmoid: x: Tensor -> Tensor

    /// The general logistic function 1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.
    val logistic: midpoint: float -> steepness: float -> x: Tensor -> Tensor

    /// tanh x.
    val tanh: x: Tensor -> Tensor

    /// max(−1, min(1, x)); at ±1 the derivative is ½.
    val hardTanh: x: Tensor -> Tensor

    /// max(0, x); the derivative at 0 is 0.
    val relu: x: Tensor -> Tensor

    /// x for x > 0, slope·x otherwise; the derivative at 0 is slope. The notes use 0.01 (003) and 0.1 (002).
    val leakyRelu: slope: float -> x: Tensor -> Tensor

    /// |x|, the absolute-value rectifier; the derivative at 0 is 0.
    val absolute: x: Tensor -> Tensor

    /// x for x > 0, slope·x otherwise, with a learned slope for each channel; the derivative at 0 is the slope.
    val prelu: slope: Tensor -> x: Tensor -> Tensor

    /// ln(1 + eˣ). No overflow.
    val softplus: x: Tensor -> Tensor

    /// cos x.
    val cos: x: Tensor -> Tensor

    /// e^(x/T) / Σ e^(x/T) over the last axis. T → ∞ gives the uniform distribution, T → 0 the largest alone.
    val softmax: temperature: float -> x: Tensor -> Tensor

/// Layers that apply an activation function to every element.
[<AutoOpen>]
module ActivationLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// A function of tensors that keeps the shape, as a layer.
        val activation: name: string -> f: (Tensor -> Tensor) -> Layer

        /// σ(x) = 1 / (1 + e⁻ˣ).
        val sigmoid: Layer

        /// 1 / (1 + e^(−k·(x − x₀))) with midpoint x₀ and steepness k.
        val logistic: midpoint: float -> steepness: float -> Layer

        /// tanh x.
        val tanh: Layer

        /// max(−1, min(1, x)).
        val hardTanh: Layer

        /// max(0, x).
        val relu: Layer

        /// x for x > 0, slope·x otherwise.
        val leakyRelu: slope: float -> Layer

        /// |x|.
        val absolute: Layer

        /// ln(1 + eˣ).
        val softplus: Layer

        /// cos x.
        val cos: Layer

        /// eˣ / Σ eˣ over the last axis.
        val softmax: Layer

        /// e^(x/T) / Σ e^(x/T) over the last axis.
        val softmaxAt: temperature: float -> Layer

        /// x for x > 0, slope·x otherwise, with a slope learned for each channel of the last axis (He et al. 2015: from 0.25).
        val prelu: Layer
