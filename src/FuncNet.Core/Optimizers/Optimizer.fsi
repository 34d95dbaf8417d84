namespace FuncNet

/// When an update is made.
[<NoComparison; NoEquality>]
type internal Moment = {
    /// The number of updates made before: int32 scalar.
    Step: Tensor
    /// The learning rate, if a schedule has set one, times the factor of the state: float64 scalar.
    Rate: Tensor
}

/// A pure step on the way from gradients to updates.
[<NoComparison; NoEquality>]
type internal Transform = {
    Name: string
    /// The names of the trees that it keeps between updates; "" for one that needs no name.
    Keeps: string[]
    /// What sets the rate, for the one that scales by it.
    Schedule: Schedule voption
    /// From the updates asked for to those made, which its schedule counts: int32 scalars.
    Clock: Tensor -> Tensor
    /// The trees at first, from the parameters.
    Init: Parameters -> Parameters[]
    /// From the moment, the updates so far, the trees and the parameters to the new updates and trees.
    Update: Moment -> Parameters -> Parameters[] -> Parameters -> struct (Parameters * Parameters[])
}

/// A way to turn gradients into updates: pure transforms, one after another.
[<Sealed>]
type Optimizer =
    internal new: transforms: Transform[] * name: string -> Optimizer

    /// The name, as it stands in summaries: "adam", or the names of a chain, one behind the other.
    member Name: string

    member internal Transforms: Transform[]

    /// The name.
    override ToString: unit -> string

/// Optimizers are a monoid: chain is associative, and identity is its unit.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Optimizer =

    /// Leaves the updates as they are.
    val identity: Optimizer

    /// One after another, each on what the one before it gives.
    val chain: optimizers: Optimizer seq -> Optimizer

    /// The same optimizer under another name.
    val named: name: string -> optimizer: Optimizer -> Optimizer

    /// The state before the first update.
    val init: optimizer: Optimizer -> parameters: Parameters -> OptimizerState

    /// The updates, to be added to the parameters, and the state after them. Gradients and parameters have the same names.
    val update:
        optimizer: Optimizer ->
        gradients: Parameters ->
        state: OptimizerState ->
        parameters: Parameters ->
            Parameters * OptimizerState

    /// The parameters after the updates: θ + Δ.
    val apply: updates: Parameters -> parameters: Parameters -> Parameters

    /// A transform that keeps nothing.
    val internal stateless: name: string -> f: (Moment -> Parameters -> Parameters -> Parameters) -> Optimizer

    /// A transform that keeps trees. init: parameters to trees; f: moment, updates, trees and parameters to updates and trees.
    val internal keepingFrom:
        name: string ->
        trees: string list ->
        init: (Parameters -> Parameters[]) ->
        f: (Moment -> Parameters -> Parameters[] -> Parameters -> struct (Parameters * Parameters[])) ->
            Optimizer

    /// A transform that keeps trees like the parameters, all zeros at first. f: moment, updates and trees to updates and trees.
    val internal keeping:
        name: string ->
        trees: string list ->
        f: (Moment -> Parameters -> Parameters[] -> struct (Parameters * Parameters[])) ->
            Optimizer

    /// A transform of your own, which keeps one tree. init: parameters to the tree; update: step (int32 scalar), updates,
    /// tree and parameters to the new updates and tree, with the names that they had. Write it with operations of tensors,
    /// without branching on numbers, and it can be compiled and differentiated.
    val custom:
        name: string ->
        init: (Parameters -> Parameters) ->
        update: (Tensor -> Parameters -> Parameters -> Parameters -> Parameters * Parameters) ->
            Optimizer

    /// Times −η, η the rate that the schedule gives, times the factor in the optimizer's state: the direction of descent.
    val scaleByLearningRate: schedule: Schedule -> Optimizer

    /// The optimizer with another learning rate, wherever it scales by one.
    val withSchedule: schedule: Schedule -> optimizer: Optimizer -> Optimizer
