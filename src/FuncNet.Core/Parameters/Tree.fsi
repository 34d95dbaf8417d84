namespace FuncNet

/// Records as models: the fields of an F# record of tensors, nested records, arrays and lists are the names of a tree.
[<AutoOpen>]
module ParametersAsRecords =

    [<RequireQualifiedAccess>]
    module Parameters =

        /// The tensors of a record, named by its fields: { conv = { kernel = … } } has "conv.kernel".
        val ofTree: model: 'Model -> Parameters

        /// A record like the given one, with the tensors of a tree.
        val toTree: model: 'Model -> tree: Parameters -> 'Model
