namespace FuncNet

/// In which direction a recurrence reads its sequence.
[<RequireQualifiedAccess>]
type Direction =
    /// From the first step to the last.
    | Forward
    /// From the last step to the first. A result stands at the place of its step; the last state is that after the first step.
    | Backward
    /// Two recurrences with parameters of their own, one in each direction, their results side by side: 2·units features.
    | Both

/// What a recurrent layer can be told.
type RecurrentOptions = {
    /// In which direction it reads.
    Direction: Direction
    /// True for the result of every step, [batch; time; units]; false for the last one alone, [batch; units].
    WholeSequence: bool
    /// How the weights of the input are drawn; Glorot's uniform numbers by default, as in Keras.
    Kernel: Initializer
    /// How the weights of the state are drawn; orthogonal by default, as in Keras.
    RecurrentKernel: Initializer
    /// How the bias is drawn, or none.
    Bias: Initializer option
}

/// Layers with a memory, over sequences x: [batch; time; features]. The input may be a tuple (x, lengths) with int32 lengths
/// [batch] from 1 to time: steps beyond a sample's length leave its state alone, and their results are 0; whole sequences then go
/// on as tuples with their lengths, so that layers can be stacked. The state before the first step is 0. A sequence of no steps and
/// lengths out of range throw ShapeException.
///
/// The weights of all gates stand side by side, in PyTorch's order. PyTorch has two biases that are added; here they are one, except
/// where they are not the same thing (in the GRU). σ is the logistic function, ⊙ the product element by element.
[<AutoOpen>]
module RecurrentLayers =

    [<RequireQualifiedAccess>]
    module Recurrent =

        /// Forward, the last state, Glorot's uniform weights for the input and orthogonal ones for the state, a zero bias.
        val defaults: RecurrentOptions

    [<RequireQualifiedAccess>]
    module Lstm =

        /// As Recurrent.defaults, but the bias of the forget gate is 1 at first (Jozefowicz et al. 2015), as in Keras.
        val defaults: RecurrentOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// A simple recurrence (Elman 1990): h[t] = f(x[t]·W + h[t−1]·R + b). "kernel" W: [features; units], "recurrentKernel" R:
        /// [units; units], "bias" b: [units]. f is any element-wise function, such as Unary.Tanh or Unary.Relu.
        val simpleRnnWith: options: RecurrentOptions -> activation: Unary -> units: int -> Layer

        /// A simple recurrence with tanh; its last state.
        val simpleRnn: units: int -> Layer

        /// Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000). With gates i, f, g, o = x[t]·W + h[t−1]·R + b:
        /// c[t] = σ(f) ⊙ c[t−1] + σ(i) ⊙ tanh(g), h[t] = σ(o) ⊙ tanh(c[t]). "kernel" W: [features; 4·units],
        /// "recurrentKernel" R: [units; 4·units], "bias" b: [4·units]. The result is h.
        val lstmWith: options: RecurrentOptions -> units: int -> Layer

        /// Long short-term memory; its last state h.
        val lstm: units: int -> Layer

        /// Long short-term memory; its state h after every step.
        val lstmSequence: units: int -> Layer

        /// The gated recurrent unit (Cho et al. 2014), in the form of cuDNN, PyTorch and Keras: with x[t]·W + b = (a, b, c) and
        /// h[t−1]·R = (a′, b′, c′), r = σ(a + a′), z = σ(b + b′), n = tanh(c + r ⊙ (c′ + d)), h[t] = (1 − z) ⊙ n + z ⊙ h[t−1].
        /// "kernel" W: [features; 3·units], "recurrentKernel" R: [units; 3·units], "bias": [3·units], and "recurrentBias" d:
        /// [units], which the reset gate scales.
        val gruWith: options: RecurrentOptions -> units: int -> Layer

        /// A gated recurrent unit; its last state.
        val gru: units: int -> Layer

        /// A gated recurrent unit; its state after every step.
        val gruSequence: units: int -> Layer

        /// The last step of a sequence, or of each sample if there are lengths: [batch; time; d] to [batch; d].
        val lastStep: Layer

        /// The mean over the steps of a sequence, or over those that each sample has: [batch; time; d] to [batch; d].
        val meanOverTime: Layer
