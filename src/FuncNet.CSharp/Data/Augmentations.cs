using BatchSteps = FuncNet.AugmentedBatches.Augmentation;
using Steps = FuncNet.AugmentationModule;

namespace FuncNet;

/// <summary>
/// Random changes of images, for more variety than a training set has: <c>Augmentations.Shift(0.1).Rotate(10).FlipHorizontal()</c>. Each image draws its
/// own numbers from the key and its place. Moves that follow one another are one resampling. An argument out of its range is a ConfigurationException.
/// </summary>
public static class Augmentations
{
    /// <summary>The images as they are.</summary>
    public static Augmentation None() => Steps.none;

    /// <summary>One after the other.</summary>
    public static Augmentation Sequence(params IReadOnlyList<Augmentation> augmentations) =>
        Steps.sequence(augmentations);

    /// <summary>Moves by up to that share of the height and the width, each way.</summary>
    public static Augmentation Shift(double share) => Steps.shift(share, share);

    /// <summary>Moves by up to these shares of the height and the width, each way.</summary>
    public static Augmentation Shift(double height, double width) => Steps.shift(height, width);

    /// <summary>Moves by whole pixels, from −n to n down and to the right.</summary>
    public static Augmentation ShiftPixels(int height, int width) => Steps.shiftPixels(height, width);

    /// <summary>Pads by that many pixels on each side, and crops at random to the same size again (He et al. 2015).</summary>
    public static Augmentation PadAndCrop(int margin) => Steps.padAndCrop(margin);

    /// <summary>Turns around the middle by −degrees to degrees.</summary>
    public static Augmentation Rotate(double degrees) => Steps.rotate(degrees);

    /// <summary>Turns around the middle by low to high degrees, counter-clockwise if they are positive.</summary>
    public static Augmentation Rotate(double low, double high) => Steps.rotateBetween(low, high);

    /// <summary>Enlarges around the middle by a factor from low to high, over 0.</summary>
    public static Augmentation Zoom(double low, double high) => Steps.zoom(low, high);

    /// <summary>Leans the columns by −degrees to degrees, under 90.</summary>
    public static Augmentation Shear(double degrees) => Steps.shear(degrees);

    /// <summary>Exchanges left and right with that probability.</summary>
    public static Augmentation FlipHorizontal(double probability = 0.5) => Steps.flipHorizontal(probability);

    /// <summary>Exchanges above and below with that probability.</summary>
    public static Augmentation FlipVertical(double probability = 0.5) => Steps.flipVertical(probability);

    /// <summary>A part of that height and width at random; in inference the middle.</summary>
    public static Augmentation RandomCrop(int height, int width) => Steps.randomCrop(height, width);

    /// <summary>The part of that height and width in the middle, in inference too.</summary>
    public static Augmentation CentreCrop(int height, int width) => Steps.centreCrop(height, width);

    /// <summary>With that probability a rectangle becomes the fill (Zhong et al. 2017): smallest to largest is its share of the area.</summary>
    public static Augmentation Erase(double probability = 0.5, double smallest = 0.02, double largest = 0.33) =>
        Steps.erase(probability, smallest, largest);

    /// <summary>x + δ, with δ from −amount to amount for each image.</summary>
    public static Augmentation Brightness(double amount) => Steps.brightness(amount);

    /// <summary>m + f·(x − m) around the mean m of the image, with f from 1 − amount to 1 + amount.</summary>
    public static Augmentation Contrast(double amount) => Steps.contrast(amount);

    /// <summary>x + N(0, deviation²) in each number.</summary>
    public static Augmentation Noise(double deviation) => Steps.noise(deviation);

    /// <summary>Every number brought between two bounds, in inference too.</summary>
    public static Augmentation Clamp(double low = 0, double high = 1) => Steps.clamp(low, high);

    /// <summary>Each image with that probability, and else as it is.</summary>
    public static Augmentation Sometimes(double probability, Augmentation augmentation) =>
        Steps.sometimes(probability, augmentation);

    /// <summary>A function of your own, of a key and images [n; height; width; channels]; left out in inference.</summary>
    public static Augmentation Of(string name, Func<Key, Tensor, Tensor> change) =>
        Steps.ofFunction(name, Functions.Of(change));
}

/// <summary>What can be done with augmentations: each gives a new one.</summary>
public static class AugmentationExtensions
{
    /// <summary>First this one, then the next. Moves next to one another become one resampling.</summary>
    public static Augmentation Then(this Augmentation augmentation, Augmentation next) =>
        Steps.sequence([augmentation, next]);

    /// <summary>The same, with this beyond the edges and between pixels: Border.Constant, 0 and Interpolation.Bilinear if nothing is said.</summary>
    public static Augmentation With(
        this Augmentation augmentation,
        Border? border = null,
        double? fill = null,
        Interpolation? interpolation = null
    )
    {
        Augmentation result = border is null ? augmentation : Steps.withBorder(border, augmentation);
        result = fill is null ? result : Steps.withFill(fill.Value, result);
        return interpolation is null ? result : Steps.withInterpolation(interpolation, result);
    }

    /// <summary>The images changed: float32 or float64 [n; height; width; channels]; of the same size, but for crops.</summary>
    public static Tensor Apply(this Augmentation augmentation, Key key, Tensor images) =>
        Steps.apply(augmentation, key, images);

    /// <summary>The batch with its images changed.</summary>
    public static Batch Apply(this Augmentation augmentation, Key key, Batch batch) =>
        BatchSteps.batch(augmentation, key, batch);

    /// <summary>Then moves by up to these shares of the height and the width.</summary>
    public static Augmentation Shift(this Augmentation before, double height, double width) =>
        before.Then(Augmentations.Shift(height, width));

    /// <summary>Then moves by up to that share of the height and the width.</summary>
    public static Augmentation Shift(this Augmentation before, double share) => before.Then(Augmentations.Shift(share));

    /// <summary>Then turns by −degrees to degrees.</summary>
    public static Augmentation Rotate(this Augmentation before, double degrees) =>
        before.Then(Augmentations.Rotate(degrees));

    /// <summary>Then enlarges by a factor from low to high.</summary>
    public static Augmentation Zoom(this Augmentation before, double low, double high) =>
        before.Then(Augmentations.Zoom(low, high));

    /// <summary>Then leans the columns by −degrees to degrees.</summary>
    public static Augmentation Shear(this Augmentation before, double degrees) =>
        before.Then(Augmentations.Shear(degrees));

    /// <summary>Then exchanges left and right with that probability.</summary>
    public static Augmentation FlipHorizontal(this Augmentation before, double probability = 0.5) =>
        before.Then(Augmentations.FlipHorizontal(probability));

    /// <summary>Then exchanges above and below with that probability.</summary>
    public static Augmentation FlipVertical(this Augmentation before, double probability = 0.5) =>
        before.Then(Augmentations.FlipVertical(probability));

    /// <summary>Then erases a rectangle with that probability.</summary>
    public static Augmentation Erase(
        this Augmentation before,
        double probability = 0.5,
        double smallest = 0.02,
        double largest = 0.33
    ) => before.Then(Augmentations.Erase(probability, smallest, largest));

    /// <summary>Then adds −amount to amount to each image.</summary>
    public static Augmentation Brightness(this Augmentation before, double amount) =>
        before.Then(Augmentations.Brightness(amount));

    /// <summary>Then changes the contrast of each image by up to that share.</summary>
    public static Augmentation Contrast(this Augmentation before, double amount) =>
        before.Then(Augmentations.Contrast(amount));

    /// <summary>Then adds N(0, deviation²) to each number.</summary>
    public static Augmentation Noise(this Augmentation before, double deviation) =>
        before.Then(Augmentations.Noise(deviation));
}

/// <summary>
/// Mixtures of the images of a batch and of their one-hot targets (Dataset.OneHot). The partner of an image is another one of the batch; every one is a
/// partner once.
/// </summary>
public static class Mixings
{
    /// <summary>λ·x + (1 − λ)·x′ of an image and its partner, and of their targets, with λ from Beta(α, α) (Zhang et al. 2018).</summary>
    public static Mixing MixUp(double alpha = 0.2) => MixingModule.mixUp(alpha);

    /// <summary>A rectangle of the partner put into the image; targets by the share of the area, with λ from Beta(α, α) (Yun et al. 2019).</summary>
    public static Mixing CutMix(double alpha = 1) => MixingModule.cutMix(alpha);

    /// <summary>The mixed images [n; height; width; channels] and targets [n; classes], of float types.</summary>
    public static (Tensor Images, Tensor Targets) Apply(this Mixing mixing, Key key, Tensor images, Tensor targets)
    {
        var (mixed, mixedTargets) = MixingModule.apply(mixing, key, images, targets);
        return (mixed, mixedTargets);
    }

    /// <summary>The batch mixed. Labels in place of one-hot targets are a DTypeException.</summary>
    public static Batch Apply(this Mixing mixing, Key key, Batch batch) => MixingModule.batch(mixing, key, batch);
}
