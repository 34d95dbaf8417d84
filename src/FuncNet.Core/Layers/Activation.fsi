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

    /// min(max(0, x), 6) (Howard et al. 2017); at 0 and 6 the derivative is ½ (PyTorch's is 0).
    val relu6: x: Tensor -> Tensor

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

    /// x for x > 0, α·(eˣ − 1) otherwise (Clevert et al. 2015; α = 1 there); the derivative at 0 is α.
    val elu: alpha: float -> x: Tensor -> Tensor

    /// λ·x for x > 0, λα·(eˣ − 1) otherwise, with λ = 1.0507… and α = 1.6733…, which keep mean 0 and variance 1 from layer
    /// to layer (Klambauer et al. 2017); the derivative at 0 is λα.
    val selu: x: Tensor -> Tensor

    /// x·Φ(x) = ½·x·(1 + erf(x/√2)), exactly (Hendrycks and Gimpel 2016).
    val gelu: x: Tensor -> Tensor

    /// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), the approximation of gelu by tanh in the same paper.
    val geluTanh: x: Tensor -> Tensor

    /// x·σ(x), also called swish (Elfwing et al. 2017, Ramachandran et al. 2017).
    val silu: x: Tensor -> Tensor

    /// x·tanh(ln(1 + eˣ)) (Misra 2019).
    val mish: x: Tensor -> Tensor

    /// max(0, min(1, x/6 + ½)), as in PyTorch and Keras 3; at ±3 the derivative is 1/12.
    val hardSigmoid: x: Tensor -> Tensor

    /// x·hardSigmoid x (Howard et al. 2019).
    val hardSwish: x: Tensor -> Tensor

    /// x / (1 + |x|).
    val softsign: x: Tensor -> Tensor

    /// a·σ(b), where a and b are the halves of the last axis (Dauphin et al. 2016). x: [batch; …; 2n], y: [batch; …; n]. An
    /// odd last axis throws ShapeException.
    val glu: x: Tensor -> Tensor

    /// The shape of one sample after glu.
    val internal gluShape: x: Shape -> Shape

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

        /// min(max(0, x), 6).
        val relu6: Layer

        /// x for x > 0, slope·x otherwise.
        val leakyRelu: slope: float -> Layer

        /// |x|.
        val absolute: Layer

        /// ln(1 + eˣ).
        val softplus: Layer

        /// cos x.
        val cos: Layer

        /// x for x > 0, α·(eˣ − 1) otherwise.
        val elu: alpha: float -> Layer

        /// λ·x for x > 0, λα·(eˣ − 1) otherwise, λ = 1.0507…, α = 1.6733….
        val selu: Layer

        /// x·Φ(x), Φ the distribution function of N(0, 1).
        val gelu: Layer

        /// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
        val geluTanh: Layer

        /// x·σ(x), also called swish.
        val silu: Layer

        /// x·tanh(ln(1 + eˣ)).
        val mish: Layer

        /// max(0, min(1, x/6 + ½)).
        val hardSigmoid: Layer

        /// x·max(0, min(1, x/6 + ½)).
        val hardSwish: Layer

        /// x / (1 + |x|).
        val softsign: Layer

        /// a·σ(b), a and b the halves of the last axis: [batch; …; 2n] to [batch; …; n].
        val glu: Layer

        /// eˣ / Σ eˣ over the last axis.
        val softmax: Layer

        /// e^(x/T) / Σ e^(x/T) over the last axis.
        val softmaxAt: temperature: float -> Layer

        /// x for x > 0, slope·x otherwise, with a slope learned for each channel of the last axis (He et al. 2015: from 0.25).
        val prelu: Layer
