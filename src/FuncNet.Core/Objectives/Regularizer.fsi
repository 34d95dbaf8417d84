namespace FuncNet

/// What weights cost: R(w), added to the mean loss. Immutable; made with the functions of the module of the same name.
[<Sealed>]
type Regularizer =
    /// The name, such as "l2 0.001".
    member Name: string

    /// Both: R₁ + R₂.
    static member (+): a: Regularizer * b: Regularizer -> Regularizer

    /// The name.
    override ToString: unit -> string

/// Regularizers. They see the parameters that decay, which weights do and biases and scales do not, unless `on` says otherwise;
/// each λ is at least 0. The structural risk is the mean loss plus R(w) (Vapnik 1992).
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Regularizer =

    /// R(w) = 0.
    val none: Regularizer

    /// R(w) = λ Σ|w| (Tibshirani 1996): some weights become 0. The derivative at 0 is 0.
    val l1: lambda: float -> Regularizer

    /// R(w) = λ/2 · Σw² (Hoerl and Kennard 1970), whose gradient is λw: PyTorch's weight_decay; half of Keras' l2.
    val l2: lambda: float -> Regularizer

    /// R(w) = λ Σ (ratio · |w| + (1 − ratio)/2 · w²) (Zou and Hastie 2005). ratio: between 0 (l2) and 1 (l1).
    val elasticNet: ratio: float -> lambda: float -> Regularizer

    /// The same, of the parameters whose path satisfies a predicate and no others, be they weights or biases:
    /// Regularizer.l2 1e-3 |> Regularizer.on (Parameters.matching "dense1.*").
    val on: includes: (string -> bool) -> regularizer: Regularizer -> Regularizer

    /// The same cost of the results of layers instead of parameters, Σ R(y) / n over the n samples of a batch, for the layers whose path
    /// satisfies a predicate: Regularizer.l1 1e-4 |> Regularizer.onActivity (Parameters.matching "relu1") makes activations sparse (Keras'
    /// activity_regularizer; Glorot, Bordes and Bengio 2011). Only training has it, not `value` and `risk`, which see no results. A predicate that no
    /// layer satisfies is a ConfigurationException when training begins.
    val onActivity: includes: (string -> bool) -> regularizer: Regularizer -> Regularizer

    /// A regularizer of your own: from a tree of weights a scalar. It sees every parameter that is trained.
    val custom: name: string -> cost: (Parameters -> Tensor) -> Regularizer

    /// R(w): a scalar in the type of the weights.
    val value: regularizer: Regularizer -> weights: Parameters -> Tensor

    /// True if the results of layers cost something.
    val internal seesActivity: regularizer: Regularizer -> bool

    /// mean + R(w), and mean itself if nothing is regularized. results: what layers gave, by their paths, for so many samples.
    val internal addTo:
        mean: Tensor ->
        regularizer: Regularizer ->
        weights: Parameters ->
        results: (string * Tensor) seq ->
        samples: int ->
            Tensor

    /// The structural risk: mean loss + R(w). Its gradient is the sum of both gradients.
    val risk:
        loss: Loss -> regularizer: Regularizer -> weights: Parameters -> prediction: Tensor -> target: Tensor -> Tensor
