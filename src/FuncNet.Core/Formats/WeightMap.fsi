namespace FuncNet

/// Which library wrote weights.
[<RequireQualifiedAccess>]
type internal Library =
    | Own
    | PyTorch
    | Keras

/// How the names and layouts of weights that another library wrote become ours.
[<NoEquality; NoComparison>]
type WeightMap = internal {
    Library: Library
    /// Their prefix, our path.
    Names: (string * string) list
    InOrder: bool
}

/// Maps of weights. Without more, a layer of ours takes the weights of their module of the same name: name layers as the other
/// library does (Layer.named; names nest: "layer1.0.conv1" is three of them), or say which is which, or take them in order.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module WeightMap =

    /// Our own names and layouts.
    val own: WeightMap

    /// A state_dict of PyTorch. Filters become HWIO from OIHW (depthwise and transposed ones too), weights of linear layers are transposed;
    /// rows of the first one behind a flatten go from C·H·W to H·W·C, as do the vectors of a normalization between the two. BatchNorm's
    /// weight, bias, running_mean and running_var are scale, shift, mean and variance, and num_batches_tracked is ignored. Recurrent layers: the
    /// gates stand as ours, i f g o and r z n, and two biases become one (but for the GRU's candidate). A layer of an nn.LSTM behind the
    /// first, or backward, is a module of its own: "lstm_l1", "lstm_l0_reverse". Attention's in_proj and out_proj are one layer.
    /// What is flat and becomes an image again, as in a generator, keeps the order that it has.
    val pyTorch: WeightMap

    /// Weights of Keras by their paths ("conv2d/kernel", "lstm/lstm_cell/bias:0"; slashes become dots), channels last. Most lie as ours do;
    /// depthwise filters [h; w; c; m] become [h; w; 1; c·m]; gates i f c o stand as ours, those of the GRU z r h become r z n (it must be one
    /// with reset_after=True, the default); query, key, value and attention_output are one layer. The pointwise half of a separable
    /// convolution is the module "name_pointwise".
    val keras: WeightMap

    /// Which of their modules is which layer or group of ours: pairs of their prefix and our path, such as "features.0", "conv2d1". An
    /// empty path stands for all of our layers: [ "backbone", "" ].
    val renaming: pairs: (string * string) seq -> map: WeightMap -> WeightMap

    /// Names don't count: each layer of ours, in order, takes the first of their modules, in order, that has the weights of such a
    /// layer and is not taken. Where their names are sorted, as in many files, numbers in them count as numbers: 2 comes before 10.
    val inOrder: map: WeightMap -> WeightMap
