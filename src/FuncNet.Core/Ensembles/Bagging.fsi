namespace FuncNet

open System.Collections.Generic

/// What a bagging gives: the ensemble, and how it does on samples that its members have not seen.
[<Sealed>]
type Bagging =
    internal new:
        ensemble: Ensemble * drawn: int[][] * outOfBagPlaces: int[] * outOfBag: Dataset * outOfBagVotes: Tensor ->
            Bagging

    /// The members, trained on a bootstrap sample each.
    member Ensemble: Ensemble

    /// The places in the data of the samples that each member was trained on, n of n with repetition.
    member Drawn: IReadOnlyList<IReadOnlyList<int>>

    /// The places of the samples that at least one member has not seen, ascending: all but 0.63ᵏ of them for k members.
    member OutOfBagPlaces: IReadOnlyList<int>

    /// Those samples.
    member OutOfBag: Dataset

    /// The vote on each of those samples by the members that have not seen it.
    member OutOfBagVotes: Tensor

    /// Metrics of the votes out of bag: an estimate of what the ensemble does on new data that needs none (Breiman 1996). On each sample
    /// vote about e⁻¹ of the members, so that it is rather too low.
    member OutOfBagFigures: metrics: Metric seq -> IReadOnlyList<Figure>

    /// The ensemble, and how many samples are out of bag.
    override ToString: unit -> string

/// Bagging.
[<AutoOpen>]
module BaggingOfNetworks =

    [<RequireQualifiedAccess>]
    module Ensemble =

        /// Trains count networks, each for that many epochs on a bootstrap sample of its own: n of the n samples, drawn with repetition, as
        /// Dataset.bootstrap draws them (Breiman 1996, "Bagging predictors"; note 003). Member i = 1, 2, … is a function of the trainer, the data
        /// and Key.foldIn i key alone, of whose two parts (Key.split 2) the first draws the sample and the second trains: a bagging of more members
        /// begins with those of fewer. Members train on all processors at once, with the same bits; where the trainer has observers, one after
        /// the other. A count under 1 is a ConfigurationException; data so few that every member has drawn all of them, a DataException; a
        /// cancelled training, an OperationCanceledException.
        val bagging: vote: Vote -> count: int -> key: Key -> epochs: int -> data: Dataset -> trainer: Trainer -> Bagging
