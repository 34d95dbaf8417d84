namespace FuncNet

/// What a batch normalization can be told.
type BatchNormOptions = {
    /// The weight of the newest batch in the running statistics: running ← (1 − momentum)·running + momentum·batch. This is
    /// PyTorch's convention, with its default of 0.1; Keras's momentum is 1 − this one (0.99 there is 0.01 here).
    Momentum: float
    /// ε, added to the variance under the root: 1e-5 as in PyTorch; Keras adds 1e-3.
    Epsilon: float
    /// How the scale γ is drawn, or none.
    Scale: Initializer option
    /// How the shift β is drawn, or none.
    Shift: Initializer option
}

/// What a batch renormalization can be told.
type BatchRenormOptions = {
    /// The weight of the newest batch in the running statistics, as in BatchNormOptions.
    Momentum: float
    /// ε, added to the variance under the root.
    Epsilon: float
    /// r_max: r stays within 1/r_max and r_max.
    LargestRatio: float
    /// d_max: d stays within −d_max and d_max.
    LargestDistance: float
}

/// What the normalizations of single samples can be told.
type NormOptions = {
    /// ε, added under the root.
    Epsilon: float
    /// How the scale γ is drawn, or none.
    Scale: Initializer option
    /// How the shift β is drawn, or none.
    Shift: Initializer option
}

/// Layers that bring numbers to mean 0 and variance 1, and then learn a scale γ and a shift β, which do not decay.
[<AutoOpen>]
module NormalizationLayers =

    [<RequireQualifiedAccess>]
    module BatchNorm =

        /// Momentum 0.1, ε = 1e-5, γ from 1, β from 0: PyTorch's.
        val defaults: BatchNormOptions

    [<RequireQualifiedAccess>]
    module BatchRenorm =

        /// Momentum 0.1 and ε = 1e-5 as BatchNorm; r_max = 3 and d_max = 5, as the paper ends its training.
        val defaults: BatchRenormOptions

    [<RequireQualifiedAccess>]
    module LayerNorm =

        /// ε = 1e-5, γ from 1, β from 0: PyTorch's. Keras's ε is 1e-3.
        val defaults: NormOptions

    [<RequireQualifiedAccess>]
    module GroupNorm =

        /// ε = 1e-5, γ from 1, β from 0: PyTorch's.
        val defaults: NormOptions

    [<RequireQualifiedAccess>]
    module RmsNorm =

        /// ε = 1e-6, γ from 1, no shift.
        val defaults: NormOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// y = γ·(x − μ)/√(σ² + ε) + β, for each channel of the last axis (Ioffe and Szegedy 2015). x, y: [batch; …; channels];
        /// "scale", "shift": [channels]; state "mean", "variance": [channels].
        ///
        /// In training, μ and σ² are those of the batch and of every place, σ² divided by m, and the gradient flows through
        /// both; a batch of fewer than 2 samples throws ShapeException. The running mean and the running unbiased variance,
        /// σ²·m/(m − 1), are kept as state, and are what inference and frozen layers use.
        val batchNormWith: options: BatchNormOptions -> Layer

        /// Normalization over the batch, with PyTorch's momentum 0.1 and ε = 1e-5.
        val batchNorm: Layer

        /// Batch normalization whose training sees nearly what inference will (Ioffe 2017): y = γ·(x̂·r + d) + β, where x̂ is
        /// normalized by the batch, r = σ_batch/σ_running within [1/r_max, r_max] and d = (μ_batch − μ_running)/σ_running
        /// within [−d_max, d_max], both constants to the gradient. r_max = 1 and d_max = 0 are batch normalization; without the
        /// bounds, y is normalized by the running statistics. The running variance is kept, not the deviation. For the rest as batchNorm.
        val batchRenormWith: options: BatchRenormOptions -> Layer

        /// Batch renormalization with r_max = 3 and d_max = 5.
        val batchRenorm: Layer

        /// y = γ·(x − μ)/√(σ² + ε) + β with the mean and variance (divided by n) of each sample over its last axes, as many
        /// as said (Ba, Kiros and Hinton 2016). x, y: [batch; …; last axes]; "scale", "shift": the last axes.
        val layerNormWith: options: NormOptions -> axes: int -> Layer

        /// Normalization of each sample over its last axis.
        val layerNorm: Layer

        /// y = γ·(x − μ)/√(σ² + ε) + β with the mean and variance (divided by n) of each sample over each group of neighbouring
        /// channels and over every place (Wu and He 2018). x, y: [batch; …; channels]; "scale", "shift": [channels].
        /// Channels that cannot be split into the groups throw ShapeException.
        val groupNormWith: options: NormOptions -> groups: int -> Layer

        /// Normalization of each sample over groups of channels.
        val groupNorm: groups: int -> Layer

        /// y = γ·x/√(mean(x²) + ε) + β over the last axis (Zhang and Sennrich 2019). x, y: [batch; …; channels]; "scale",
        /// "shift": [channels].
        val rmsNormWith: options: NormOptions -> Layer

        /// Division by the root of the mean square over the last axis.
        val rmsNorm: Layer
