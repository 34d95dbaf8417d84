namespace FuncNet

open System.Globalization

/// One step of an augmentation.
[<NoEquality; NoComparison>]
type internal AugmentationPart =
    /// Moves in the plane, with one resampling for all.
    | Moved of Resampling * PlaneMove list
    | RandomCrop of struct (int * int)
    | CentreCrop of struct (int * int)
    | Erased of probability: float * area: Interval * fill: float
    | Brightened of float
    | Contrasted of float
    | Noised of float
    | Clamped of low: float * high: float
    | Sometimes of probability: float * AugmentationPart list
    | Own of name: string * (Key -> Tensor -> Tensor)

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal AugmentationPart =

    let rec describe part : string =
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
        | Sometimes(probability, inner) -> $"sometimes {number probability} ({describeAll inner})"
        | Own(name, _) -> name

    and describeAll parts =
        if List.isEmpty parts then
            "none"
        else
            parts |> List.map describe |> String.concat ", "

    /// As files have it: each part as a call of the function that makes it. A function of the user's own is its name.
    let rec settings parts =
        let call name (values: float list) = Setting.Call(name, [| for value in values -> Setting.Number value |])

        let size name (struct (h, w): struct (int * int)) = Setting.Call(name, [| Setting.Whole h; Setting.Whole w |])

        let move step =
            match step with
            | PlaneMove.Shift(down, right) -> call "shift" [ down.High; right.High ]
            | PlaneMove.Pixels(down, right) -> size "shiftPixels" (struct (down, right))
            | PlaneMove.Rotate interval -> call "rotateBetween" [ interval.Low; interval.High ]
            | PlaneMove.Zoom interval -> call "zoom" [ interval.Low; interval.High ]
            | PlaneMove.Shear interval -> call "shear" [ interval.High ]
            | PlaneMove.FlipHorizontal probability -> call "flipHorizontal" [ probability ]
            | PlaneMove.FlipVertical probability -> call "flipVertical" [ probability ]

        let part part =
            match part with
            | Moved(resampling, moves) when resampling = Resampling.plain -> moves |> List.map move
            | Moved(resampling, moves) -> [
                Setting.Call(
                    "resampled",
                    [|
                        Setting.Text((string resampling.Interpolation).ToLowerInvariant())
                        Setting.Text((string resampling.Border).ToLowerInvariant())
                        Setting.Number resampling.Fill
                        yield! moves |> List.map move
                    |]
                )
              ]
            | RandomCrop crop -> [ size "randomCrop" crop ]
            | CentreCrop crop -> [ size "centreCrop" crop ]
            | Erased(probability, area, fill) -> [ call "erase" [ probability; area.Low; area.High; fill ] ]
            | Brightened amount -> [ call "brightness" [ amount ] ]
            | Contrasted amount -> [ call "contrast" [ amount ] ]
            | Noised deviation -> [ call "noise" [ deviation ] ]
            | Clamped(low, high) -> [ call "clamp" [ low; high ] ]
            | Sometimes(probability, inner) -> [
                Setting.Call("sometimes", [| Setting.Number probability; settings inner |])
              ]
            | Own(name, _) -> [ Setting.Text name ]

        parts |> List.collect part |> List.toArray |> Setting.List

    let rec outputShape parts (image: Shape) : Shape =
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
                        "Augmentation.sometimes: all images keep one size, but \"%s\" makes %O of images %O."
                        (describeAll inner)
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

        parts |> List.fold behind image

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

    and applyAll parts key x =
        let next (first, x) part = first + keysOf part, applyPart part first key x
        parts |> List.fold next (0, x) |> snd

    /// Whether all of it can be traced: it is made of tensor operations.
    let rec isTraceable part =
        match part with
        | Own _ -> false
        | Sometimes(_, inner) -> List.forall isTraceable inner
        | Moved _
        | RandomCrop _
        | CentreCrop _
        | Erased _
        | Brightened _
        | Contrasted _
        | Noised _
        | Clamped _ -> true

    /// What inference does: crops take the middle, clamps stay, all else is left out.
    let inference parts (images: Tensor) : Tensor =
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

        parts |> List.fold behind images
