namespace FuncNet

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

[<Sealed>]
type Initializer internal (setting: Setting, draw: struct (int * int) -> DType -> Shape -> Key -> Tensor) =

    let name =
        match setting with
        | Setting.Text name -> name
        | Setting.Truth _
        | Setting.Whole _
        | Setting.Number _
        | Setting.List _
        | Setting.Call _ -> string setting

    member _.Name = name
    member internal _.Setting = setting

    member internal _.Draw = draw
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Initializer =

    /// The deviation of a standard normal number, of those between −2 and 2: √(1 − 4φ(2) / (2Φ(2) − 1)).
    let private truncatedDeviation = 0.879625661034239782

    let private made name (values: float list) = Setting.Call(name, [| for value in values -> Setting.Number value |])

    let private scaled name (deviation: float -> float -> float) (unit: float -> DType -> Shape -> Key -> Tensor) =
        Initializer(
            Setting.Text name,
            fun (struct (fanIn, fanOut)) dtype shape key ->
                unit (deviation (float (max 1 fanIn)) (float (max 1 fanOut))) dtype shape key
        )

    let private normalNumbers (deviation: float) dtype (shape: Shape) key = deviation * Key.normal dtype shape key

    let private uniformNumbers (limit: float) dtype (shape: Shape) key =
        2.0 * limit * Key.uniform dtype shape key - limit

    let private truncatedNumbers (deviation: float) dtype (shape: Shape) key =
        deviation / truncatedDeviation * Key.truncatedNormal -2.0 2.0 dtype shape key

    let constant (value: float) =
        Initializer(made "constant" [ value ], (fun _ dtype shape _ -> Tensor.full dtype shape value))

    let zeros = Initializer(Setting.Text "zeros", (fun _ dtype shape _ -> Tensor.full dtype shape 0.0))
    let ones = Initializer(Setting.Text "ones", (fun _ dtype shape _ -> Tensor.full dtype shape 1.0))

    let normal (mean: float) (deviation: float) =
        let mean = Argument.finite "Initializer.normal" "the mean" mean
        let deviation = Argument.nonNegative "Initializer.normal" "the deviation" deviation

        Initializer(
            made "normal" [ mean; deviation ],
            (fun _ dtype shape key -> normalNumbers deviation dtype shape key + mean)
        )

    let uniform (low: float) (high: float) =
        let low = Argument.finite "Initializer.uniform" "the lower bound" low
        let high = Argument.finite "Initializer.uniform" "the upper bound" high

        if low > high then
            Errors.configuration "Initializer.uniform: the lower bound %g is over the upper bound %g." low high

        Initializer(
            made "uniform" [ low; high ],
            fun _ dtype shape key -> (high - low) * Key.uniform dtype shape key + low
        )

    let truncatedNormal (mean: float) (deviation: float) =
        let mean = Argument.finite "Initializer.truncatedNormal" "the mean" mean
        let deviation = Argument.nonNegative "Initializer.truncatedNormal" "the deviation" deviation

        Initializer(
            made "truncatedNormal" [ mean; deviation ],
            fun _ dtype shape key -> deviation * Key.truncatedNormal -2.0 2.0 dtype shape key + mean
        )

    let standard = scaled "standard" (fun fanIn _ -> 1.0 / sqrt fanIn) uniformNumbers

    let glorotNormal =
        scaled "glorotNormal" (fun fanIn fanOut -> sqrt (2.0 / (fanIn + fanOut))) normalNumbers

    let glorotUniform =
        scaled "glorotUniform" (fun fanIn fanOut -> sqrt (6.0 / (fanIn + fanOut))) uniformNumbers

    let heNormal = scaled "heNormal" (fun fanIn _ -> sqrt (2.0 / fanIn)) truncatedNumbers
    let heUniform = scaled "heUniform" (fun fanIn _ -> sqrt (6.0 / fanIn)) uniformNumbers

    /// Q of A = Q·R with the diagonal of R positive, which makes Q unique.
    let private orthonormalColumns (a: Matrix<float>) =
        let factors = a.QR QRMethod.Thin
        let sign = factors.R.Diagonal().Map(fun r -> if r < 0.0 then -1.0 else 1.0)
        factors.Q * Matrix<float>.Build.DiagonalOfDiagonalVector sign

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

        Initializer(made "orthogonal" [ gain ], draw)

    let custom name (draw: Shape -> DType -> Key -> Tensor) =
        let draw _ dtype shape key =
            let drawn = draw shape dtype key

            if drawn.Spec <> { Shape = shape; DType = dtype } then
                Errors.shape "Initializer %s: %O %O was expected; it gave %O." name dtype shape drawn.Spec

            drawn

        Initializer(Setting.Text name, draw)

    let oneForForgetGate =
        custom "oneForForgetGate" (fun shape dtype _ ->
            Tensor.vector [ 0; 1; 0; 0 ]
            |> Tensor.cast dtype
            |> Tensor.expandAxis 1
            |> Tensor.broadcastTo [ 4; shape.Size / 4 ]
            |> Tensor.reshape shape)

    let fans (shape: Shape) : struct (int * int) =
        match shape.Rank with
        | 0 -> 1, 1
        | 1 -> shape[0], shape[0]
        | rank ->
            let field = Shape.sizeBetween 0 (rank - 2) shape
            field * shape[rank - 2], field * shape[rank - 1]

    let settingOf (initializer: Initializer option) =
        initializer |> Option.map _.Setting |> Option.defaultValue (Setting.Text "none")

    let draw (fans: struct (int * int)) (dtype: DType) (shape: Shape) (key: Key) (initializer: Initializer) : Tensor =
        initializer.Draw fans dtype shape key

type ParameterSpec = { Name: string; Shape: Shape; Initializer: Initializer; Fans: struct (int * int); Decays: bool }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ParameterSpec =

    let create name (shape: Shape) initializer = {
        Name = name
        Shape = shape
        Initializer = initializer
        Fans = Initializer.fans shape
        Decays = shape.Rank >= 2
    }
