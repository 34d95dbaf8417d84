namespace FuncNet

/// The layers of the library as entries of a catalog: what texts and files call them, and what they take.
module internal StandardLayers =

    /// Optional settings in C# are null, in options none.
    let private optional name (settings: LayerSettings) = settings.OptionalInitializer name |> Option.ofObj

    let private padding (settings: LayerSettings) =
        match settings["padding"] with
        | Setting.Call("explicit", [| Setting.Whole a; Setting.Whole b; Setting.Whole c; Setting.Whole d |]) ->
            Padding.Explicit(struct (a, b), struct (c, d))
        | Setting.Text "valid" -> Padding.Valid
        | Setting.Text "same" -> Padding.Same
        | _ -> settings.Wrong("padding", "valid, same or explicit(above, below, left, right)")

    let private padding1d (settings: LayerSettings) =
        match settings["padding"] with
        | Setting.Call("explicit", [| Setting.Whole before; Setting.Whole after |]) -> Padding1D.Explicit(before, after)
        | Setting.Text "valid" -> Padding1D.Valid
        | Setting.Text "same" -> Padding1D.Same
        | Setting.Text "causal" -> Padding1D.Causal
        | _ -> settings.Wrong("padding", "valid, same, causal or explicit(before, after)")

    let private entry kind arguments make = LayerCatalog.entry (LayerCatalog.wordOf kind) (Some kind) arguments make

    let private called name kind arguments make = LayerCatalog.entry name (Some kind) arguments make

    /// What makes atoms of other names.
    let private made name arguments make = LayerCatalog.entry name None arguments make

    let private plain = [
        for kind, layer in
            [
                "Sigmoid", Layer.sigmoid
                "Tanh", Layer.tanh
                "HardTanh", Layer.hardTanh
                "Relu", Layer.relu
                "Relu6", Layer.relu6
                "Absolute", Layer.absolute
                "Softplus", Layer.softplus
                "Cos", Layer.cos
                "Selu", Layer.selu
                "Silu", Layer.silu
                "Mish", Layer.mish
                "HardSigmoid", Layer.hardSigmoid
                "HardSwish", Layer.hardSwish
                "Softsign", Layer.softsign
                "Glu", Layer.glu
                "Flatten", Layer.flatten
                "GlobalAveragePool", Layer.globalAveragePool
                "GlobalMaxPool", Layer.globalMaxPool
                "LastStep", Layer.lastStep
                "MeanOverTime", Layer.meanOverTime
                "PositionalEncoding", Layer.positionalEncoding
                "LearnedPositions", Layer.learnedPositions
            ] do
            entry kind "" (fun _ -> layer)

        called "prelu" "PRelu" "" (fun _ -> Layer.prelu)
        made "identity" "" (fun _ -> Layer.identity)
    ]

    let private joins = [
        let all = [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ]

        for join in all do
            called $"join {(string join).ToLowerInvariant()}" (string join) "" (fun _ -> Layer.join join)

        made "join" "join" (fun s ->
            s.Case("join", [ for join in all -> (string join).ToLowerInvariant(), join ]) |> Layer.join)
    ]

    let private numbered = [
        entry "Logistic" "midpoint steepness" (fun s -> Layer.logistic (s.Number "midpoint") (s.Number "steepness"))
        entry "LeakyRelu" "slope" (fun s -> Layer.leakyRelu (s.Number "slope"))
        entry "Elu" "alpha" (fun s -> Layer.elu (s.Number "alpha"))
        entry "Gelu" "approximation=none" (fun s ->
            s.Case("approximation", [ "none", Layer.gelu; "tanh", Layer.geluTanh ]))
        made "geluTanh" "" (fun _ -> Layer.geluTanh)
        entry "Softmax" "temperature=1" (fun s -> Layer.softmaxAt (s.Number "temperature"))
        made "softmaxAt" "temperature" (fun s -> Layer.softmaxAt (s.Number "temperature"))
        entry "Maxout" "pieces units" (fun s -> Layer.maxout (s.Whole "pieces") (s.Whole "units"))
        entry "Rbf" "units" (fun s -> Layer.rbf (s.Whole "units"))
        entry "Reshape" "shape" (fun s -> Layer.reshape (s.Wholes "shape"))
        entry "Dropout" "rate" (fun s -> Layer.dropout (s.Number "rate"))
        entry "SpatialDropout" "rate" (fun s -> Layer.spatialDropout (s.Number "rate"))
        entry "AlphaDropout" "rate" (fun s -> Layer.alphaDropout (s.Number "rate"))
        entry "GaussianNoise" "deviation" (fun s -> Layer.gaussianNoise (s.Number "deviation"))
        entry "PolynomialFeatures" "degree" (fun s -> Layer.polynomialFeatures (s.Whole "degree"))
        entry "CrossedFeatures" "pairs" (fun s ->
            let pair value =
                match value with
                | Setting.List [| Setting.Whole a; Setting.Whole b |] -> a, b
                | _ -> s.Wrong("pairs", "a list of pairs, such as [0x1, 2x2],")

            match s["pairs"] with
            | Setting.List pairs -> pairs |> Array.map pair |> Layer.crossedFeatures
            | _ -> s.Wrong("pairs", "a list of pairs, such as [0x1, 2x2],"))
        entry "Standardize" "mean deviation" (fun s -> Layer.standardize (s.Tensor "mean") (s.Tensor "deviation"))
        entry "Rescale" "factor offset=0" (fun s -> Layer.rescaleWith (s.Tensor "factor") (s.Tensor "offset"))
        entry "Augment" "augmentation" (fun s -> Layer.augment (AugmentationText.ofSettings s "augmentation"))
    ]

    let private dense = [
        entry "Dense" "units kernel=glorotUniform bias=zeros" (fun s ->
            Layer.denseWith { Kernel = s.Initializer "kernel"; Bias = optional "bias" s } (s.Whole "units"))
        entry "Embedding" "count size table=normal(0, 1)" (fun s ->
            Layer.embeddingWith { Table = s.Initializer "table" } (s.Whole "count") (s.Whole "size"))
    ]

    let private norm (s: LayerSettings) : NormOptions = {
        Epsilon = s.Number "epsilon"
        Scale = optional "scale" s
        Shift = optional "shift" s
    }

    let private normalization = [
        entry "BatchNorm" "momentum=0.1 epsilon=1e-5 scale=ones shift=zeros" (fun s ->
            Layer.batchNormWith {
                Momentum = s.Number "momentum"
                Epsilon = s.Number "epsilon"
                Scale = optional "scale" s
                Shift = optional "shift" s
            })
        entry "BatchRenorm" "momentum=0.1 epsilon=1e-5 largestRatio=3 largestDistance=5" (fun s ->
            Layer.batchRenormWith {
                Momentum = s.Number "momentum"
                Epsilon = s.Number "epsilon"
                LargestRatio = s.Number "largestRatio"
                LargestDistance = s.Number "largestDistance"
            })
        entry "LayerNorm" "axes=1 epsilon=1e-5 scale=ones shift=zeros" (fun s ->
            Layer.layerNormWith (norm s) (s.Whole "axes"))
        entry "GroupNorm" "groups epsilon=1e-5 scale=ones shift=zeros" (fun s ->
            Layer.groupNormWith (norm s) (s.Whole "groups"))
        entry "RmsNorm" "epsilon=1e-6 scale=ones shift=none" (fun s -> Layer.rmsNormWith (norm s))
    ]

    let private conv2d groups (s: LayerSettings) : Conv2DOptions = {
        Strides = s.Pair "strides"
        Dilation = s.Pair "dilation"
        Padding = padding s
        Groups = groups
        Kernel = s.Initializer "kernel"
        Bias = optional "bias" s
    }

    let private pool name (s: LayerSettings) = if s.Is(name, "size") then ValueNone else ValueSome(s.Pair name)
    let private pool1d name (s: LayerSettings) = if s.Is(name, "size") then ValueNone else ValueSome(s.Whole name)

    let private images = [
        let rest = "kernel=glorotUniform bias=zeros"

        called "conv2d" "Conv2D" $"filters size strides=1 dilation=1 padding=valid groups=1 {rest}" (fun s ->
            Layer.conv2dWith (conv2d (s.Whole "groups") s) (s.Whole "filters") (s.Pair "size"))

        called
            "depthwiseConv2d"
            "DepthwiseConv2D"
            $"size multiplier=1 strides=1 dilation=1 padding=valid {rest}"
            (fun s -> Layer.depthwiseConv2dWith (conv2d 1 s) (s.Whole "multiplier") (s.Pair "size"))

        made "separableConv2d" $"filters size strides=1 dilation=1 padding=valid {rest}" (fun s ->
            Layer.separableConv2dWith (conv2d 1 s) (s.Whole "filters") (s.Pair "size"))

        called
            "transposedConv2d"
            "TransposedConv2D"
            $"filters size strides=1 dilation=1 padding=valid outputPadding=0 groups=1 {rest}"
            (fun s ->
                Layer.transposedConv2dWith
                    {
                        Strides = s.Pair "strides"
                        Dilation = s.Pair "dilation"
                        Padding = padding s
                        OutputPadding = s.Pair "outputPadding"
                        Groups = s.Whole "groups"
                        Kernel = s.Initializer "kernel"
                        Bias = optional "bias" s
                    }
                    (s.Whole "filters")
                    (s.Pair "size"))

        called "maxPool2d" "MaxPool2D" "size strides=size padding=valid" (fun s ->
            Layer.maxPool2dWith { Strides = pool "strides" s; Padding = padding s } (s.Pair "size"))

        called "averagePool2d" "AveragePool2D" "size strides=size padding=valid countsPadding=false" (fun s ->
            Layer.averagePool2dWith
                { Strides = pool "strides" s; Padding = padding s; CountsPadding = s.Truth "countsPadding" }
                (s.Pair "size"))

        called "upSample2d" "UpSample2D" "interpolation factor" (fun s ->
            let interpolation =
                s.Case("interpolation", [ "nearest", Interpolation.Nearest; "bilinear", Interpolation.Bilinear ])

            Layer.upSample2d interpolation (s.Pair "factor"))

        called "adaptiveAveragePool2d" "AdaptiveAveragePool2D" "size" (fun s ->
            Layer.adaptiveAveragePool2d (s.Pair "size"))

        called "adaptiveMaxPool2d" "AdaptiveMaxPool2D" "size" (fun s -> Layer.adaptiveMaxPool2d (s.Pair "size"))
        called "zeroPad2d" "ZeroPad2D" "rows columns" (fun s -> Layer.zeroPad2d (s.Pair "rows") (s.Pair "columns"))
    ]

    let private sequences = [
        let rest = "kernel=glorotUniform bias=zeros"

        called "conv1d" "Conv1D" $"filters size stride=1 dilation=1 padding=valid groups=1 {rest}" (fun s ->
            Layer.conv1dWith
                {
                    Stride = s.Whole "stride"
                    Dilation = s.Whole "dilation"
                    Padding = padding1d s
                    Groups = s.Whole "groups"
                    Kernel = s.Initializer "kernel"
                    Bias = optional "bias" s
                }
                (s.Whole "filters")
                (s.Whole "size"))

        called
            "transposedConv1d"
            "TransposedConv1D"
            $"filters size stride=1 dilation=1 padding=valid outputPadding=0 groups=1 {rest}"
            (fun s ->
                Layer.transposedConv1dWith
                    {
                        Stride = s.Whole "stride"
                        Dilation = s.Whole "dilation"
                        Padding = padding1d s
                        OutputPadding = s.Whole "outputPadding"
                        Groups = s.Whole "groups"
                        Kernel = s.Initializer "kernel"
                        Bias = optional "bias" s
                    }
                    (s.Whole "filters")
                    (s.Whole "size"))

        called "maxPool1d" "MaxPool1D" "size stride=size padding=valid" (fun s ->
            Layer.maxPool1dWith { Stride = pool1d "stride" s; Padding = padding1d s } (s.Whole "size"))

        called "averagePool1d" "AveragePool1D" "size stride=size padding=valid countsPadding=false" (fun s ->
            Layer.averagePool1dWith
                { Stride = pool1d "stride" s; Padding = padding1d s; CountsPadding = s.Truth "countsPadding" }
                (s.Whole "size"))
    ]

    let private recurrent (s: LayerSettings) : RecurrentOptions = {
        Direction =
            s.Case(
                "direction",
                [ "forward", Direction.Forward; "backward", Direction.Backward; "both", Direction.Both ]
            )
        WholeSequence = s.Truth "wholeSequence"
        Kernel = s.Initializer "kernel"
        RecurrentKernel = s.Initializer "recurrentKernel"
        Bias = optional "bias" s
    }

    /// What an RNN can have between its steps.
    let private functions = [
        for f in
            [
                Unary.Tanh
                Unary.Relu
                Unary.Sigmoid
                Unary.Softplus
                Unary.Negate
                Unary.Abs
                Unary.Sign
                Unary.Square
                Unary.Sqrt
                Unary.Reciprocal
                Unary.Exp
                Unary.Expm1
                Unary.Log
                Unary.Log1p
                Unary.Sin
                Unary.Cos
                Unary.Tan
                Unary.Asin
                Unary.Acos
                Unary.Atan
                Unary.Sinh
                Unary.Cosh
                Unary.Erf
                Unary.Floor
                Unary.Ceiling
                Unary.Round
            ] do
            (string f).ToLowerInvariant(), f
    ]

    let private overTime = [
        let rest = "kernel=glorotUniform recurrentKernel=orthogonal(1)"
        let ways = $"direction=forward wholeSequence=false {rest}"
        let whole = $"direction=forward wholeSequence=true {rest}"

        called "simpleRnn" "SimpleRNN" $"units activation=tanh {ways} bias=zeros" (fun s ->
            Layer.simpleRnnWith (recurrent s) (s.Case("activation", functions)) (s.Whole "units"))

        called "lstm" "LSTM" $"units {ways} bias=oneForForgetGate" (fun s ->
            Layer.lstmWith (recurrent s) (s.Whole "units"))

        called "gru" "GRU" $"units {ways} bias=zeros" (fun s -> Layer.gruWith (recurrent s) (s.Whole "units"))

        made "lstmSequence" $"units {whole} bias=oneForForgetGate" (fun s ->
            Layer.lstmWith (recurrent s) (s.Whole "units"))

        made "gruSequence" $"units {whole} bias=zeros" (fun s -> Layer.gruWith (recurrent s) (s.Whole "units"))

        entry "Attention" "heads causal=false dropout=0 kernel=glorotUniform bias=zeros" (fun s ->
            Layer.attentionWith
                {
                    Causal = s.Truth "causal"
                    Dropout = s.Number "dropout"
                    Kernel = s.Initializer "kernel"
                    Bias = optional "bias" s
                }
                (s.Whole "heads"))

        entry "CrossAttention" "heads dropout=0 kernel=glorotUniform bias=zeros" (fun s ->
            Layer.crossAttentionWith
                {
                    Causal = false
                    Dropout = s.Number "dropout"
                    Kernel = s.Initializer "kernel"
                    Bias = optional "bias" s
                }
                (s.Whole "heads"))

        made "transformerBlock" "width heads hidden causal=false dropout=0 withLengths=false" (fun s ->
            Layer.transformerBlockWith
                { Causal = s.Truth "causal"; Dropout = s.Number "dropout"; WithLengths = s.Truth "withLengths" }
                (s.Whole "width")
                (s.Whole "heads")
                (s.Whole "hidden"))
    ]

    let private models = [
        entry "GaussianSample" "" (fun _ -> Zoo.gaussianSample)
        entry "FactorizationMachine" "factors" (fun s -> Zoo.factorizationMachine (s.Whole "factors"))
        entry "IndexedFactorizationMachine" "counts factors" (fun s ->
            Zoo.factorizationMachineOf (s.Wholes "counts") (s.Whole "factors"))
        entry "FieldEmbedding" "counts size" (fun s -> Zoo.fieldEmbedding (s.Wholes "counts") (s.Whole "size"))
        entry "Numbers" "count" (fun s -> Zoo.numbersBeside (s.Whole "count"))
    ]

    /// Every layer of the library.
    let catalog =
        LayerCatalog.empty
        |> LayerCatalog.withInitializers [
            Initializer.zeros
            Initializer.ones
            Initializer.standard
            Initializer.glorotNormal
            Initializer.glorotUniform
            Initializer.heNormal
            Initializer.heUniform
            Initializer.oneForForgetGate
        ]
        |> LayerCatalog.withEntries (
            List.concat [ plain; joins; numbered; dense; normalization; images; sequences; overTime; models ]
        )

/// The library's own catalog.
[<AutoOpen>]
module StandardCatalog =

    [<RequireQualifiedAccess>]
    module LayerCatalog =

        /// The catalog of every layer of the library.
        let standard = StandardLayers.catalog
