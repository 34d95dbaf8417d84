namespace FuncNet

/// Weights of samples, which go with them through every part, order and batch.
[<AutoOpen>]
module SampleWeights =

    [<RequireQualifiedAccess>]
    module Dataset =

        /// The same samples, each with a weight wᵢ ≥ 0: training and validation measure Σ wᵢ·ℓᵢ / n over the n samples of a batch or of
        /// the data (as Keras does by default); metrics count every sample once. Another number of weights than of samples, and a weight
        /// that is negative, infinite or NaN, is a DataException that names the sample.
        val withWeights: weights: float seq -> data: Dataset -> Dataset

        /// The weights divided by their mean, so that over all of the data Σ wᵢ·ℓᵢ / n is the weighted mean Σ vᵢ·ℓᵢ / Σ vᵢ of the weights v as
        /// they were given: a sample of weight 2 counts as two in a mean, and the size of the loss does not depend on the weights'.
        /// If all are 0, it is a DataException.
        val withNormalizedWeights: weights: float seq -> data: Dataset -> Dataset
