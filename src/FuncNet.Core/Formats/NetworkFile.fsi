namespace FuncNet

open System.Collections.Generic

/// Networks in safetensors files: the parameters and the state under their paths, and in the metadata what the network is made of, as JSON (funcnet.network), and
/// the names of the classes.
[<AutoOpen>]
module NetworkFile =

    [<RequireQualifiedAccess>]
    module Network =

        /// The names of the classes as the metadata of a file; nothing where there are none.
        val internal namesBeside: names: IReadOnlyList<string> -> KeyValuePair<string, string> list

        /// The names of the classes in the metadata of a file, which is named in messages; none where there are none.
        val internal readNames: file: string -> metadata: IReadOnlyDictionary<string, string> -> string[]

        /// The layers of a network as the metadata of a file, of which the catalog makes the same network again.
        val internal architectureBeside:
            path: string -> catalog: LayerCatalog -> network: Network -> KeyValuePair<string, string>

        /// The network that the metadata of a file describe, with the tensors whose names begin with a prefix.
        val internal rebuilt:
            path: string ->
            prefix: string ->
            catalog: LayerCatalog ->
            metadata: IReadOnlyDictionary<string, string> ->
            tensors: KeyValuePair<string, Tensor> seq ->
                Network

        /// Writes a network to a safetensors file, whole or not at all: its layers, the shape of its input, its type, the names of its classes and its
        /// values. Layers of one's own that the catalog would not make again are a ConfigurationException that names the layer and says what to do.
        val saveWith: catalog: LayerCatalog -> path: string -> network: Network -> unit

        /// Writes a network of the library's own layers to a safetensors file, whole or not at all.
        val save: path: string -> network: Network -> unit

        /// Writes the values of a network and the names of its classes alone, whatever its layers: Network.loadWeights WeightMap.own reads them into a
        /// network that was built again.
        val saveWeights: path: string -> network: Network -> unit

        /// The network of a file, with layers that the catalog knows. The file must hold a tensor of the right shape and type for every parameter and
        /// state, and nothing else; nothing is drawn or allocated for what it does not hold. What is wrong, an unknown kind of
        /// layer among it, is a DataException that names the file and the place.
        val loadWith: catalog: LayerCatalog -> path: string -> Network

        /// The network of a file that save has written.
        val load: path: string -> Network

        /// The network with these values, of which there is one for each of its tensors, and no other; their names begin with a prefix.
        val internal filled:
            path: string -> prefix: string -> tensors: KeyValuePair<string, Tensor> seq -> network: Network -> Network
