namespace FuncNet

[<Sealed>]
type Augmentation internal (parts: AugmentationPart list) =

    /// One pass for each shape and type; functions of the user's own are run as they are.
    let run =
        if List.forall AugmentationPart.isTraceable parts then
            Compile.many (fun x -> [| AugmentationPart.applyAll parts (Key.ofTensor x[0]) x[1] |])
        else
            fun x -> [| AugmentationPart.applyAll parts (Key.ofTensor x[0]) x[1] |]

    member internal _.Parts = parts
    member internal _.Apply (key: Key) (images: Tensor) = (run [| key.Tensor; images |])[0]
    override _.ToString() = AugmentationPart.describeAll parts

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Augmentation =

    let private one part = Augmentation [ part ]
    let private moved move = one (Moved(Resampling.plain, [ move ]))

    /// Neighbouring moves under one resampling.
    let private merged parts =
        let behind part rest =
            match part, rest with
            | Moved(a, moves), Moved(b, others) :: rest when a = b -> Moved(a, moves @ others) :: rest
            | _ -> part :: rest

        List.foldBack behind parts []

    let none = Augmentation []

    let sequence (augmentations: Augmentation seq) =
        augmentations |> Seq.collect _.Parts |> List.ofSeq |> merged |> Augmentation

    let private around operation name (value: float) =
        let value = Argument.nonNegative operation name value
        { Low = -value; High = value }

    let private between operation (low: float) (high: float) =
        if not (low <= high) then
            Errors.configuration "%s: the lower bound %g is over the upper bound %g." operation low high

        {
            Low = Argument.finite operation "the lower bound" low
            High = Argument.finite operation "the upper bound" high
        }

    let shift height width =
        let amount = around "Augmentation.shift" "the share"
        moved (PlaneMove.Shift(amount height, amount width))

    let private pixels operation height width =
        let amount = Argument.atLeast 0 operation "the number of pixels"
        moved (PlaneMove.Pixels(amount height, amount width))

    let shiftPixels height width = pixels "Augmentation.shiftPixels" height width
    let padAndCrop margin = pixels "Augmentation.padAndCrop" margin margin
    let rotate degrees = moved (PlaneMove.Rotate(around "Augmentation.rotate" "the angle" degrees))
    let rotateBetween low high = moved (PlaneMove.Rotate(between "Augmentation.rotateBetween" low high))

    let zoom low high =
        Argument.positive "Augmentation.zoom" "the factor" low |> ignore
        moved (PlaneMove.Zoom(between "Augmentation.zoom" low high))

    let shear degrees =
        if degrees >= 90.0 then
            Errors.configuration "Augmentation.shear: the angle must be under 90 degrees; it is %g." degrees

        moved (PlaneMove.Shear(around "Augmentation.shear" "the angle" degrees))

    let flipHorizontal probability =
        moved (PlaneMove.FlipHorizontal(Argument.share "Augmentation.flipHorizontal" "the probability" probability))

    let flipVertical probability =
        moved (PlaneMove.FlipVertical(Argument.share "Augmentation.flipVertical" "the probability" probability))

    let private crop operation height width =
        let size = Argument.atLeast 1 operation "the size"
        struct (size height, size width)

    let randomCrop height width = one (RandomCrop(crop "Augmentation.randomCrop" height width))
    let centreCrop height width = one (CentreCrop(crop "Augmentation.centreCrop" height width))

    let erase probability smallest largest =
        let share name value = Argument.share "Augmentation.erase" name value

        let area =
            between "Augmentation.erase" (share "the smallest area" smallest) (share "the largest area" largest)

        one (Erased(share "the probability" probability, area, 0.0))

    let brightness amount = one (Brightened(Argument.nonNegative "Augmentation.brightness" "the amount" amount))
    let contrast amount = one (Contrasted(Argument.share "Augmentation.contrast" "the amount" amount))
    let noise deviation = one (Noised(Argument.nonNegative "Augmentation.noise" "the deviation" deviation))

    let clamp low high =
        let bounds = between "Augmentation.clamp" low high
        one (Clamped(bounds.Low, bounds.High))

    let sometimes probability (augmentation: Augmentation) =
        one (Sometimes(Argument.share "Augmentation.sometimes" "the probability" probability, augmentation.Parts))

    let ofFunction name change = one (Own(name, change))

    /// Other settings of every part, at any depth.
    let rec private adjusted resampling fill parts =
        parts
        |> List.map (fun part ->
            match part with
            | Moved(settings, moves) -> Moved(resampling settings, moves)
            | Erased(probability, area, before) -> Erased(probability, area, fill before)
            | Sometimes(probability, inner) -> Sometimes(probability, adjusted resampling fill inner)
            | RandomCrop _
            | CentreCrop _
            | Brightened _
            | Contrasted _
            | Noised _
            | Clamped _
            | Own _ -> part)
        |> merged

    let private changed (resampling: Resampling -> Resampling) fill (augmentation: Augmentation) =
        Augmentation(adjusted resampling fill augmentation.Parts)

    let withBorder border augmentation = augmentation |> changed (fun settings -> { settings with Border = border }) id

    let withFill fill augmentation =
        let fill = Argument.finite "Augmentation.withFill" "the fill" fill
        augmentation |> changed (fun settings -> { settings with Fill = fill }) (fun _ -> fill)

    let withInterpolation interpolation augmentation =
        augmentation |> changed (fun settings -> { settings with Interpolation = interpolation }) id

    let outputShape (augmentation: Augmentation) (image: Shape) : Shape =
        AugmentationPart.outputShape augmentation.Parts image

    let private requireImages (x: Tensor) =
        if x.Rank <> 4 then
            Errors.shape "Augmentation.apply: images are [n; height; width; channels]; the shape is %O." x.Shape

        if not x.DType.IsFloat then
            Errors.dtype "Augmentation.apply: images are float32 or float64; these are %O. Cast them first." x.DType

    let apply (augmentation: Augmentation) (key: Key) (images: Tensor) : Tensor =
        requireImages images
        outputShape augmentation images.Shape.WithoutFirst |> ignore
        augmentation.Apply key images

    let inference (augmentation: Augmentation) (images: Tensor) : Tensor =
        AugmentationPart.inference augmentation.Parts images
