namespace FuncNet

open System.Globalization

[<Sealed>]
type Augmentation internal (parts: AugmentationPart list) =

    member internal _.Parts = parts

    override _.ToString() =
        if parts.IsEmpty then
            "none"
        else
            parts |> List.map AugmentationPart.describe |> String.concat ", "

and [<NoEquality; NoComparison>] internal AugmentationPart =
    | Moved of Resampling * PlaneMove list
    | RandomCrop of struct (int * int)
    | CentreCrop of struct (int * int)
    | Erased of probability: float * area: Interval * fill: float
    | Brightened of float
    | Contrasted of float
    | Noised of float
    | Clamped of low: float * high: float
    | Sometimes of probability: float * Augmentation
    | Own of name: string * (Key -> Tensor -> Tensor)

    static member internal describe part : string =
        let number (value: float) = value.ToString CultureInfo.InvariantCulture
        let size (struct (h, w): struct (int * int)) = $"{h}×{w}"

        let within unit (interval: Interval) =
            if interval.Low = -interval.High then
                $"±{number interval.High}{unit}"
            else
                $"{number interval.Low} to {number interval.High}{unit}"

        let move step =
            match step with
            | PlaneMove.Shift(down, right) -> $"""shift {within "" down} × {within "" right}"""
            | PlaneMove.Pixels(down, right) -> $"shift ±{down} × ±{right} pixels"
            | PlaneMove.Rotate interval -> "rotate " + within "°" interval
            | PlaneMove.Zoom interval -> "zoom " + within "" interval
            | PlaneMove.Shear interval -> "shear " + within "°" interval
            | PlaneMove.FlipHorizontal probability -> $"flip horizontally {number probability}"
            | PlaneMove.FlipVertical probability -> $"flip vertically {number probability}"

        match part with
        | Moved(_, moves) -> moves |> List.map move |> String.concat ", "
        | RandomCrop crop -> "crop " + size crop
        | CentreCrop crop -> "centre crop " + size crop
        | Erased(probability, area, _) -> $"""erase {number probability} of {within "" area}"""
        | Brightened amount -> $"brightness ±{number amount}"
        | Contrasted amount -> $"contrast ±{number amount}"
        | Noised deviation -> $"noise {number deviation}"
        | Clamped(low, high) -> $"clamp {number low} to {number high}"
        | Sometimes(probability, augmentation) -> $"sometimes {number probability} ({augmentation})"
        | Own(name, _) -> name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Augmentation =

    let private plain = { Interpolation = Interpolation.Bilinear; Border = Border.Constant; Fill = 0.0 }
    let private one part = Augmentation [ part ]
    let private moved move = one (Moved(plain, [ move ]))

    /// Neighbouring moves under one resampling.
    let private merged parts =
        let behind part rest =
            match part, rest with
            | Moved(a, moves), Moved(b, others) :: rest when a = b -> Moved(a, moves @ others) :: rest
            | _ -> part :: rest

        Augmentation(List.foldBack behind parts [])

    let none = Augmentation []

    let sequence (augmentations: Augmentation seq) = augmentations |> Seq.collect _.Parts |> List.ofSeq |> merged

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

    let sometimes probability augmentation =
        one (Sometimes(Argument.share "Augmentation.sometimes" "the probability" probability, augmentation))

    let ofFunction name change = one (Own(name, change))

    /// Other settings of every part, at any depth.
    let rec private adjusted resampling fill (augmentation: Augmentation) =
        augmentation.Parts
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

    let withBorder border augmentation =
        adjusted (fun (settings: Resampling) -> { settings with Border = border }) id augmentation

    let withFill fill augmentation =
        let fill = Argument.finite "Augmentation.withFill" "the fill" fill
        adjusted (fun settings -> { settings with Fill = fill }) (fun _ -> fill) augmentation

    let withInterpolation interpolation augmentation =
        adjusted (fun (settings: Resampling) -> { settings with Interpolation = interpolation }) id augmentation

    let rec outputShape (augmentation: Augmentation) (image: Shape) : Shape =
        let fitting name (struct (h, w)) (image: Shape) =
            if h > image[0] || w > image[1] then
                Errors.shape "Augmentation.%s: the part of %d×%d is larger than the image %O." name h w image

            Shape(h, w, image[2])

        let behind image part =
            match part with
            | RandomCrop crop -> fitting "randomCrop" crop image
            | CentreCrop crop -> fitting "centreCrop" crop image
            | Sometimes(_, inner) ->
                let inside = outputShape inner image

                if inside <> image then
                    Errors.shape
                        "Augmentation.sometimes: all images keep one size, but %O makes %O of images %O."
                        inner
                        inside
                        image

                image
            | Moved _
            | Erased _
            | Brightened _
            | Contrasted _
            | Noised _
            | Clamped _
            | Own _ -> image

        augmentation.Parts |> List.fold behind image

    /// How many keys a part takes: so many that brackets and settings decide nothing.
    let private keysOf part =
        match part with
        | Moved(_, moves) -> moves.Length
        | RandomCrop _
        | CentreCrop _
        | Erased _
        | Brightened _
        | Contrasted _
        | Noised _
        | Clamped _
        | Sometimes _
        | Own _ -> 1

    let private number (x: Tensor) value = Tensor.number x.DType value

    /// A number for each image of the batch, of its type: [n; 1; 1; 1].
    let private amount (x: Tensor) interval key =
        Moves.draw x.Shape[0] interval key |> Tensor.expandAxis -1 |> Tensor.cast x.DType

    let private middle (struct (h, w)) (x: Tensor) =
        x |> Tensor.narrow 1 ((x.Shape[1] - h) / 2) h |> Tensor.narrow 2 ((x.Shape[2] - w) / 2) w

    let rec private applyPart part first (key: Key) (x: Tensor) : Tensor =
        let own () = Key.foldIn first key

        match part with
        | Moved(resampling, moves) ->
            Moves.apply resampling (moves |> List.mapi (fun i move -> move, Key.foldIn (first + i) key)) x
        | RandomCrop crop -> Rectangles.crop crop (own ()) x
        | CentreCrop crop -> middle crop x
        | Erased(probability, area, fill) ->
            Tensor.where (Rectangles.drawn probability area (own ()) x) (number x fill) x
        | Brightened most -> x + amount x { Low = -most; High = most } (own ())
        | Contrasted most ->
            let mean = Tensor.meanOver [ 1; 2; 3 ] x |> Tensor.reshape [ x.Shape[0]; 1; 1; 1 ]
            mean + amount x { Low = 1.0 - most; High = 1.0 + most } (own ()) * (x - mean)
        | Noised deviation -> x + deviation * Key.normal x.DType x.Shape (own ())
        | Clamped(low, high) -> Tensor.clamp low high x
        | Sometimes(probability, inner) ->
            let choice = Moves.chosen x.Shape[0] probability (Key.foldIn 0 (own ()))
            Tensor.where (Tensor.expandAxis -1 choice) (applyAll inner (Key.foldIn 1 (own ())) x) x
        | Own(_, change) -> change (own ()) x

    and private applyAll (augmentation: Augmentation) key x =
        let next (first, x) part = first + keysOf part, applyPart part first key x
        augmentation.Parts |> List.fold next (0, x) |> snd

    let private requireImages (x: Tensor) =
        if x.Rank <> 4 then
            Errors.shape "Augmentation.apply: images are [n; height; width; channels]; the shape is %O." x.Shape

        if not x.DType.IsFloat then
            Errors.dtype "Augmentation.apply: images are float32 or float64; these are %O. Cast them first." x.DType

    let apply (augmentation: Augmentation) (key: Key) (images: Tensor) : Tensor =
        requireImages images
        outputShape augmentation images.Shape.WithoutFirst |> ignore
        applyAll augmentation key images

    let inference (augmentation: Augmentation) (images: Tensor) : Tensor =
        let behind x part =
            match part with
            | RandomCrop crop
            | CentreCrop crop -> middle crop x
            | Clamped(low, high) -> Tensor.clamp low high x
            | Moved _
            | Erased _
            | Brightened _
            | Contrasted _
            | Noised _
            | Sometimes _
            | Own _ -> x

        augmentation.Parts |> List.fold behind images
