namespace FuncNet;

/// <summary>
/// Image files, and images of tensors. A file that is missing, damaged or of another format than PNG, PGM
/// and PPM is a DataException that names it.
/// </summary>
public static class ImageFiles
{
    /// <summary>The image of a PNG, PGM or PPM file; alpha is left out.</summary>
    public static Image Read(string path) => ImageFile.read(path);

    /// <summary>The image of a tensor [height; width] or [height; width; 1 or 3] of numbers from 0 to 1.</summary>
    public static Image Of(Tensor tensor) => ImageModule.ofTensor(tensor);
}

/// <summary>Sets of images whose pixels stay bytes until a batch is made of them.</summary>
public static class ImageSets
{
    /// <summary>
    /// Images of a folder with a folder for each class, FOLDER/CLASS/*.png, .pgm or .ppm, in the order of their characters. size: every image is brought to it; without
    /// it, others than the first one's are an error. channels: 1 grey, 3 colour, 0 as the first image is. classNames: the classes in the order of their
    /// labels, such as those of the training set. All images that cannot be used are named in one DataException.
    /// </summary>
    public static ImageSet FromFolder(
        string folder,
        Size2D? size = null,
        int channels = 0,
        IReadOnlyList<string>? classNames = null
    ) => ImageSetModule.ofFolderWith(new ImageFolder(channels, size ?? (0, 0), classNames ?? []), folder);

    /// <summary>Images and labels of the IDX format (MNIST).</summary>
    public static ImageSet Idx(string imagesPath, string labelsPath) => ImageSetModule.ofIdx(imagesPath, labelsPath);

    /// <summary>Images of one size with their labels, each of which has a name in classNames.</summary>
    public static ImageSet Of(IReadOnlyList<string> classNames, IEnumerable<(Image Image, int Label)> images) =>
        ImageSetModule.ofImages(classNames, images.Select(pair => Tuple.Create(pair.Image, pair.Label)));
}

/// <summary>What can be done with images of bytes.</summary>
public static class ImageExtensions
{
    /// <summary>float32 [height; width; channels] from 0 to 1.</summary>
    public static Tensor ToTensor(this Image image) => ImageModule.toTensor(image);

    /// <summary>The image in grey (ITU-R BT.601).</summary>
    public static Image Grey(this Image image) => ImageModule.grey(image);

    /// <summary>The image with three channels.</summary>
    public static Image Colour(this Image image) => ImageModule.colour(image);

    /// <summary>The image in another size, by a triangle filter.</summary>
    public static Image Resize(this Image image, int height, int width) => ImageModule.resize(height, width, image);

    /// <summary>Writes the image as .png, .pgm or .ppm, whole or not at all.</summary>
    public static void Save(this Image image, string path) => ImageFile.write(path, image);
}

/// <summary>Parts, orders and batches of sets of images.</summary>
public static class ImageSetExtensions
{
    /// <summary>
    /// Batches in another random order at every epoch, for <c>network.Train</c>. Images stay bytes until their batch is asked for, and become float32 from 0 to 1. A size
    /// outside of 1 … n is a DataException.
    /// </summary>
    public static Pipeline<Batch> ToPipeline(this ImageSet images, int batchSize) =>
        ImagePipelines.Pipeline.ofImages(batchSize, images);

    /// <summary>The images at these places as float32 [n; height; width; channels], bytes divided by 255, with int32 labels [n].</summary>
    public static Batch Batch(this ImageSet images, params IReadOnlyList<int> places) =>
        ImageSetModule.batch(images, [.. places]);

    /// <summary>Batches in the order of the images, made one by one; the last may be shorter.</summary>
    public static IEnumerable<Batch> Batches(this ImageSet images, int size) => ImageSetModule.batches(size, images);

    /// <summary>Batches in a random order, in which every image comes once. Give each epoch its own key.</summary>
    public static IEnumerable<Batch> Batches(this ImageSet images, int size, Key key) =>
        ImageSetModule.shuffledBatches(size, key, images);

    /// <summary>The images at these places, in this order.</summary>
    public static ImageSet Select(this ImageSet images, params IReadOnlyList<int> places) =>
        ImageSetModule.select([.. places], images);

    /// <summary>The first images, that many, and the others.</summary>
    public static (ImageSet First, ImageSet Others) SplitAt(this ImageSet images, int count)
    {
        var (first, others) = ImageSetModule.splitAt(count, images);
        return (first, others);
    }

    /// <summary>The first ⌊fraction · n + ½⌋ images of a random order, and the others.</summary>
    public static (ImageSet First, ImageSet Others) SplitRandomly(this ImageSet images, double fraction, long seed)
    {
        var (first, others) = ImageSetModule.splitRandomly(Functions.KeyOf(seed), fraction, images);
        return (first, others);
    }

    /// <summary>All images as float32: four times the bytes.</summary>
    public static Dataset ToDataset(this ImageSet images) => ImageSetModule.toDataset(images);

    /// <summary>How many images each class has.</summary>
    public static IReadOnlyList<int> ClassSizes(this ImageSet images) => ImageSetModule.classSizes(images);
}

/// <summary>Many images on one picture, to be looked at.</summary>
public static class ContactSheets
{
    /// <summary>Strips of images [n; height; width; 1 or 3] from 0 to 1, each under its label; those under one another belong together.</summary>
    public static Image Create(params IReadOnlyList<(string Label, Tensor Images)> strips) =>
        ContactSheet.create(strips.Select(strip => Tuple.Create(strip.Label, strip.Images)));

    /// <summary>The images before an augmentation and after it.</summary>
    public static Image Of(Augmentation augmentation, Key key, Tensor images) =>
        ContactSheet.ofAugmentation(augmentation, key, images);
}
