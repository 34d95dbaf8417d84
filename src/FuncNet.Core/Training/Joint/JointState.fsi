namespace FuncNet

open System.Collections.Generic

/// What a step of several networks reports, or an epoch of such steps.
type JointReport = {
    /// The epoch, from 1.
    Epoch: int
    /// The step within the epoch, from 1; of an epoch, the number of its steps.
    StepInEpoch: int
    /// The step within the run, from 1.
    Step: int
    /// How many samples the batch or the epoch had.
    Samples: int
    /// What was measured, such as the loss of each network, in the order in which the step gives it: of an epoch, the means over its samples.
    Figures: IReadOnlyList<Figure>
} with

    /// The value of a figure by its name; a name that is not there is a ConfigurationException that lists them.
    member Item: name: string -> float with get

/// What happens in a run of several networks, in the order in which it happens.
[<RequireQualifiedAccess>]
type JointEvent =
    /// The run begins (or goes on). Steps and samples of an epoch are 0 where they are not known.
    | Started of Epochs: int * StepsPerEpoch: int * Samples: int
    /// The steps cannot be compiled, and run one operation at a time; why.
    | RunsEagerly of Reason: string
    /// A step is done.
    | StepDone of Report: JointReport
    /// An epoch is done.
    | EpochDone of Report: JointReport
    /// The run is over, and why.
    | Finished of Reason: string

/// A run of several networks at one moment, as one immutable value: it can be kept, compared, branched and saved.
type JointState = {
    /// The networks with their values and their optimizers.
    Trainees: Trainees
    /// The source of the run's random numbers: order of the data, noise, dropout.
    Key: Key
    /// Steps done.
    Step: int
    /// Epochs done.
    Epoch: int
    /// Steps done of the epoch that is under way; a run goes on behind them.
    StepInEpoch: int
    /// Samples seen in the epoch that is under way.
    Samples: int
    /// Sums of each figure over those samples; empty before the first of them.
    Sums: IReadOnlyList<Figure>
    /// What each epoch reported.
    History: IReadOnlyList<JointReport>
} with

    /// The network of a name with the values of this moment.
    member Network: name: string -> Network

/// States as trees and as files.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module JointState =

    /// A tree of everything in the state, under names such as "networks.generator.parameters.dense1.kernel".
    val toTree: state: JointState -> Parameters

    /// The state in a tree that toTree has made; the template is a state of the same networks and optimizers, such as the first. A name
    /// that is missing or unknown is a ConfigurationException, a tensor of another shape or type a ShapeException; both name it.
    val ofTree: template: JointState -> tree: Parameters -> JointState

    /// Writes the state to a safetensors file, whole or not at all; a path that can't be written throws DataException.
    val save: path: string -> state: JointState -> unit

    /// The state in a file that save has written: a run that goes on from it equals an unbroken one bit for bit.
    val load: path: string -> template: JointState -> JointState
