namespace FuncNet

/// Many images on one picture, to be looked at.
[<RequireQualifiedAccess>]
module ContactSheet =

    /// Strips of images, each under its label: images [n; height; width; 1 or 3] of numbers from 0 to 1, the same n in each strip, so that what is under
    /// one another belongs together. From 13 images on, further strips follow below. Small images are enlarged, point by point.
    val create: strips: (string * Tensor) seq -> Image

    /// The images before an augmentation and after it.
    val ofAugmentation: augmentation: Augmentation -> key: Key -> images: Tensor -> Image

    /// Writes strips of images as a picture: .png, or another ending of ImageFile.write.
    val save: path: string -> strips: (string * Tensor) seq -> unit

    /// Writes the images before an augmentation and after it as a picture.
    val saveAugmentation: path: string -> augmentation: Augmentation -> key: Key -> images: Tensor -> unit
