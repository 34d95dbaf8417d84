namespace FuncNet

type EmbeddingOptions = { Table: Initializer }

[<AutoOpen>]
module EmbeddingLayers =

    [<RequireQualifiedAccess>]
    module Embedding =

        let defaults = { Table = Initializer.normal 0.0 1.0 }

    [<RequireQualifiedAccess>]
    module Layer =

        let embeddingWith (options: EmbeddingOptions) (count: int) (size: int) =
            let count = Argument.atLeast 1 "Layer.embedding" "the number of rows" count
            let size = Argument.atLeast 1 "Layer.embedding" "the size of a row" size

            Atoms.learned
                "Embedding"
                [ "count", string count; "size", string size ]
                (fun _ -> [ ParameterSpec.create "table" (Shape(count, size)) options.Table ])
                (fun x -> Shape [| yield! x; size |])
                (fun own x -> Tensor.gather 0 x own["table"])

        let embedding count size = embeddingWith Embedding.defaults count size
