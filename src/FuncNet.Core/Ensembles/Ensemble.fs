namespace FuncNet

open System
open System.Collections.Generic

[<RequireQualifiedAccess>]
type Vote =
    | Mean
    | Softmax
    | Sigmoid
    | Majority

[<Sealed>]
type Ensemble internal (vote: Vote, members: Network[], weights: float[]) =

    let first = members[0]

    let output =
        match first.OutputShape with
        | Signal.One shape -> shape
        | Signal.Many _ ->
            Errors.configuration
                "Ensemble: members with one result can vote; those of the first are %O."
                first.OutputShape

    /// What a member says, as a vote.
    let ballot (y: Tensor) =
        match vote with
        | Vote.Mean -> y
        | Vote.Softmax -> Tensor.softmax -1 y
        | Vote.Sigmoid -> Tensor.sigmoid y
        | Vote.Majority -> Tensor.argMax -1 y |> Tensor.oneHot y.DType y.Shape[y.Shape.Rank - 1]

    /// Σ wᵢ vᵢ / Σ wᵢ, in the order of the members. The weights are divided at the end, so that equal shares of a vote are equal numbers.
    let count (outputs: Tensor[]) =
        let sum = Array.map2 (fun (weight: float) y -> ballot y * weight) weights outputs |> Array.reduce (+)
        sum / Array.sum weights

    member _.Members: IReadOnlyList<Network> = Array.AsReadOnly members
    member _.Weights: IReadOnlyList<float> = Array.AsReadOnly weights
    member _.Vote = vote

    member _.ClassNames =
        members
        |> Array.tryFind (fun network -> network.ClassNames.Count > 0)
        |> Option.defaultValue first
        |> _.ClassNames

    member _.InputShape = first.InputShape
    member _.OutputShape = output
    member _.DType = first.DType
    member internal _.Ballot(y: Tensor) = ballot y

    member _.Apply(input: Signal<Tensor>) : Tensor =
        members |> Array.map (fun network -> network.PredictOne input) |> count

    member ensemble.Predict(input: Tensor) : Tensor =
        match first.InputShape with
        | Signal.One expected when input.Shape = expected ->
            (ensemble.Apply(Signal.One(Tensor.expandAxis 0 input))).Take [| Slice.At 0 |]
        | Signal.One _
        | Signal.Many _ -> ensemble.Apply(Signal.One input)

    override _.ToString() =
        let how =
            match vote with
            | Vote.Mean -> "the mean of their results"
            | Vote.Softmax -> "the mean of their probabilities"
            | Vote.Sigmoid -> "the mean of their probabilities"
            | Vote.Majority -> "the majority"

        let weighted = if Array.forall ((=) weights[0]) weights then "" else ", weighted"
        $"{members.Length} networks {first.InputShape} → {output} that vote by {how}{weighted}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Ensemble =

    let create (vote: Vote) (networks: Network seq) : Ensemble =
        let members = Seq.toArray networks

        if members.Length = 0 then
            Errors.configuration "Ensemble.create: at least one network must vote; there is none."

        let form (network: Network) = $"{network.InputShape} → {network.OutputShape} of {network.DType}"

        members
        |> Array.iteri (fun i network ->
            if form network <> form members[0] then
                Errors.configuration
                    "Ensemble.create: all members have the same inputs and results. Member %d is %s; member 1 is %s."
                    (i + 1)
                    (form network)
                    (form members[0]))

        let ensemble = Ensemble(vote, members, Array.create members.Length 1.0)
        let shape = ensemble.OutputShape

        let requireClasses () =
            if shape.Rank = 0 || shape[shape.Rank - 1] < 2 then
                Errors.configuration
                    "Ensemble.create: Vote.%O is between two classes or more along the last axis of the results, which are %O. For one logit take Vote.Sigmoid, for numbers Vote.Mean."
                    vote
                    shape

        match vote with
        | Vote.Softmax
        | Vote.Majority -> requireClasses ()
        | Vote.Mean
        | Vote.Sigmoid -> ()

        ensemble

    let withWeights (weights: float seq) (ensemble: Ensemble) : Ensemble =
        let weights = Seq.toArray weights

        if weights.Length <> ensemble.Members.Count then
            Errors.configuration
                "Ensemble.withWeights: a weight for each of the %d members was expected; there are %d."
                ensemble.Members.Count
                weights.Length

        weights
        |> Array.iteri (fun i weight ->
            Argument.nonNegative "Ensemble.withWeights" $"the weight of member {i + 1}" weight |> ignore)

        if Array.sum weights = 0.0 then
            Errors.configuration "Ensemble.withWeights: all weights are 0; at least one member must count."

        Ensemble(ensemble.Vote, Seq.toArray ensemble.Members, weights)

    let predict (input: Tensor) (ensemble: Ensemble) : Tensor = ensemble.Predict input
    let apply (input: Signal<Tensor>) (ensemble: Ensemble) : Tensor = ensemble.Apply input

    let private figures (metrics: Metric[]) (data: Dataset) (prediction: Tensor) : IReadOnlyList<Figure> =
        metrics
        |> Array.map (fun metric -> {
            Name = metric.Name
            Value = (Tensor.mean (metric.PerSample (Signal.One prediction) data.TargetSignal)).ToScalar()
        })
        |> Array.AsReadOnly
        :> _

    let evaluate (metrics: Metric seq) (data: Dataset) (ensemble: Ensemble) : IReadOnlyList<Figure> =
        figures (Seq.toArray metrics) data (ensemble.Apply data.InputSignal)

    let evaluateMembers
        (metrics: Metric seq)
        (data: Dataset)
        (ensemble: Ensemble)
        : IReadOnlyList<IReadOnlyList<Figure>> =
        ensemble.Members
        |> Seq.map (fun network -> Ensemble(ensemble.Vote, [| network |], [| 1.0 |]) |> evaluate metrics data)
        |> Seq.toArray
        |> Array.AsReadOnly
        :> _
