namespace FuncNet

/// Pipelines that remember.
[<AutoOpen>]
module PipelineCache =

    [<RequireQualifiedAccess>]
    module Pipeline =

        /// The elements are made once, kept in memory, and are the same in every epoch: what comes before is done in the first epoch only, with
        /// that epoch's random numbers; what should change from epoch to epoch comes behind. They are kept when an epoch has been read to its
        /// end, for the key of the last such run if they depend on it.
        val cache: source: Pipeline<'T> -> Pipeline<'T>
