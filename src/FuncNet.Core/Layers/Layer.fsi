namespace FuncNet

/// What a layer keeps between steps and does not learn by gradients, such as running statistics.
type StateSpec = {
    /// The name within the layer.
    Name: string
    /// The sizes of the axes.
    Shape: Shape
    /// The values before training: a tensor that broadcasts to the shape, such as a single number; it is cast to the network's type.
    Initial: Tensor
}

/// What a layer is told beside its input.
type Context = {
    /// True in training; false in inference, and in frozen layers.
    Training: bool
    /// The layer's own source of random numbers for this step.
    Key: Key
}

/// The smallest layer: a function with named parameters. Shapes are those of one sample, without the batch axis.
[<NoEquality; NoComparison>]
type Atom = {
    /// What it is, such as "Dense": the name in the summary, in files, and (in lower case) in paths.
    Kind: string
    /// What it was made with, by name: from these a LayerCatalog makes it again.
    Hyperparameters: (string * Setting) list
    /// What it learns, from the shape of its input.
    Parameters: Signal<Shape> -> ParameterSpec list
    /// What it keeps, from the shape of its input.
    State: Signal<Shape> -> StateSpec list
    /// The shape of its result, from that of its input; throws ShapeException for an input that does not fit.
    OutputShape: Signal<Shape> -> Signal<Shape>
    /// The result and the new state. Parameters and state go by the names that were declared.
    Apply: Context -> Parameters -> Parameters -> Signal<Tensor> -> Signal<Tensor> * Parameters
}

/// How the results of layers that read the same input become one.
[<RequireQualifiedAccess>]
type Join =
    /// a + b + …
    | Add
    /// a · b · …
    | Multiply
    /// The mean of all.
    | Average
    /// The largest of all, element by element.
    | Maximum
    /// One behind the other along the last axis.
    | Concatenate
    /// Kept side by side.
    | Tuple

    /// The name of the case.
    override ToString: unit -> string

/// A layer is a function with named parameters. Layers compose, and the composition is data: it can be printed, cut, given
/// a new head, frozen and saved. Made with the functions of the module Layer.
[<NoEquality; NoComparison>]
type Layer =
    internal
    | Atom of Atom
    /// One after the other; the empty chain is the identity.
    | Chain of Layer list
    /// Each on its own part of the input.
    | Beside of Layer list
    /// The same input to all.
    | Fork of Join * Layer list
    | Named of string * Layer
    /// Wherever the token stands, it is the same layer with the same parameters.
    | Shared of token: obj * Layer
    | Frozen of pattern: string * Layer
    | Initialized of pattern: string * Initializer * Layer

/// The algebra of layers.
[<AutoOpen>]
module LayerAlgebra =

    /// First f, then g. Associative, with Layer.identity as its unit.
    val (>=>): f: Layer -> g: Layer -> Layer

    [<RequireQualifiedAccess>]
    module Layer =

        /// The input as it is.
        val identity: Layer

        /// The layers one after the other.
        val sequence: layers: Layer seq -> Layer

        /// A layer of your own.
        val ofAtom: atom: Atom -> Layer

        /// f on the first input, g on the second: (a, b) ↦ (f a, g b).
        val beside: f: Layer -> g: Layer -> Layer

        /// Each layer on its own input, in order.
        val besideMany: layers: Layer seq -> Layer

        /// The same input to all layers, and their results joined: x ↦ join (f x, g x, …). Tuples are joined part by part; whole
        /// numbers and truth values in them, such as lengths, are those of the first layer.
        val fork: join: Join -> layers: Layer seq -> Layer

        /// x ↦ x + f x.
        val residual: f: Layer -> Layer

        /// n copies of a layer one after the other, each with parameters of its own.
        val repeat: n: int -> f: Layer -> Layer

        /// Gives a layer a name: its parameters are then under "name.". Nothing else changes.
        val named: name: string -> f: Layer -> Layer

        /// A layer with one set of parameters, wherever in the network it stands.
        val shared: f: Layer -> Layer

        /// Freezes what a pattern matches ("block1.*"): its parameters stay bit-identical in training, and a layer with
        /// nothing left to learn runs in inference mode.
        val freeze: pattern: string -> f: Layer -> Layer

        /// Draws the parameters that a pattern matches ("*.kernel") with another initializer.
        val initialize: pattern: string -> initializer: Initializer -> f: Layer -> Layer

        /// The same composition of other atoms.
        val internal mapAtoms: f: (Atom -> Atom) -> layer: Layer -> Layer

        /// A network without its last n layers. What freezes, initializes or names the whole network goes on doing so.
        val dropLast: n: int -> f: Layer -> Layer
