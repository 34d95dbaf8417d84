namespace FuncNet

open System.Collections.Generic

/// What is chosen before a training and not learned by it, with the values that a search may try.
[<Class>]
type Hyperparameter =
    internal new:
        name: string *
        range: string *
        draw: (Key -> (obj | null)) *
        grid: (int -> (obj | null)[]) *
        show: ((obj | null) -> string) ->
            Hyperparameter

    /// The name.
    member Name: string

    /// A value, from a key.
    member internal Draw: (Key -> (obj | null))

    /// Values at equal distances, that many at most.
    member internal Grid: (int -> (obj | null)[])

    /// A value, for people.
    member internal Show: ((obj | null) -> string)

    /// The name and the values, such as "rate in 0.0001 … 0.1".
    override ToString: unit -> string

/// A hyperparameter whose values have a type. Made with the functions of the module Hyperparameter.
[<Sealed>]
type Hyperparameter<'T> =
    inherit Hyperparameter

    internal new:
        name: string * range: string * draw: (Key -> 'T) * grid: (int -> 'T[]) * show: ('T -> string) ->
            Hyperparameter<'T>

/// One value for each hyperparameter of a search. Immutable.
[<Sealed>]
type HyperparameterValues =
    internal new: entries: (Hyperparameter * (obj | null))[] -> HyperparameterValues

    /// The value of a hyperparameter. One that the search does not know is a ConfigurationException that lists those that it does.
    member Get: hyperparameter: Hyperparameter<'T> -> 'T

    /// Names and values, for people, in the order of the search.
    member Texts: IReadOnlyList<KeyValuePair<string, string>>

    /// Values are equal when they are so one by one, under the same names.
    override Equals: other: (obj | null) -> bool

    /// A hash of the names and values.
    override GetHashCode: unit -> int

    /// Names and values on one line.
    override ToString: unit -> string

/// Making hyperparameters. Bounds that are not finite, or not in order, are a ConfigurationException.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Hyperparameter =

    /// Any number between two, each as likely; in a grid, at equal distances.
    val uniform: name: string -> low: float -> high: float -> Hyperparameter<float>

    /// Any number between two over 0, whose logarithm is uniform: from 1e-4 to 1e-1, a third of the draws lie in each decade. In a grid, at
    /// equal ratios. For rates and penalties.
    val logUniform: name: string -> low: float -> high: float -> Hyperparameter<float>

    /// A whole number from low to high, both included, each as likely; in a grid, at equal distances, rounded.
    val whole: name: string -> low: int -> high: int -> Hyperparameter<int>

    /// A whole number from low ≥ 1 to high, both included, whose logarithm is uniform, rounded; in a grid, at equal ratios. For widths.
    val logWhole: name: string -> low: int -> high: int -> Hyperparameter<int>

    /// One of some values, each with a text for people: choice "activation" [ "relu", Layer.relu; "tanh", Layer.tanh ]. In a grid, all of them.
    val choice: name: string -> options: (string * 'T) seq -> Hyperparameter<'T>

    /// One of some values that are texts for people themselves: among "batch" [ 16; 32; 64 ].
    val among: name: string -> options: 'T seq -> Hyperparameter<'T>

    /// Values for all: one draw, each hyperparameter from a key of its own.
    val internal draw: space: Hyperparameter[] -> key: Key -> HyperparameterValues

    /// Every combination of values of a grid; those of the last hyperparameter change first.
    val internal product: points: int -> space: Hyperparameter[] -> HyperparameterValues[]
