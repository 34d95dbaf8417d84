namespace FuncNet

/// Augmentation as a part of a network.
[<AutoOpen>]
module AugmentationLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// In training, images as Augmentation.apply changes them, with new numbers in each step; in inference as they are, but for crops
        /// (the middle) and clamps. x: [batch; height; width; channels].
        val augment: augmentation: Augmentation -> Layer
