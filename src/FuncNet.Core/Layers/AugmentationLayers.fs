namespace FuncNet

[<AutoOpen>]
module AugmentationLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        let augment (augmentation: Augmentation) =
            Atoms.plain
                "Augment"
                [ "augmentation", AugmentationPart.settings augmentation.Parts ]
                (fun x ->
                    if x.Rank <> 3 then
                        Errors.shape "Augment: a sample must be an image [height; width; channels]; its shape is %O." x

                    Augmentation.outputShape augmentation x)
                (fun context x ->
                    if context.Training then
                        Augmentation.apply augmentation context.Key x
                    else
                        Augmentation.inference augmentation x)
