namespace FuncNet

/// Pairs of networks that learn from each other (Goodfellow and others 2014): a generator makes samples of normal noise, and a
/// discriminator gives each sample one score. They are trained by Adversarial.trainer.
[<AutoOpen>]
module ZooAdversaries =

    [<RequireQualifiedAccess>]
    module Zoo =

        /// A generator of dense layers with ReLU: noise [batch; any] to samples of a shape, such as [2] or [28; 28; 1]; its results are linear.
        val generator: shape: int seq -> hidden: int seq -> Layer

        /// A discriminator of dense layers with leaky ReLU of slope 0.2, for samples of any shape.
        val discriminator: hidden: int seq -> Layer

        /// The generator of a DCGAN (Radford, Metz and Chintala 2016): a dense layer makes an image of height / 2ⁿ × width / 2ⁿ with the first of n numbers
        /// of filters, and n transposed convolutions of 4 × 4 double it, with the other numbers of filters and the channels of the samples; batch
        /// normalization and ReLU between them, tanh at the end, weights from N(0, 0.02²). A height or width that is no multiple of 2ⁿ is
        /// a ConfigurationException, which says the least size. Scale real samples to −1 … 1.
        val convGenerator: shape: int seq -> filters: int seq -> Layer

        /// The discriminator of a DCGAN: convolutions of 4 × 4 that halve the image, with so many filters, leaky ReLU of slope 0.2 behind each, batch
        /// normalization but for the first, and a dense layer. A penalty of gradients does not go with batch normalization. Images of any size.
        val convDiscriminator: filters: int seq -> Layer
