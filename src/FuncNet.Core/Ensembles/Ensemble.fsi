namespace FuncNet

open System.Collections.Generic

/// How the members of an ensemble vote. y: what a member gives, [batch; …]; w: the weights of the members; the vote is Σ wᵢ vᵢ / Σ wᵢ, with vᵢ as below.
[<RequireQualifiedAccess>]
type Vote =
    /// v = y: for regression, and for networks that give probabilities.
    | Mean
    /// v = softmax y along the last axis: the mean of the probabilities, for networks that give a score for each class, as Loss.softmaxCrossEntropy wants them.
    | Softmax
    /// v = 1 / (1 + e⁻ʸ): the mean of the probabilities, for networks that give logits, as Loss.sigmoidCrossEntropy wants them.
    | Sigmoid
    /// v = 1 for the largest of the scores along the last axis, the first of equal ones, and 0 for the others: the share of the votes that each class has.
    | Majority

/// Networks that vote. Immutable. All take inputs of the same shapes and give one result of the same shape and type; how they are built
/// is their own business.
[<Sealed>]
type Ensemble =
    internal new: vote: Vote * members: Network[] * weights: float[] -> Ensemble

    /// The networks, in order.
    member Members: IReadOnlyList<Network>

    /// How much each member counts; 1 unless something else was said.
    member Weights: IReadOnlyList<float>

    /// How they vote.
    member Vote: Vote

    /// The names of the classes: those of the first member that has any.
    member ClassNames: IReadOnlyList<string>

    /// The shape of one input sample; several in parentheses.
    member InputShape: Signal<Shape>

    /// The shape of one result.
    member OutputShape: Shape

    /// The type of the members' parameters, and of the result.
    member DType: DType

    /// The vote on a batch of one or several inputs, [batch; …], in inference mode. Inputs that don't fit throw ShapeException.
    member Apply: input: Signal<Tensor> -> Tensor

    /// The vote on a batch of inputs [batch; …], or on one input without the batch axis.
    member Predict: input: Tensor -> Tensor

    /// What a member says, as its vote v.
    member internal Ballot: y: Tensor -> Tensor

    /// The number of members, and how they vote.
    override ToString: unit -> string

/// Functions of ensembles.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Ensemble =

    /// Networks that vote, each counting as much as the others. None at all, several results, and members that don't fit the first one are a
    /// ConfigurationException, as is a vote between classes where there is only one output: take Vote.Sigmoid there.
    val create: vote: Vote -> networks: Network seq -> Ensemble

    /// The same members with a weight wᵢ ≥ 0 for each, of which one at least is over 0; another number of weights is a ConfigurationException.
    val withWeights: weights: float seq -> ensemble: Ensemble -> Ensemble

    /// The vote on a batch of inputs, in inference mode.
    val predict: input: Tensor -> ensemble: Ensemble -> Tensor

    /// The vote on a batch of one or several inputs, in inference mode.
    val apply: input: Signal<Tensor> -> ensemble: Ensemble -> Tensor

    /// Metrics of the vote, each its mean over the samples: Metric.accuracy and Metric.logLoss of classes; Metric.binaryAccuracy 0.5 of Vote.Sigmoid, which
    /// gives probabilities; Metric.meanSquaredError of numbers.
    val evaluate: metrics: Metric seq -> data: Dataset -> ensemble: Ensemble -> IReadOnlyList<Figure>

    /// The same metrics of each member, voting alone.
    val evaluateMembers:
        metrics: Metric seq -> data: Dataset -> ensemble: Ensemble -> IReadOnlyList<IReadOnlyList<Figure>>
