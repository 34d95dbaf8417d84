namespace FuncNet

open System.Collections.Generic

/// The names of a tree of tensors, in order. Trees that come from each other share one layout.
[<Sealed>]
type internal Layout =
    new: paths: string[] * decays: bool[] -> Layout
    member Paths: string[]
    member Decays: bool[]
    member Find: path: string -> int voption

    /// Throws unless the other layout has the same names in the same order.
    member Require: operation: string * other: Layout -> unit

    /// Throws for a path that stands twice.
    member Checked: unit -> Layout

/// An immutable, ordered tree of named tensors, such as "block1.conv.kernel". It is a vector space: trees of one layout
/// can be added, scaled and multiplied leaf by leaf. Weights, gradients and the moments of optimizers are such trees.
[<Sealed>]
type Parameters =
    internal new: layout: Layout * tensors: Tensor[] -> Parameters
    member internal Layout: Layout
    member internal Tensors: Tensor[]

    /// The tree with no leaves.
    static member Empty: Parameters

    /// The number of tensors.
    member Count: int

    /// The number of elements in all tensors together.
    member Size: int

    /// The names, in order.
    member Paths: IReadOnlyList<string>

    /// The tensor of that name; an error that lists the names when there is none.
    member Item: path: string -> Tensor with get

    /// True if there is a tensor of that name.
    member Contains: path: string -> bool

    /// Leaf by leaf, element by element.
    static member (+): a: Parameters * b: Parameters -> Parameters

    /// Leaf by leaf, element by element.
    static member (-): a: Parameters * b: Parameters -> Parameters

    /// Leaf by leaf, element by element.
    static member (*): a: Parameters * b: Parameters -> Parameters

    /// Leaf by leaf, element by element.
    static member (/): a: Parameters * b: Parameters -> Parameters

    /// −a.
    static member (~-): a: Parameters -> Parameters

    /// Every element plus a number.
    static member (+): a: Parameters * b: float -> Parameters

    /// Every element times a number.
    static member (*): a: Parameters * b: float -> Parameters

    /// Every element times a number.
    static member (*): a: float * b: Parameters -> Parameters

    /// Every element divided by a number.
    static member (/): a: Parameters * b: float -> Parameters

    /// Every element times a scalar tensor, in the leaf's own type.
    static member (*): a: Tensor * b: Parameters -> Parameters

    /// Every element divided by a scalar tensor, in the leaf's own type.
    static member (/): a: Parameters * b: Tensor -> Parameters

    /// √ of every element.
    static member Sqrt: a: Parameters -> Parameters

    /// |x| of every element.
    static member Abs: a: Parameters -> Parameters

    /// Trees are equal when names and tensors are.
    override Equals: other: (obj | null) -> bool

    /// A hash of the names and tensors.
    override GetHashCode: unit -> int

    /// True if names and tensors are equal, for C#.
    static member op_Equality: a: (Parameters | null) * b: (Parameters | null) -> bool

    /// False if names and tensors are equal, for C#.
    static member op_Inequality: a: (Parameters | null) * b: (Parameters | null) -> bool

    /// A line for each tensor: name, type and shape.
    override ToString: unit -> string

    interface IEnumerable<KeyValuePair<string, Tensor>>

/// Functions of trees of tensors.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Parameters =

    /// The tree with no leaves.
    val empty: Parameters

    /// A tree of these names, in this order. Tensors of rank 2 and more decay, by default. A name that stands twice is an error.
    val ofSeq: leaves: (string * Tensor) seq -> Parameters

    /// Names and tensors, in order.
    val toSeq: tree: Parameters -> (string * Tensor) seq

    /// f of every leaf.
    val map: f: (Tensor -> Tensor) -> tree: Parameters -> Parameters

    /// f of every leaf and its name.
    val mapPaths: f: (string -> Tensor -> Tensor) -> tree: Parameters -> Parameters

    /// f of corresponding leaves; the names must be the same.
    val map2: f: (Tensor -> Tensor -> Tensor) -> a: Parameters -> b: Parameters -> Parameters

    /// A fold over the leaves, in order.
    val fold: f: ('State -> string -> Tensor -> 'State) -> start: 'State -> tree: Parameters -> 'State

    /// Zeros in the shapes of the tree.
    val zero: tree: Parameters -> Parameters

    /// a + b.
    val add: a: Parameters -> b: Parameters -> Parameters

    /// factor · tree.
    val scale: factor: float -> tree: Parameters -> Parameters

    /// Σ a·b over every element of every leaf; a scalar. 0 for the empty tree.
    val dot: a: Parameters -> b: Parameters -> Tensor

    /// √Σ x² over every element of every leaf; a scalar.
    val norm: tree: Parameters -> Tensor

    /// The leaves whose names satisfy a predicate.
    val filter: keep: (string -> bool) -> tree: Parameters -> Parameters

    /// The leaves whose names satisfy a predicate, and the others.
    val partition: keep: (string -> bool) -> tree: Parameters -> Parameters * Parameters

    /// A predicate from a pattern: '*' stands for any characters, "block1.*" for all that is under block1.
    val matching: pattern: string -> (string -> bool)

    /// The leaves under a name, without it: "conv.kernel" of "block1.conv.kernel" under "block1".
    val under: prefix: string -> tree: Parameters -> Parameters

    /// Every name with another name before it.
    val prefixed: prefix: string -> tree: Parameters -> Parameters

    /// The leaves of several trees, one behind the other; a name that stands twice is an error.
    val merge: trees: Parameters seq -> Parameters

    /// The tree with the tensors that another tree has for some of its names.
    val update: changes: Parameters -> tree: Parameters -> Parameters

    /// What is different between two trees, a line a name; nothing when they are equal.
    val diff: a: Parameters -> b: Parameters -> (string * string) list

    /// The value of a function of a tree that gives one number, and its gradient: a tree of the same layout.
    val valueAndGrad: f: (Parameters -> Tensor) -> tree: Parameters -> Tensor * Parameters

    /// The same for a function that gives some tensors beside the number, which are given as they are.
    val internal valueAndGradBeside:
        f: (Parameters -> Tensor * Tensor[]) -> tree: Parameters -> Tensor * Parameters * Tensor[]

    /// The gradient of a function of a tree that gives one number.
    val grad: f: (Parameters -> Tensor) -> tree: Parameters -> Parameters
