namespace FuncNet

/// Ensembles out of one training.
[<AutoOpen>]
module Snapshots =

    [<RequireQualifiedAccess>]
    module Ensemble =

        /// A snapshot ensemble (Huang et al. 2017, "Train 1, get M for free"): one training in cycles of that many epochs, in each of which the rate
        /// falls from the given one to 0 along half a cosine (Schedule.cosineCycles), in place of the optimizer's own; the network at the end
        /// of each cycle, which has settled in a minimum of its own, is a member. The last member is what Trainer.fit gives with that schedule.
        /// A callback that ends the training ends the ensemble with the member of that moment. Numbers under 1, a validation split, and
        /// pipelines that do not know the steps of an epoch are a ConfigurationException; a cancelled training, an OperationCanceledException.
        val snapshots:
            vote: Vote ->
            cycles: int ->
            rate: float ->
            key: Key ->
            epochs: int ->
            data: TrainingData ->
            trainer: Trainer ->
                Ensemble
