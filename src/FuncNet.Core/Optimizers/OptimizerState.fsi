namespace FuncNet

/// The names of everything in the state of an optimizer, without its numbers.
type internal OptimizerLayout = {
    /// The names of the trees, such as "adam.mean".
    Names: string[]
    /// The layout of each tree.
    Trees: Layout[]
} with

    /// The number of tensors.
    member Count: int

/// What an optimizer remembers between updates: an immutable, named tree.
[<Sealed>]
type OptimizerState =
    internal new: step: Tensor * rate: Tensor * factor: Tensor * names: string[] * trees: Parameters[] -> OptimizerState

    /// The number of updates made: int32 scalar.
    member Step: Tensor

    /// The learning rate last used, and at first the one that comes: float64 scalar.
    member Rate: Tensor

    /// What the rate of the schedule is multiplied by, 1 at first: float64 scalar. Callbacks such as Callback.reduceOnPlateau set it.
    member Factor: Tensor

    /// The names of the trees, such as "adam.mean".
    member internal Names: string[]

    member internal Trees: Parameters[]

    /// Every tensor, for a program that takes the state as its input.
    member internal Tensors: Tensor[]

    member internal Layout: OptimizerLayout

    /// The state of a layout with these tensors, in the order of Tensors.
    static member internal Of: layout: OptimizerLayout * tensors: Tensor[] -> OptimizerState

    /// States are equal when steps, rates, factors, names and tensors are.
    override Equals: other: (obj | null) -> bool

    /// A hash of step and trees.
    override GetHashCode: unit -> int

/// The state of an optimizer as a tree of names.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OptimizerState =

    /// A tree of everything in the state: "step", "rate", "factor", and names such as "adam.mean.dense1.kernel".
    val toTree: state: OptimizerState -> Parameters

    /// The state in a tree that toTree has made; the template is a state of the same optimizer and parameters, such as the
    /// first. A name that is missing or unknown, and a tensor of another shape or type, is an error that names it.
    val ofTree: template: OptimizerState -> tree: Parameters -> OptimizerState

    /// A tree that the optimizer keeps, by its name, such as "adam.mean", or "average" of Optimizer.averageWeights; an error
    /// that lists the names when there is none.
    val kept: name: string -> state: OptimizerState -> Parameters
