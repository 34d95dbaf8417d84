namespace FuncNet

open System.Collections.Generic

/// Networks in safetensors files: the parameters and the state under their paths, and the names of the classes.
[<AutoOpen>]
module NetworkFile =

    [<RequireQualifiedAccess>]
    module Network =

        /// The names of the classes as the metadata of a file; nothing where there are none.
        val internal namesBeside: names: IReadOnlyList<string> -> KeyValuePair<string, string> list

        /// The names of the classes in the metadata of a file, which is named in messages; none where there are none.
        val internal readNames: file: string -> metadata: IReadOnlyDictionary<string, string> -> string[]

        /// Writes the values of a network to a safetensors file, whole or not at all.
        val save: path: string -> network: Network -> unit

        /// The network with these values, of which there is one for each of its tensors, and no other; their names begin with a prefix.
        val internal filled:
            path: string -> prefix: string -> tensors: KeyValuePair<string, Tensor> seq -> network: Network -> Network

        /// The network with the values of a safetensors file, which must hold a tensor of the right shape and type for every
        /// parameter and state of the network, and nothing else.
        val load: path: string -> network: Network -> Network
