namespace FuncNet

/// What an embedding can be told.
type EmbeddingOptions = {
    /// How the table [count; size] is drawn; N(0, 1) by default, as in PyTorch.
    Table: Initializer
}

/// Layers over indices.
[<AutoOpen>]
module EmbeddingLayers =

    [<RequireQualifiedAccess>]
    module Embedding =

        /// N(0, 1), as in PyTorch.
        val defaults: EmbeddingOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// The row of a learned table at each index: y[…, :] = table[x[…], :]. x: [batch; …], int32, from 0 to count − 1;
        /// "table": [count; size]; y: [batch; …; size]. The gradient of the table is a scatter-add: each index adds to its row.
        /// Indices of another type throw DTypeException, indices out of range ShapeException.
        val embeddingWith: options: EmbeddingOptions -> count: int -> size: int -> Layer

        /// The row of a learned table, drawn from N(0, 1), at each index.
        val embedding: count: int -> size: int -> Layer
