namespace FuncNet

[<AutoOpen>]
module ZooAdversaries =

    let private leaky = Layer.leakyRelu 0.2
    let private narrow = Initializer.normal 0.0 0.02
    let private stride2 = struct (2, 2)
    let private kernel4 = struct (4, 4)

    let private filtersOf model (filters: int seq) =
        match ZooParts.sizes model "a number of filters" filters with
        | [] -> Errors.configuration "Zoo.%s: at least one layer of filters is needed." model
        | filters -> filters

    let private doubling filters =
        Layer.transposedConv2dWith
            { TransposedConv2D.defaults with Strides = stride2; Padding = Padding.Same; Kernel = narrow }
            filters
            kernel4

    let private halving filters =
        Layer.conv2dWith
            { Conv2D.defaults with Strides = stride2; Padding = Padding.Same; Kernel = narrow }
            filters
            kernel4

    [<RequireQualifiedAccess>]
    module Zoo =

        let generator (shape: int seq) (hidden: int seq) =
            let shape = ZooParts.shape "generator" shape

            ZooParts.denseStack Layer.relu (ZooParts.sizes "generator" "a hidden width" hidden)
            >=> Layer.dense shape.Size
            >=> Layer.reshape shape

        let discriminator (hidden: int seq) =
            Layer.flatten
            >=> ZooParts.denseStack leaky (ZooParts.sizes "discriminator" "a hidden width" hidden)
            >=> Layer.dense 1

        let convGenerator (shape: int seq) (filters: int seq) =
            let shape = ZooParts.shape "convGenerator" shape
            let filters = filtersOf "convGenerator" filters
            let step = pown 2 filters.Length

            if shape.Rank <> 3 || shape[0] % step <> 0 || shape[1] % step <> 0 then
                Errors.configuration
                    "Zoo.convGenerator: %d layers make images [height; width; channels] whose height and width are multiples of %d, at least %d × %d; the shape is %O."
                    filters.Length
                    step
                    step
                    step
                    shape

            let small = [ shape[0] / step; shape[1] / step; filters.Head ]

            Layer.denseWith { Dense.defaults with Kernel = narrow } (List.reduce (*) small)
            >=> Layer.reshape small
            >=> Layer.batchNorm
            >=> Layer.relu
            >=> Layer.sequence [ for filters in filters.Tail -> doubling filters >=> Layer.batchNorm >=> Layer.relu ]
            >=> doubling shape[2]
            >=> Layer.tanh

        let convDiscriminator (filters: int seq) =
            let filters = filtersOf "convDiscriminator" filters

            halving filters.Head
            >=> leaky
            >=> Layer.sequence [ for filters in filters.Tail -> halving filters >=> Layer.batchNorm >=> leaky ]
            >=> Layer.flatten
            >=> Layer.denseWith { Dense.defaults with Kernel = narrow } 1
