namespace FuncNet

/// Ready networks for images [batch; height; width; channels], of any number of channels and of any size from a least one on; under it they
/// throw ShapeException when they are built, with the least size. They end in the logits of the classes. Parameters are counted for the
/// published input, without the running statistics of normalizations.
[<AutoOpen>]
module ZooImages =

    /// Ready models: layers like any other, which can be cut, given a new head, frozen and loaded.
    [<RequireQualifiedAccess>]
    module Zoo =

        /// LeNet-5 (LeCun and others 1998): two convolutions of 5 × 5 with tanh and average pooling, and three dense layers; 61,706 parameters for
        /// 28 × 28 × 1 and 10 classes; least size 12 × 12. The first convolution pads, which is what made 32 × 32 of 28 × 28. The paper's
        /// poolings have two parameters for each channel, its second convolution leaves out some pairs of channels, and its last layer is of
        /// radial basis functions; here, as everywhere today, pooling is plain, every channel sees every other, and the last layer is dense.
        val leNet5: classes: int -> Layer

        /// AlexNet in the form of torchvision (Krizhevsky 2014, "One weird trick"): five convolutions, three dense layers, dropout; 61,100,840
        /// parameters for 1,000 classes, whatever the size; made for 224 × 224 × 3, least size 63 × 63. The network of 2012 had two halves on two
        /// processors and normalized the responses of neighbouring channels. Layers are named as in torchvision ("features.0", "classifier.6").
        val alexNet: classes: int -> Layer

        /// VGG16 (Simonyan and Zisserman 2015, configuration D): thirteen convolutions of 3 × 3, five poolings, three dense layers with dropout;
        /// 138,357,544 parameters for 1,000 classes, whatever the size; made for 224 × 224 × 3, least size 32 × 32: other sizes are averaged to
        /// 7 × 7 before the dense layers, as in torchvision, whose names its layers have. Weights are He's, the paper's were N(0, 0.01²).
        val vgg16: classes: int -> Layer

        /// ResNet-18 (He and others 2016): 17 convolutions, in eight residual blocks of two but the first, and a dense layer; 11,689,512 parameters
        /// for 1,000 classes and 3 channels; made for 224 × 224; any size is taken, and under 33 × 33 the last blocks see one place. Names are torchvision's
        /// ("layer1.0.conv1", "layer2.0.downsample.1"). Weights are He's for what goes in; torchvision's for what goes out.
        val resNet18: classes: int -> Layer

        /// ResNet-50 (He and others 2016): sixteen residual blocks of 1 × 1, 3 × 3 and 1 × 1; 25,557,032 parameters for 1,000 classes and 3
        /// channels. As in torchvision, the convolution of 3 × 3 strides, and not the one before it. For the rest as resNet18.
        val resNet50: classes: int -> Layer

        /// ResNet-20 for small images (He and others 2016, section 4.2): three stages of three residual blocks with 16, 32 and 64 channels; 272,474
        /// parameters for 32 × 32 × 3 and 10 classes; any size is taken. Where a stage begins, shortcuts are projections of 1 × 1 (the paper's option B;
        /// with its option A, which pads with zeros, it has 269,722). Names are as in resNet18.
        val resNet20: classes: int -> Layer
