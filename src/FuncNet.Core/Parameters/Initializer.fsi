namespace FuncNet

/// The first values of a parameter, as a function of a key.
[<Sealed>]
type Initializer =
    /// The name, as it stands in summaries, such as "heNormal".
    member Name: string

    /// As files have it.
    member internal Setting: Setting

    /// The name.
    override ToString: unit -> string

/// First values of parameters. fan_in and fan_out are the numbers of connections into and out of a unit.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Initializer =

    /// The same number in every place.
    val constant: value: float -> Initializer

    /// 0 in every place: for biases. A layer of zero weights never breaks its symmetry.
    val zeros: Initializer

    /// 1 in every place: for the scales of normalizations.
    val ones: Initializer

    /// Normal numbers N(mean, deviation²).
    val normal: mean: float -> deviation: float -> Initializer

    /// Uniform numbers between two bounds.
    val uniform: low: float -> high: float -> Initializer

    /// Normal numbers N(mean, deviation²), of those within two deviations of the mean; their variance is 0.774 of deviation².
    val truncatedNormal: mean: float -> deviation: float -> Initializer

    /// U(−1/√d, 1/√d), d = fan_in: the standard initialization before 2010.
    val standard: Initializer

    /// N(0, 2 / (fan_in + fan_out)) (Glorot and Bengio 2010): for tanh, sigmoid and linear layers.
    val glorotNormal: Initializer

    /// U(−a, a), a = √(6 / (fan_in + fan_out)), of variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010).
    val glorotUniform: Initializer

    /// Normal numbers, truncated at two deviations and rescaled so that their variance is 2 / fan_in (He et al. 2015): for ReLU.
    val heNormal: Initializer

    /// U(−a, a), a = √(6 / fan_in), of variance 2 / fan_in (He et al. 2015): for ReLU.
    val heUniform: Initializer

    /// gain · Q, Q orthogonal and uniformly distributed (Saxe et al. 2014): QᵀQ = I, or QQᵀ = I for more columns than rows.
    /// It keeps the length of what passes through, so deep and recurrent networks neither vanish nor explode at first.
    /// Axes before the last are the rows. A shape of rank under 2 is an error.
    val orthogonal: gain: float -> Initializer

    /// First values of your own: a function of shape, type and key.
    val custom: name: string -> draw: (Shape -> DType -> Key -> Tensor) -> Initializer

    /// 1 for the second of four gates, 0 for the others: the bias with which an LSTM remembers at first (Jozefowicz et al. 2015).
    val internal oneForForgetGate: Initializer

    /// As files have it; none for none.
    val internal settingOf: initializer: Initializer option -> Setting

    /// fan_in and fan_out of a shape: of dense weights [in; out], of convolution kernels [kh; kw; in; out] (channels times
    /// receptive field), of a vector [n] (n and n).
    val fans: shape: Shape -> struct (int * int)

    /// The first values: a tensor of that type and shape.
    val draw: fans: struct (int * int) -> dtype: DType -> shape: Shape -> key: Key -> initializer: Initializer -> Tensor

/// What a layer declares of a parameter: all that is known before it is drawn.
type ParameterSpec = {
    /// The name within the layer, such as "kernel".
    Name: string
    /// The sizes of the axes.
    Shape: Shape
    /// How the first values are drawn.
    Initializer: Initializer
    /// The connections into and out of a unit, which scale the first values.
    Fans: struct (int * int)
    /// True if weight decay applies to it.
    Decays: bool
}

/// Declarations of parameters.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ParameterSpec =

    /// A parameter whose fans follow from its shape. It decays if it has at least two axes, which biases and scales have not.
    val create: name: string -> shape: Shape -> initializer: Initializer -> ParameterSpec
