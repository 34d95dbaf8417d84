namespace FuncNet

/// Ensembles in safetensors files: the values of each member under "member1.", "member2.", …, and beside them how they vote, the weights and the
/// names of the classes.
[<AutoOpen>]
module EnsembleFile =

    [<RequireQualifiedAccess>]
    module Ensemble =

        /// Writes the values of all members to one file, whole or not at all.
        val save: path: string -> ensemble: Ensemble -> unit

        /// The ensemble of a file, whose members are all built like one network, such as those of a bagging. A file that holds no ensemble, or
        /// members of another network, is a DataException that says what does not fit.
        val load: path: string -> network: Network -> Ensemble

        /// The ensemble of a file, with a network for each member, in order, that is built like it.
        val loadMany: path: string -> networks: Network seq -> Ensemble
