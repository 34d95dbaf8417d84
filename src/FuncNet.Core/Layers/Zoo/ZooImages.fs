namespace FuncNet

[<AutoOpen>]
module ZooImages =

    let private around n = Padding.Explicit(struct (n, n), struct (n, n))

    /// A convolution with square filters, drawn by He's rule.
    let private conv filters kernel stride padding bias =
        Layer.conv2dWith
            {
                Conv2D.defaults with
                    Strides = struct (stride, stride)
                    Padding = around padding
                    Kernel = Initializer.heNormal
                    Bias = bias
            }
            filters
            (struct (kernel, kernel))

    let private zeroBias = Some Initializer.zeros

    let private pool size stride padding =
        Layer.maxPool2dWith
            { Strides = ValueSome(struct (stride, stride)); Padding = around padding }
            (struct (size, size))

    /// conv, bn and its number, without an activation.
    let private normalized place filters kernel stride padding =
        Layer.named $"conv{place}" (conv filters kernel stride padding None)
        >=> Layer.named $"bn{place}" Layer.batchNorm

    /// relu (x + f x), or relu (P x + f x) with a learned projection P where the shape changes.
    let private block body projects filters stride =
        let shortcut =
            if projects then
                Layer.named "downsample" (ZooParts.numbered [ conv filters 1 stride 0 None; Layer.batchNorm ])
            else
                Layer.identity

        Layer.fork Join.Add [ body; shortcut ] >=> Layer.relu

    /// Two convolutions of 3 × 3.
    let private basic projects filters stride =
        let body = normalized 1 filters 3 stride 1 >=> Layer.relu >=> normalized 2 filters 3 1 1
        block body projects filters stride

    /// 1 × 1, 3 × 3 and 1 × 1, with four times as many channels at the end.
    let private bottleneck projects filters stride =
        let body =
            normalized 1 filters 1 1 0
            >=> Layer.relu
            >=> normalized 2 filters 3 stride 1
            >=> Layer.relu
            >=> normalized 3 (4 * filters) 1 1 0

        block body projects (4 * filters) stride

    /// Stages of blocks, each with twice as many filters as the one before, on half the size but for the first.
    let private stages (block: bool -> int -> int -> Layer) firstProjects filters (depths: int list) =
        depths
        |> List.mapi (fun stage depth ->
            let stride = if stage = 0 then 1 else 2
            let filters = filters * pown 2 stage

            ZooParts.numbered [
                block (stage > 0 || firstProjects) filters stride
                for _ in 2..depth do
                    block false filters 1
            ]
            |> Layer.named $"layer{stage + 1}")
        |> Layer.sequence

    let private averaged classes =
        Layer.named "avgpool" Layer.globalAveragePool >=> Layer.named "fc" (Layer.dense classes)

    /// The residual networks for large images.
    let private resNet model block firstProjects depths classes =
        let classes = ZooParts.classes model classes

        normalized 1 64 7 2 3
        >=> Layer.relu
        >=> Layer.named "maxpool" (pool 3 2 1)
        >=> stages block firstProjects 64 depths
        >=> averaged classes

    let private vggFeatures = [
        for filters, depth in [ 64, 2; 128, 2; 256, 3; 512, 3; 512, 3 ] do
            for _ in 1..depth do
                conv filters 3 1 1 zeroBias
                Layer.relu

            pool 2 2 0
    ]

    /// Features of any size averaged to n × n, and classified.
    let private classified features n (classifier: Layer list) =
        Layer.named "features" (ZooParts.numbered features)
        >=> Layer.named "avgpool" (Layer.adaptiveAveragePool2d (struct (n, n)))
        >=> Layer.flatten
        >=> Layer.named "classifier" (ZooParts.numbered classifier)

    [<RequireQualifiedAccess>]
    module Zoo =

        let leNet5 (classes: int) =
            let classes = ZooParts.classes "leNet5" classes

            let conv filters padding =
                Layer.conv2dWith { Conv2D.defaults with Padding = around padding } filters (struct (5, 5))

            let dense name units = Layer.named name (Layer.dense units)

            Layer.named "conv1" (conv 6 2 |> ZooParts.takingImages "LeNet-5" 12)
            >=> Layer.tanh
            >=> Layer.averagePool2d 2
            >=> Layer.named "conv2" (conv 16 0)
            >=> Layer.tanh
            >=> Layer.averagePool2d 2
            >=> Layer.flatten
            >=> dense "fc1" 120
            >=> Layer.tanh
            >=> dense "fc2" 84
            >=> Layer.tanh
            >=> dense "fc3" classes

        let alexNet (classes: int) =
            let classes = ZooParts.classes "alexNet" classes

            classified
                [
                    conv 64 11 4 2 zeroBias |> ZooParts.takingImages "AlexNet" 63
                    Layer.relu
                    pool 3 2 0
                    conv 192 5 1 2 zeroBias
                    Layer.relu
                    pool 3 2 0
                    for filters in [ 384; 256; 256 ] do
                        conv filters 3 1 1 zeroBias
                        Layer.relu
                    pool 3 2 0
                ]
                6
                [
                    for _ in 1..2 do
                        Layer.dropout 0.5
                        ZooParts.heDense 4096
                        Layer.relu
                    Layer.dense classes
                ]

        let vgg16 (classes: int) =
            let classes = ZooParts.classes "vgg16" classes

            classified (ZooParts.takingImages "VGG16" 32 vggFeatures.Head :: vggFeatures.Tail) 7 [
                for _ in 1..2 do
                    ZooParts.heDense 4096
                    Layer.relu
                    Layer.dropout 0.5
                Layer.dense classes
            ]

        let resNet18 (classes: int) = resNet "resNet18" basic false [ 2; 2; 2; 2 ] classes

        let resNet50 (classes: int) = resNet "resNet50" bottleneck true [ 3; 4; 6; 3 ] classes

        let resNet20 (classes: int) =
            let classes = ZooParts.classes "resNet20" classes

            normalized 1 16 3 1 1 >=> Layer.relu >=> stages basic false 16 [ 3; 3; 3 ] >=> averaged classes
