namespace FuncNet

/// A random change of images, as a value. Made with the functions of the module of the same name, and put in order with
/// Augmentation.sequence; each image draws its own numbers.
[<Sealed>]
type Augmentation =
    internal new: parts: AugmentationPart list -> Augmentation

    member internal Parts: AugmentationPart list

    member internal Apply: key: Key -> images: Tensor -> Tensor

    /// What is done, in order.
    override ToString: unit -> string

/// Random changes of images, for more variety than a training set has. The images are float32 or float64 [n; height; width; channels].
/// What an image draws follows from the key and its place in the batch, on any number of threads; all of it is made of tensor operations, so that
/// it can be compiled and has derivatives. An argument out of its range throws ConfigurationException.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Augmentation =

    /// The images as they are.
    val none: Augmentation

    /// One after the other. Moves in the plane (shift, rotate, zoom, shear, flip) that are next to one another become one: the image is
    /// resampled once, from what was there before the first. Associative, with none as its unit.
    val sequence: augmentations: Augmentation seq -> Augmentation

    /// Moves the image by up to these shares of its height and its width, up or down and to the left or right, all as likely: with 0.1, up to 10 % each way.
    val shift: height: float -> width: float -> Augmentation

    /// Moves the image by whole pixels, from −n to n down and to the right: no pixel is changed but by the border. It is also what pads an
    /// image by n and crops it at random to its size again.
    val shiftPixels: height: int -> width: int -> Augmentation

    /// Pads the image by that many pixels on each side, and crops it at random to its size again (He et al. 2015); the same as shiftPixels in both directions.
    val padAndCrop: margin: int -> Augmentation

    /// Turns the image around its middle by −degrees to degrees.
    val rotate: degrees: float -> Augmentation

    /// Turns the image around its middle by low to high degrees, counter-clockwise if they are positive.
    val rotateBetween: low: float -> high: float -> Augmentation

    /// Enlarges the image around its middle by a factor from low to high, over 0; under 1 it becomes smaller.
    val zoom: low: float -> high: float -> Augmentation

    /// Leans the columns by −degrees to degrees, under 90: as italics for positive angles.
    val shear: degrees: float -> Augmentation

    /// Exchanges left and right with that probability.
    val flipHorizontal: probability: float -> Augmentation

    /// Exchanges above and below with that probability.
    val flipVertical: probability: float -> Augmentation

    /// A part of that height and width, at random. In inference (Layer.augment) it is the middle of the image.
    val randomCrop: height: int -> width: int -> Augmentation

    /// The part of that height and width in the middle; of an odd rest, the smaller half is above and on the left. Nothing is random, and inference does it too.
    val centreCrop: height: int -> width: int -> Augmentation

    /// With that probability, a rectangle of each image becomes the fill (Zhong et al. 2017): its area is a share of the image from smallest
    /// to largest, its height 0.3 to 3.3 times its width, and it lies within the image.
    val erase: probability: float -> smallest: float -> largest: float -> Augmentation

    /// x + δ, with δ from −amount to amount for each image. Nothing is clipped: clamp does that.
    val brightness: amount: float -> Augmentation

    /// m + f·(x − m) around the mean m of the image, with f from 1 − amount to 1 + amount; amount is at most 1.
    val contrast: amount: float -> Augmentation

    /// x + N(0, deviation²) in each number.
    val noise: deviation: float -> Augmentation

    /// Every number brought between two bounds, such as 0 and 1 behind brightness, contrast and noise. Inference does it too.
    val clamp: low: float -> high: float -> Augmentation

    /// Each image with that probability, and else as it is. An augmentation that gives images of another size throws ShapeException when it is applied.
    val sometimes: probability: float -> augmentation: Augmentation -> Augmentation

    /// A function of your own: of a key and images [n; height; width; channels]. It is left out in inference.
    val ofFunction: name: string -> change: (Key -> Tensor -> Tensor) -> Augmentation

    /// The same, with this beyond the edges wherever it moves images; Border.Constant if nothing is said.
    val withBorder: border: Border -> augmentation: Augmentation -> Augmentation

    /// The same, with this number beyond the edges under Border.Constant, and in what is erased; 0 if nothing is said.
    val withFill: fill: float -> augmentation: Augmentation -> Augmentation

    /// The same, with this between pixels wherever it moves images; Interpolation.Bilinear if nothing is said.
    val withInterpolation: interpolation: Interpolation -> augmentation: Augmentation -> Augmentation

    /// The images changed. images: float32 or float64 [n; height; width; channels]; the result is of the same size, but for crops. Image i
    /// draws what image i of any other batch draws from that key. Images of another rank throw ShapeException, of another type DTypeException.
    val apply: augmentation: Augmentation -> key: Key -> images: Tensor -> Tensor

    /// What inference does: crops take the middle, clamps stay, all else is left out.
    val internal inference: augmentation: Augmentation -> images: Tensor -> Tensor

    /// The shape of one image after the augmentation.
    val internal outputShape: augmentation: Augmentation -> image: Shape -> Shape
