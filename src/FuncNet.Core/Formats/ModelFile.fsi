namespace FuncNet

/// Models of tables in safetensors files: the values of the network under "network.", the numbers of the preprocessing under "preprocessing.", and both
/// descriptions as JSON in the metadata (funcnet.network, funcnet.preprocessing).
[<AutoOpen>]
module ModelFile =

    [<RequireQualifiedAccess>]
    module TableModel =

        /// Writes a model to a safetensors file, whole or not at all. Layers of one's own that the catalog would not make again are a ConfigurationException.
        val saveWith: catalog: LayerCatalog -> path: string -> model: TableModel -> unit

        /// Writes a model of the library's own layers to a safetensors file, whole or not at all.
        val save: path: string -> model: TableModel -> unit

        /// The model of a file, with layers that the catalog knows. What is missing, too much or does not fit (categories without a row of the embedding, too), an unknown kind of layer, and a
        /// preprocessing that this version cannot read, are DataExceptions that name the file and what it is.
        val loadWith: catalog: LayerCatalog -> path: string -> TableModel

        /// The model of a file that save has written.
        val load: path: string -> TableModel
