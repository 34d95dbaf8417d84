namespace FuncNet

open System.Collections.Generic

/// A network in training beside others, at one moment: its values, its optimizer, and what the optimizer remembers.
[<Sealed>]
type Trainee =
    /// The network with the values of this moment.
    member Network: Network

    /// How its weights follow the gradients.
    member Optimizer: Optimizer

    /// What it learns.
    member Parameters: Parameters

    /// What its layers keep, such as running statistics.
    member State: Parameters

    /// The moments of its optimizer, its step and its rate.
    member OptimizerState: OptimizerState

    /// The same trainee with other values.
    member internal With: parameters: Parameters * state: Parameters * optimizerState: OptimizerState -> Trainee

/// Networks in training side by side, each under a name and with an optimizer of its own: one immutable value.
[<Sealed>]
type Trainees =
    /// The names, in order.
    member Names: IReadOnlyList<string>

    /// The trainee of a name; another name is a ConfigurationException that lists them.
    member Item: name: string -> Trainee with get

    /// The trainees, in order.
    member internal All: Trainee[]

    /// Every tensor: parameters, state and optimizer of each, in order.
    member internal Tensors: Tensor[]

    /// The same trainees with these tensors, in the order of Tensors.
    member internal Filled: tensors: Tensor[] -> Trainees

    /// Equal when names and all tensors are.
    override Equals: other: (obj | null) -> bool

    /// A hash of the names.
    override GetHashCode: unit -> int

    /// A line for each: name, number of parameters, optimizer.
    override ToString: unit -> string

/// What a step of several networks is written with. Every function gives a new value, so that a step is a pure function.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Trainees =

    /// Networks with their names and optimizers. Names have no dot, and stand once each.
    val create: networks: (string * Network * Optimizer) seq -> Trainees

    /// The same trainees, one of them replaced.
    val internal set: name: string -> trainee: Trainee -> all: Trainees -> Trainees

    /// The result of the network of a name for a batch, in training mode, and the trainees with what its layers keep after it. Whoever
    /// leaves the new trainees aside leaves the running statistics as they were. key: for layers that draw, such as dropout.
    val apply: name: string -> key: Key -> input: Tensor -> all: Trainees -> Tensor * Trainees

    /// The same for several inputs or results.
    val applyAll: name: string -> key: Key -> input: Signal<Tensor> -> all: Trainees -> Signal<Tensor> * Trainees

    /// One step of descent: the loss, and the trainees after it. The networks of these names follow the gradient of the loss, each by its
    /// own optimizer; what is frozen in them, and all other networks, stay as they are, bit for bit. objective: from the trainees to
    /// the loss, a scalar, and the trainees with what their layers keep.
    val minimize: names: string seq -> objective: (Trainees -> Tensor * Trainees) -> all: Trainees -> Tensor * Trainees
