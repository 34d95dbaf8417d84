namespace FuncNet

/// Augmentations of their settings, as AugmentationPart.settings writes them.
module internal AugmentationText =

    let private interpolations = [ "nearest", Interpolation.Nearest; "bilinear", Interpolation.Bilinear ]

    let private borders = [
        "constant", Border.Constant
        "edge", Border.Edge
        "reflect", Border.Reflect
        "wrap", Border.Wrap
    ]

    let private written =
        "[shift(height, width), shiftPixels(height, width), padAndCrop(margin), rotate(degrees), rotateBetween(low, high), zoom(low, high), shear(degrees), flipHorizontal(probability), flipVertical(probability), randomCrop(height, width), centreCrop(height, width), erase(probability, smallest, largest), brightness(amount), contrast(amount), noise(deviation), clamp(low, high), sometimes(probability, [...])], or one of them,"

    /// The augmentation of a setting: a list of calls, each named as the function of the module Augmentation that makes it.
    let ofSettings (settings: LayerSettings) (name: string) : Augmentation =
        let wrong () : 'T = settings.Wrong(name, written)

        let (|Amount|_|) value =
            match value with
            | Setting.Whole number -> Some(float number)
            | Setting.Number number -> Some number
            | Setting.Truth _
            | Setting.Text _
            | Setting.List _
            | Setting.Call _ -> None

        let among cases (value: Setting) =
            cases
            |> List.tryFind (fun (known, _) -> Setting.Text known = value)
            |> Option.map snd
            |> Option.defaultWith wrong

        let rec one value =
            match value with
            | Setting.Text own ->
                match settings.Known.Augmentations.TryFind own with
                | Some augmentation -> augmentation
                | None ->
                    raise (
                        SettingException(
                            name,
                            $"the catalog knows no augmentation {value}; LayerCatalog.addAugmentation adds one of your own."
                        )
                    )
            | Setting.List _ -> all value
            | Setting.Call(called, arguments) -> call called arguments
            | Setting.Truth _
            | Setting.Whole _
            | Setting.Number _ -> wrong ()

        and all value =
            match value with
            | Setting.List parts -> parts |> Array.map one |> Augmentation.sequence
            | Setting.Truth _
            | Setting.Whole _
            | Setting.Number _
            | Setting.Text _
            | Setting.Call _ -> one value

        and call called arguments =
            match called, arguments with
            | "shift", [| Amount height; Amount width |] -> Augmentation.shift height width
            | "shiftPixels", [| Setting.Whole height; Setting.Whole width |] -> Augmentation.shiftPixels height width
            | "padAndCrop", [| Setting.Whole margin |] -> Augmentation.padAndCrop margin
            | "rotate", [| Amount degrees |] -> Augmentation.rotate degrees
            | "rotateBetween", [| Amount low; Amount high |] -> Augmentation.rotateBetween low high
            | "zoom", [| Amount low; Amount high |] -> Augmentation.zoom low high
            | "shear", [| Amount degrees |] -> Augmentation.shear degrees
            | "flipHorizontal", [| Amount probability |] -> Augmentation.flipHorizontal probability
            | "flipVertical", [| Amount probability |] -> Augmentation.flipVertical probability
            | "randomCrop", [| Setting.Whole height; Setting.Whole width |] -> Augmentation.randomCrop height width
            | "centreCrop", [| Setting.Whole height; Setting.Whole width |] -> Augmentation.centreCrop height width
            | "erase", [| Amount probability; Amount smallest; Amount largest |] ->
                Augmentation.erase probability smallest largest
            | "erase", [| Amount probability; Amount smallest; Amount largest; Amount fill |] ->
                Augmentation.erase probability smallest largest |> Augmentation.withFill fill
            | "brightness", [| Amount amount |] -> Augmentation.brightness amount
            | "contrast", [| Amount amount |] -> Augmentation.contrast amount
            | "noise", [| Amount deviation |] -> Augmentation.noise deviation
            | "clamp", [| Amount low; Amount high |] -> Augmentation.clamp low high
            | "sometimes", [| Amount probability; inner |] -> Augmentation.sometimes probability (all inner)
            | "resampled", _ when arguments.Length > 3 ->
                match arguments[2] with
                | Amount fill ->
                    arguments[3..]
                    |> Array.map one
                    |> Augmentation.sequence
                    |> Augmentation.withInterpolation (among interpolations arguments[0])
                    |> Augmentation.withBorder (among borders arguments[1])
                    |> Augmentation.withFill fill
                | _ -> wrong ()
            | _ -> wrong ()

        all settings[name]
