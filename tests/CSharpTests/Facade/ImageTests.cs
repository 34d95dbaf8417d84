using FuncNet;

namespace CSharpTests.Facade;

/// <summary>Images, augmentation and contact sheets in C#.</summary>
public class ImageTests
{
    private static readonly Key Seed = Key.OfSeed(3);
    private static readonly Tensor Some = Seed.Uniform(4, 8, 8, 1);

    private static string MessageOf<E>(Func<object?> action)
        where E : Exception => Assert.Throws<E>(action).Message;

    private static Image Drawn(int height, int width, int seed) =>
        ImageFiles.Of(Key.OfSeed((ulong)seed).Uniform(height, width, 1));

    [Fact]
    public void Augmentations_arrive_in_their_places()
    {
        string Text(Augmentation augmentation) => augmentation.ToString()!;
        Assert.Equal("none", Text(Augmentations.None()));
        Assert.Equal("shift ±0.1 × ±0.2", Text(Augmentations.Shift(height: 0.1, width: 0.2)));
        Assert.Equal("shift ±0.1 × ±0.1", Text(Augmentations.Shift(0.1)));
        Assert.Equal("shift ±1 × ±2 pixels", Text(Augmentations.ShiftPixels(height: 1, width: 2)));
        Assert.Equal("shift ±3 × ±3 pixels", Text(Augmentations.PadAndCrop(3)));
        Assert.Equal("rotate 5 to 9°", Text(Augmentations.Rotate(low: 5, high: 9)));
        Assert.Equal("crop 5×6", Text(Augmentations.RandomCrop(height: 5, width: 6)));
        Assert.Equal("centre crop 5×6", Text(Augmentations.CentreCrop(5, 6)));
        Assert.Equal("clamp 0 to 1", Text(Augmentations.Clamp()));
        Assert.Equal("sometimes 0.3 (noise 0.1)", Text(Augmentations.Sometimes(0.3, Augmentations.Noise(0.1))));
        Assert.Equal(
            "shift ±0.1 × ±0.1, rotate ±10°, zoom 0.9 to 1.1, shear ±5°, flip horizontally 0.5, flip vertically 0.2, "
                + "erase 0.5 of 0.02 to 0.33, brightness ±0.2, contrast ±0.3, noise 0.1",
            Text(
                Augmentations
                    .Shift(0.1)
                    .Rotate(10)
                    .Zoom(0.9, 1.1)
                    .Shear(5)
                    .FlipHorizontal()
                    .FlipVertical(0.2)
                    .Erase()
                    .Brightness(0.2)
                    .Contrast(0.3)
                    .Noise(0.1)
            )
        );
        Assert.Contains("Augmentation.zoom", MessageOf<ConfigurationException>(() => Augmentations.Zoom(0, 1)));
    }

    [Fact]
    public void Augmentations_are_applied()
    {
        Tensor turned = Augmentations.Rotate(90, 90).Apply(Seed, Some);
        Assert.Equal(Some.Permute(0, 2, 1, 3).Reverse(1), turned);
        Augmentation outside = Augmentations.Shift(0.4).With(Border.Constant, fill: 2, Interpolation.Nearest);
        Assert.Equal(2, outside.Apply(Seed, Some).Max().ToScalar());
        Augmentation doubled = Augmentations.Of("double", (_, x) => x * 2.0).Then(Augmentations.FlipVertical(1));
        Assert.Equal((Some * 2.0).Reverse(1), doubled.Apply(Seed, Some));
        Batch batch = Augmentations.FlipHorizontal(1).Apply(Seed, new Batch(Some, Tensor.Of(0, 1, 0, 1)));
        Assert.Equal(Some.Reverse(2), batch.Inputs);
        Assert.Equal(Tensor.Of(0, 1, 0, 1), batch.Targets);
    }

    [Fact]
    public void Augmentation_is_a_layer()
    {
        Network network = Network
            .Input(8, 8, 1)
            .Augment(Augmentations.RandomCrop(6, 6))
            .Flatten()
            .Dense(2)
            .Build(seed: 1);
        Assert.Equal(36 * 2 + 2, network.Parameters.Size);
        Assert.Equal([4, 2], network.Predict(Some).Shape.ToArray());
        Assert.Contains("Augment", network.Summary().ToString());
    }

    [Fact]
    public void Mixtures_of_batches()
    {
        Tensor targets = Datasets.FromTensors(Some, Tensor.Of(0, 1, 0, 1)).OneHot().Targets;
        var (images, mixed) = Mixings.MixUp().Apply(Seed, Some, targets);
        Assert.Equal(Some.Shape, images.Shape);
        Assert.All(mixed.Sum(1).ToArray<float>(), sum => Assert.Equal(1, sum, 1e-6f));
        Batch batch = Mixings.CutMix(alpha: 2).Apply(Seed, new Batch(Some, targets));
        Assert.Equal(Some.Shape, batch.Inputs.Shape);
        Assert.Contains("0.2", Mixings.MixUp().ToString());
    }

    [Fact]
    public void Images_are_written_read_and_made_a_set_of()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("funcnet");
        try
        {
            foreach (string name in new[] { "a", "b" })
            {
                string path = Path.Combine(
                    Directory.CreateDirectory(Path.Combine(folder.FullName, name)).FullName,
                    "1.png"
                );
                Drawn(5, 4, name[0]).Save(path);
                Assert.Equal(Drawn(5, 4, name[0]), ImageFiles.Read(path));
            }
            ImageSet images = ImageSets.FromFolder(folder.FullName);
            Assert.Equal(["a", "b"], images.ClassNames);
            Assert.Equal([0, 1], images.Labels);
            Assert.Equal(Drawn(5, 4, 'b').ToTensor(), images.Batch(1).Inputs[0]);
            Assert.Equal([1, 1], images.ClassSizes());
            Assert.Equal(2, images.ToDataset().Count);
            Assert.Single(images.Batches(2));
            Assert.Equal(2, images.Batches(1, Seed).Count());
            Assert.Equal(images[1], images.Select(1)[0]);
            Assert.Equal(1, images.SplitAt(1).Others.Count);
            Assert.Equal(1, images.SplitRandomly(0.5, seed: 1).First.Count);
            ImageSet resized = ImageSets.FromFolder(folder.FullName, size: (3, 2), channels: 3, classNames: ["b", "a"]);
            Assert.Equal([3, 2, 3], resized.ImageShape.ToArray());
            Assert.Equal([0, 1], resized.Labels);
            Assert.Equal(Drawn(5, 4, 'b').Colour().Resize(3, 2), resized[0]);
            Assert.Equal(Drawn(5, 4, 'b').Resize(3, 2), resized[0].Grey());
            File.WriteAllText(Path.Combine(folder.FullName, "a", "2.png"), "no image");
            Assert.Contains("2.png", MessageOf<DataException>(() => ImageSets.FromFolder(folder.FullName)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        ImageSet set = ImageSets.Of(["x"], [(Drawn(2, 2, 1), 0)]);
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Contact_sheets()
    {
        Image sheet = ContactSheets.Of(Augmentations.FlipVertical(1), Seed, Some);
        Assert.Equal(sheet, ContactSheets.Create(("before", Some), ("after: flip vertically 1", Some.Reverse(1))));
    }
}
