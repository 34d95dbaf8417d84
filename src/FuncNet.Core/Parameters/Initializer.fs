namespace FuncNet

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

/// The first values of a parameter, as a function of a key.
[<Sealed>]
type Initializer internal (name: string, draw: struct (int * int) -> DType -> Shape -> Key -> Tensor) =

    /// The name, as it stands in summaries, such as "heNormal".
    member _.Name = name

    member internal _.Draw = draw

    /// The name.
    override _.ToString() = name

/// First values of parameters. fan_in and fan_out are the numbers of connections into and out of a unit.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Initializer =

    /// The deviation of a standard normal number, of those between −2 and 2: √(1 − 4φ(2) / (2Φ(2) − 1)).
    let private truncatedDeviation = 0.879625661034239782

    let private scaled name (deviation: float -> float -> float) (unit: float -> DType -> Shape -> Key -> Tensor) =
        Initializer(
            name,
            fun (struct (fanIn, fanOut)) dtype shape key ->
                unit (deviation (float (max 1 fanIn)) (float (max 1 fanOut))) dtype shape key
        )

    let private normalNumbers (deviation: float) dtype (shape: Shape) key = deviation * Key.normal dtype shape key

    let private uniformNumbers (limit: float) dtype (shape: Shape) key =
        2.0 * limit * Key.uniform dtype shape key - limit

    let private truncatedNumbers (deviation: float) dtype (shape: Shape) key =
        deviation / truncatedDeviation * Key.truncatedNormal -2.0 2.0 dtype shape key

    /// The same number in every place.
    let constant (value: float) =
        Initializer($"constant({value})", (fun _ dtype shape _ -> Tensor.full dtype shape value))

    /// 0 in every place: for biases. A layer of zero weights never breaks its symmetry.
    let zeros = Initializer("zeros", (fun _ dtype shape _ -> Tensor.full dtype shape 0.0))

    /// 1 in every place: for the scales of normalizations.
    let ones = Initializer("ones", (fun _ dtype shape _ -> Tensor.full dtype shape 1.0))

    /// Normal numbers N(mean, deviation²).
    let normal (mean: float) (deviation: float) =
        let mean = Argument.finite "Initializer.normal" "the mean" mean
        let deviation = Argument.nonNegative "Initializer.normal" "the deviation" deviation

        Initializer(
            $"normal({mean}, {deviation})",
            (fun _ dtype shape key -> normalNumbers deviation dtype shape key + mean)
        )

    /// Uniform numbers between two bounds.
    let uniform (low: float) (high: float) =
        let low = Argument.finite "Initializer.uniform" "the lower bound" low
        let high = Argument.finite "Initializer.uniform" "the upper bound" high

        if low > high then
            Errors.configuration "Initializer.uniform: the lower bound %g is over the upper bound %g." low high

        Initializer(
            $"uniform({low}, {high})",
            fun _ dtype shape key -> (high - low) * Key.uniform dtype shape key + low
        )

    /// Normal numbers N(mean, deviation²), of those within two deviations of the mean; their variance is 0.774 of deviation².
    let truncatedNormal (mean: float) (deviation: float) =
        let mean = Argument.finite "Initializer.truncatedNormal" "the mean" mean
        let deviation = Argument.nonNegative "Initializer.truncatedNormal" "the deviation" deviation

        Initializer(
            $"truncatedNormal({mean}, {deviation})",
            fun _ dtype shape key -> deviation * Key.truncatedNormal -2.0 2.0 dtype shape key + mean
        )

    /// U(−1/√d, 1/√d), d = fan_in: the standard initialization before 2010.
    let standard = scaled "standard" (fun fanIn _ -> 1.0 / sqrt fanIn) uniformNumbers

    /// N(0, 2 / (fan_in + fan_out)) (Glorot and Bengio 2010): for tanh, sigmoid and linear layers.
    let glorotNormal =
        scaled "glorotNormal" (fun fanIn fanOut -> sqrt (2.0 / (fanIn + fanOut))) normalNumbers

    /// U(−a, a), a = √(6 / (fan_in + fan_out)), of variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010).
    let glorotUniform =
        scaled "glorotUniform" (fun fanIn fanOut -> sqrt (6.0 / (fanIn + fanOut))) uniformNumbers

    /// Normal numbers, truncated at two deviations and rescaled so that their variance is 2 / fan_in (He et al. 2015): for ReLU.
    let heNormal = scaled "heNormal" (fun fanIn _ -> sqrt (2.0 / fanIn)) truncatedNumbers

    /// U(−a, a), a = √(6 / fan_in), of variance 2 / fan_in (He et al. 2015): for ReLU.
    let heUniform = scaled "heUniform" (fun fanIn _ -> sqrt (6.0 / fanIn)) uniformNumbers

    /// Q of A = Q·R with the diagonal of R positive, which makes Q unique.
    let private orthonormalColumns (a: Matrix<float>) =
        let factors = a.QR QRMethod.Thin
        let sign = factors.R.Diagonal().Map(fun r -> if r < 0.0 then -1.0 else 1.0)
        factors.Q * Matrix<float>.Build.DiagonalOfDiagonalVector sign

    /// gain · Q, Q orthogonal and uniformly distributed (Saxe et al. 2014): QᵀQ = I, or QQᵀ = I for more columns than rows.
    /// It keeps the length of what passes through, so deep and recurrent networks neither vanish nor explode at first.
    /// Axes before the last are the rows. A shape of rank under 2 is an error.
    let orthogonal (gain: float) =
        let gain = Argument.finite "Initializer.orthogonal" "the gain" gain

        let draw _ dtype (shape: Shape) key =
            if shape.Rank < 2 then
                Errors.shape "Initializer.orthogonal: at least a matrix was expected; the shape is %O." shape

            if shape.Size = 0 then
                Tensor.full dtype shape 0.0
            else
                let columns = shape[shape.Rank - 1]
                let rows = shape.Size / columns
                let long, short = max rows columns, min rows columns
                let numbers = (Key.normal DType.Float64 [ long; short ] key).ToArray<float>()
                let q = orthonormalColumns (Matrix<float>.Build.DenseOfRowMajor(long, short, numbers))
                let weights = if rows >= columns then q else q.Transpose()
                Tensor.cast dtype (gain * Tensor.owning shape (weights.ToRowMajorArray()))

        Initializer($"orthogonal({gain})", draw)

    /// First values of your own: a function of shape, type and key.
    let custom name (draw: Shape -> DType -> Key -> Tensor) =
        let draw _ dtype shape key =
            let drawn = draw shape dtype key

            if drawn.Spec <> { Shape = shape; DType = dtype } then
                Errors.shape "Initializer %s: %O %O was expected; it gave %O." name dtype shape drawn.Spec

            drawn

        Initializer(name, draw)

    /// fan_in and fan_out of a shape: of dense weights [in; out], of convolution kernels [kh; kw; in; out] (channels times
    /// receptive field), of a vector [n] (n and n).
    let fans (shape: Shape) : struct (int * int) =
        match shape.Rank with
        | 0 -> 1, 1
        | 1 -> shape[0], shape[0]
        | rank ->
            let field = Shape.sizeBetween 0 (rank - 2) shape
            field * shape[rank - 2], field * shape[rank - 1]

    /// The first values: a tensor of that type and shape.
    let draw (fans: struct (int * int)) (dtype: DType) (shape: Shape) (key: Key) (initializer: Initializer) : Tensor =
        initializer.Draw fans dtype shape key

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
    let create name (shape: Shape) initializer = {
        Name = name
        Shape = shape
        Initializer = initializer
        Fans = Initializer.fans shape
        Decays = shape.Rank >= 2
    }
