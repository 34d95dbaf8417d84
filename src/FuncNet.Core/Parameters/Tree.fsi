namespace FuncNet

open System.Diagnostics.CodeAnalysis

/// Records as models: the fields of an F# record of tensors, nested records, arrays and lists are the names of a tree.
[<AutoOpen>]
module ParametersAsRecords =

    [<RequireQualifiedAccess>]
    module Parameters =

        /// The tensors of a record, named by its fields: { conv = { kernel = … } } has "conv.kernel".
        [<RequiresUnreferencedCode "A trimmed program may have lost the fields of the record. Build the tree with Parameters.ofSeq.">]
        val ofTree: model: 'Model -> Parameters

        /// A record like the given one, with the tensors of a tree.
        [<RequiresUnreferencedCode "A trimmed program may have lost the fields of the record. Build the record from the tensors of the tree.">]
        [<RequiresDynamicCode "Arrays of the record's types are made by reflection. Build the record from the tensors of the tree.">]
        val toTree: model: 'Model -> tree: Parameters -> 'Model
