namespace FuncNet

/// Parts of data sets to train and to test on, and weights against uneven classes. Every part keeps its samples in the order of the data; which
/// sample goes where is a function of the key. Parts are disjoint, and together they are all samples.
[<AutoOpen>]
module Folds =

    [<RequireQualifiedAccess>]
    module Dataset =

        /// A random part of ⌊fraction · n + ½⌋ samples, and the others, in which every class has its share to within one sample; 0 < fraction < 1.
        /// Targets that are no class labels, and a part without samples, are a DataException.
        val splitStratified: key: Key -> fraction: float -> data: Dataset -> Dataset * Dataset

        /// k pairs of a training part and a test part: every sample is in one test part, whose sizes differ by at most 1. Each pair is made when
        /// it is asked for. k outside of 2 … n is a DataException.
        val kFold: key: Key -> k: int -> data: Dataset -> (Dataset * Dataset) seq

        /// k-fold with every class dealt out evenly: the test parts have n_c / k of the n_c samples of each class, to within one.
        val stratifiedKFold: key: Key -> k: int -> data: Dataset -> (Dataset * Dataset) seq

        /// k-fold with k = n: every sample alone is the test part once.
        val leaveOneOut: data: Dataset -> (Dataset * Dataset) seq

        /// k-fold that never parts the samples of one group, such as of one patient. groups: the number of each sample's group. The largest
        /// group that is left goes to the smallest part.
        val groupKFold: groups: int seq -> k: int -> data: Dataset -> (Dataset * Dataset) seq

        /// n samples drawn with repetition, and those that were not drawn, about 37 % of them (e⁻¹), to test on ("out of bag"; Breiman 1996).
        /// Where all were drawn, as may happen with few, it is a DataException.
        val bootstrap: key: Key -> data: Dataset -> Dataset * Dataset

        /// n / (k · n_c) for each class c of k, with n_c of the n samples: all classes weigh the same together, and the mean weight is 1. A class
        /// without samples is a DataException.
        val balancedClassWeights: data: Dataset -> float[]

        /// The samples weighted by their class, times the weights that they have.
        val withClassWeights: weights: float seq -> data: Dataset -> Dataset

        /// The samples weighted by balancedClassWeights.
        val balanced: data: Dataset -> Dataset
