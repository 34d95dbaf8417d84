namespace FuncNet

open System.Globalization

type private Kind =
    | Blended
    | Pasted

[<Sealed>]
type Mixing private (kind: Kind, alpha: float) =

    static member internal Blend alpha = Mixing(Blended, alpha)
    static member internal Paste alpha = Mixing(Pasted, alpha)

    member internal _.Alpha = alpha

    /// True for whole images, false for rectangles.
    member internal _.IsBlend = (kind = Blended)

    override mixing.ToString() =
        let name = if mixing.IsBlend then "mix-up" else "cut-mix"
        $"{name} {alpha.ToString CultureInfo.InvariantCulture}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Mixing =

    let mixUp alpha = Mixing.Blend(Argument.positive "Mixing.mixUp" "alpha" alpha)
    let cutMix alpha = Mixing.Paste(Argument.positive "Mixing.cutMix" "alpha" alpha)

    /// Proposals of a Gamma number, of which the first that is accepted counts. At least 19 of 20 are.
    let private rounds = 8

    /// ln of n numbers from Gamma(α, 1): those of Gamma(α + 1) by Marsaglia and Tsang (2000), times U^(1/α). In float64, as U^(1/α) is tiny for small α.
    let private logGamma (alpha: float) n (key: Key) =
        let d = alpha + 1.0 - 1.0 / 3.0
        let c = 1.0 / sqrt (9.0 * d)
        let z = Key.normal DType.Float64 [ rounds; n ] (Key.foldIn 0 key)
        let u = 1.0 - Key.uniform DType.Float64 [ rounds; n ] (Key.foldIn 1 key)
        let root = 1.0 + c * z
        let possible = Tensor.greater root (Tensor.number DType.Float64 0.0)
        let logV = 3.0 * log (Tensor.where possible root (Tensor.number DType.Float64 1.0))

        let isAccepted =
            Tensor.logicalAnd possible (Tensor.less (log u) (0.5 * z * z + d - d * exp logV + d * logV))

        let first =
            List.foldBack
                (fun (i: int) later -> Tensor.where isAccepted[i] logV[i] later)
                [ 0 .. rounds - 1 ]
                (Tensor.full DType.Float64 [ n ] 0.0)

        let power = log (1.0 - Key.uniform DType.Float64 [ n ] (Key.foldIn 2 key)) / alpha
        log d + first + power

    /// λ of each image: a / (a + b) of two Gamma numbers.
    let private shares (mixing: Mixing) n key =
        let a, b = logGamma mixing.Alpha n (Key.foldIn 0 key), logGamma mixing.Alpha n (Key.foldIn 1 key)
        Tensor.sigmoid (a - b)

    /// The places of the partners, int32 [n].
    let private partners n key =
        let step = 1.0 + floor (float (n - 1) * Key.uniform DType.Float32 [ 1 ] key)
        let step = Tensor.minimum step (Tensor.scalar (float (max 1 (n - 1)))) |> Tensor.cast DType.Int32
        (Tensor.range n + step) % float n

    let apply (mixing: Mixing) (key: Key) (images: Tensor) (targets: Tensor) : Tensor * Tensor =
        if images.Rank <> 4 then
            Errors.shape "Mixing.apply: images are [n; height; width; channels]; the shape is %O." images.Shape

        for name, tensor in [ "images", images; "targets", targets ] do
            if not tensor.DType.IsFloat then
                Errors.dtype
                    "Mixing.apply: the %s are mixed, and so float32 or float64; these are %O. Labels become one-hot rows by Dataset.oneHot or Tensor.oneHot."
                    name
                    tensor.DType

        if targets.Rank = 0 || targets.Shape[0] <> images.Shape[0] then
            Errors.shape "Mixing.apply: %O images have targets %O." images.Shape targets.Shape

        let n, h, w = images.Shape[0], images.Shape[1], images.Shape[2]

        if images.Size = 0 then
            images, targets
        else
            let partner = partners n (Key.foldIn 0 key)
            let share = shares mixing n (Key.foldIn 1 key)

            let along (x: Tensor) (weight: Tensor) =
                Tensor.reshape (n :: List.replicate (x.Rank - 1) 1) (Tensor.cast x.DType weight)

            let blend (share: Tensor) (x: Tensor) =
                let share = along x share
                share * x + (1.0 - share) * Tensor.gather 0 partner x

            if mixing.IsBlend then
                blend share images, blend share targets
            else
                let side = sqrt (1.0 - share) |> Tensor.cast DType.Float32 |> Tensor.reshape [ n; 1; 1 ]
                let height, width = round (float h * side), round (float w * side)
                let isPasted = Rectangles.inside h w height width (Key.foldIn 2 key)
                let left = 1.0 - height * width / float (h * w)
                Tensor.where isPasted (Tensor.gather 0 partner images) images, blend left targets

    let batch (mixing: Mixing) (key: Key) (batch: Batch) =
        let images, targets = apply mixing key batch.Inputs batch.Targets
        Batch(Signal.One images, Signal.One targets, batch.GivenWeights)

[<AutoOpen>]
module AugmentedBatches =

    [<RequireQualifiedAccess>]
    module Augmentation =

        let batch (augmentation: Augmentation) (key: Key) (batch: Batch) =
            Batch(Signal.One(Augmentation.apply augmentation key batch.Inputs), batch.TargetSignal, batch.GivenWeights)
