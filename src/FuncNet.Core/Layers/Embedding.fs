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

            let lookUp (own: Parameters) (x: Tensor) =
                if x.DType <> DType.Int32 then
                    Errors.dtype "Embedding: indices must be int32; the input is %O. Cast it to int32." x.DType

                Tensor.gather 0 x own["table"]

            Layer.ofAtom {
                Kind = "Embedding"
                Hyperparameters = [
                    "count", Setting.Whole count
                    "size", Setting.Whole size
                    "table", options.Table.Setting
                ]
                Parameters = fun _ -> [ ParameterSpec.create "table" (Shape(count, size)) options.Table ]
                State = fun _ -> []
                OutputShape = Signal.shape "Embedding" >> fun x -> Signal.One(Shape [| yield! x; size |])
                Apply = fun _ own state input -> Signal.One(lookUp own (Signal.tensor "Embedding" input)), state
            }

        let embedding count size = embeddingWith Embedding.defaults count size
