namespace FuncNet

/// Networks in safetensors files: the parameters and the state under their paths, and the names of the classes.
[<AutoOpen>]
module NetworkFile =

    [<RequireQualifiedAccess>]
    module Network =

        /// Writes the values of a network to a safetensors file, whole or not at all.
        val save: path: string -> network: Network -> unit

        /// The network with the values of a safetensors file, which must hold a tensor of the right shape and type for every
        /// parameter and state of the network, and nothing else.
        val load: path: string -> network: Network -> Network
