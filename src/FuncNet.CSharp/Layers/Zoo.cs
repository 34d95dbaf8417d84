using AdversarialModels = FuncNet.ZooAdversaries.Zoo;
using AutoencoderModels = FuncNet.ZooAutoencoders.Zoo;
using ImageModels = FuncNet.ZooImages.Zoo;
using SequenceModels = FuncNet.ZooSequences.Zoo;
using TableModels = FuncNet.ZooTables.Zoo;

namespace FuncNet;

/// <summary>
/// Ready models: layers like any other, which can be cut, given a new head, frozen and loaded: <c>Network.Input(224, 224, 3).Then(Zoo.Vgg16(classes:
/// 1000))</c>. Those for images take any number of channels, and any size from a least one on, and end in the logits of the classes; under the least size they
/// throw ShapeException when they are built. Parameters are counted without the running statistics of normalizations.
/// </summary>
public static class Zoo
{
    /// <summary>
    /// LeNet-5 (LeCun and others 1998): two convolutions of 5 × 5 with tanh and average pooling, and three dense layers; 61,706 parameters for 28 ×
    /// 28 × 1 and 10 classes; least size 12 × 12. The first convolution pads; poolings are plain, every channel sees every other, and the last layer is dense.
    /// </summary>
    public static Layer LeNet5(int classes) => ImageModels.leNet5(classes);

    /// <summary>
    /// AlexNet in the form of torchvision (Krizhevsky 2014): 61,100,840 parameters for 1,000 classes, whatever the size; made for 224 × 224 × 3, least size
    /// 63 × 63. Layers have torchvision's names ("features.0", "classifier.6").
    /// </summary>
    public static Layer AlexNet(int classes) => ImageModels.alexNet(classes);

    /// <summary>
    /// VGG16 (Simonyan and Zisserman 2015, configuration D): 138,357,544 parameters for 1,000 classes, whatever the size; made for 224 × 224 × 3, least size
    /// 32 × 32. Layers have torchvision's names.
    /// </summary>
    public static Layer Vgg16(int classes) => ImageModels.vgg16(classes);

    /// <summary>
    /// ResNet-18 (He and others 2016): 11,689,512 parameters for 1,000 classes and 3 channels; made for 224 × 224, any size is taken. Layers
    /// have torchvision's names ("layer1.0.conv1").
    /// </summary>
    public static Layer ResNet18(int classes) => ImageModels.resNet18(classes);

    /// <summary>
    /// ResNet-50 (He and others 2016), whose convolutions of 3 × 3 stride, as in torchvision: 25,557,032 parameters for 1,000 classes and 3 channels. For the
    /// rest as <see cref="ResNet18"/>.
    /// </summary>
    public static Layer ResNet50(int classes) => ImageModels.resNet50(classes);

    /// <summary>
    /// ResNet-20 for small images (He and others 2016, section 4.2), with projections where a stage begins: 272,474 parameters for 32 × 32 × 3 and 10 classes;
    /// any size is taken.
    /// </summary>
    public static Layer ResNet20(int classes) => ImageModels.resNet20(classes);

    /// <summary>
    /// An autoencoder of dense layers (Hinton and Salakhutdinov 2006): hidden widths with ReLU, a linear code, and the same widths backwards, for samples
    /// of a shape. Train it with its inputs as targets; its results are linear (logits under Losses.SigmoidCrossEntropy). SplitAt("decoder") parts the halves.
    /// </summary>
    public static Layer Autoencoder(IReadOnlyList<int> shape, IReadOnlyList<int> hidden, int code) =>
        AutoencoderModels.autoencoder(shape, hidden, code);

    /// <summary>
    /// An autoencoder of convolutions of 3 × 3 (Masci and others 2011): each layer halves the image, and transposed convolutions double it again. Heights and
    /// widths must be multiples of 2ⁿ for n layers.
    /// </summary>
    public static Layer ConvAutoencoder(int channels, params IReadOnlyList<int> filters) =>
        AutoencoderModels.convAutoencoder(channels, filters);

    /// <summary>
    /// A variational autoencoder (Kingma and Welling 2014): the encoder's "encoder.moments" are μ and ln σ² of a code z = μ + σ·ε, drawn in training from
    /// the step's key; in inference z = μ. Its objective, −ELBO in nats: <c>.Minimize(Losses.SigmoidCrossEntropy.Scale(places))
    /// .Regularize(Regularizers.GaussianDivergence("encoder.moments"))</c>.
    /// </summary>
    public static Layer VariationalAutoencoder(IReadOnlyList<int> shape, IReadOnlyList<int> hidden, int latent) =>
        AutoencoderModels.variationalAutoencoder(shape, hidden, latent);

    /// <summary>z = μ + e^(s/2)·ε in training, ε ~ N(0, 1) from the layer's key, and μ in inference. (μ, s): [batch; 2·latent], z: [batch; latent].</summary>
    public static Layer GaussianSample() => AutoencoderModels.gaussianSample;

    /// <summary>A generator of dense layers with ReLU (Goodfellow and others 2014): noise [batch; any] to samples of a shape; linear results.</summary>
    public static Layer Generator(IReadOnlyList<int> shape, IReadOnlyList<int> hidden) =>
        AdversarialModels.generator(shape, hidden);

    /// <summary>A discriminator of dense layers with leaky ReLU, which gives samples of any shape one score.</summary>
    public static Layer Discriminator(params IReadOnlyList<int> hidden) => AdversarialModels.discriminator(hidden);

    /// <summary>
    /// The generator of a DCGAN (Radford, Metz and Chintala 2016) for images [height; width; channels], multiples of 2ⁿ for n numbers of filters, with tanh at
    /// the end: scale real samples to −1 … 1.
    /// </summary>
    public static Layer ConvGenerator(IReadOnlyList<int> shape, IReadOnlyList<int> filters) =>
        AdversarialModels.convGenerator(shape, filters);

    /// <summary>The discriminator of a DCGAN: convolutions of 4 × 4 that halve the image, and one score.</summary>
    public static Layer ConvDiscriminator(params IReadOnlyList<int> filters) =>
        AdversarialModels.convDiscriminator(filters);

    /// <summary>
    /// A factorization machine of second order (Rendle 2010): y = b + Σ wᵢxᵢ + Σᵢ&lt;ⱼ ⟨vᵢ, vⱼ⟩ xᵢxⱼ, in O(k·n) for k factors. x: [batch; n], y: [batch; 1].
    /// </summary>
    public static Layer FactorizationMachine(int factors) => TableModels.factorizationMachine(factors);

    /// <summary>
    /// The same of fields of categories, int32 indices [batch; fields], as of their one-hot columns side by side. counts: of the categories of each field.
    /// </summary>
    public static Layer FactorizationMachineOf(IReadOnlyList<int> counts, int factors) =>
        TableModels.factorizationMachineOf(counts, factors);

    /// <summary>A vector for each category of each field, side by side: int32 [batch; fields] to [batch; fields·size].</summary>
    public static Layer FieldEmbedding(IReadOnlyList<int> counts, int size) => TableModels.fieldEmbedding(counts, size);

    /// <summary>
    /// Deep Crossing (Shan and others 2016): a vector for each category of each field, side by side with numbers if there are any, residual units, and
    /// so many results. Input: int32 [batch; fields]; with numbers, the two inputs (categories, numbers).
    /// </summary>
    public static Layer DeepCrossing(
        IReadOnlyList<int> counts,
        int outputs = 1,
        int embedding = 8,
        int numbers = 0,
        int hidden = 64,
        int units = 2
    ) => TableModels.deepCrossingWith(new DeepCrossingOptions(embedding, numbers, hidden, units), counts, outputs);

    /// <summary>
    /// A transformer that classifies sequences of symbols (Vaswani and others 2017, normalized before each half of a block): int32 [batch; time], from 0 to
    /// vocabulary − 1, to logits [batch; classes]. The heads divide the width.
    /// </summary>
    public static Layer Transformer(
        int vocabulary,
        int classes,
        int width = 32,
        int heads = 4,
        int hidden = 64,
        int blocks = 2,
        double dropout = 0
    ) =>
        SequenceModels.transformerWith(
            new TransformerClassifierOptions(width, heads, hidden, blocks, dropout),
            vocabulary,
            classes
        );
}
