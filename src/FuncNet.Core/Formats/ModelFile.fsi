namespace FuncNet

/// Models of tables in safetensors files: the values of the network under "network.", the numbers of the preprocessing under "preprocessing.", and the
/// preprocessing itself as JSON in the metadata.
[<AutoOpen>]
module ModelFile =

    [<RequireQualifiedAccess>]
    module TableModel =

        /// Writes a model to a safetensors file, whole or not at all.
        val save: path: string -> model: TableModel -> unit

        /// The model of a file. body: the layers that TableTrainer.create was given; the file must hold a tensor of the right shape for each of its parameters
        /// and states, and nothing else. What is missing or does not fit, and a preprocessing that this version cannot read, are DataExceptions
        /// that name the file and what it is.
        val load: path: string -> body: Layer -> TableModel

        /// The model of a file, whose network is made by a function of its preprocessing.
        val loadWith: path: string -> network: (Preprocessor -> Network) -> TableModel
