namespace FuncNet

open System
open System.Collections.Generic

[<AutoOpen>]
module ModelFile =

    let private metadataName = "funcnet.preprocessing"
    let private networkPrefix, preprocessingPrefix = "network.", PreprocessorJson.tensorPrefix

    let private under prefix (tree: KeyValuePair<string, Tensor> seq) =
        tree |> Seq.map (fun entry -> KeyValuePair(prefix + entry.Key, entry.Value))

    [<RequireQualifiedAccess>]
    module TableModel =

        let saveWith (catalog: LayerCatalog) (path: string) (model: TableModel) : unit =
            let metadata = [
                Network.architectureBeside path catalog model.Network
                KeyValuePair(metadataName, PreprocessorJson.write model.Preprocessor)
            ]

            Safetensors.writeWith
                metadata
                path
                (Seq.concat [
                    under networkPrefix model.Network.Parameters
                    under networkPrefix model.Network.State
                    under preprocessingPrefix model.Preprocessor.State
                ])

        let save (path: string) (model: TableModel) : unit = saveWith LayerCatalog.standard path model

        let loadWith (catalog: LayerCatalog) (path: string) : TableModel =
            let content = Safetensors.read path

            let text =
                match content.Metadata.TryGetValue metadataName with
                | true, text -> text
                | false, _ ->
                    Errors.data "'%s' has no preprocessing in its metadata; it is not the file of a TableModel." path

            let preprocessing, others =
                content.Tensors
                |> Seq.toArray
                |> Array.partition _.Key.StartsWith(preprocessingPrefix, StringComparison.Ordinal)

            let numbers = Dictionary preprocessing
            let asked = HashSet<string>()

            let state name =
                asked.Add name |> ignore

                match numbers.TryGetValue name with
                | true, tensor -> Some tensor
                | false, _ -> None

            let preprocessor = PreprocessorJson.read path state text

            for name in numbers.Keys do
                if not (asked.Contains name) then
                    Errors.data "'%s' has a tensor \"%s\", which its preprocessing does not know." path name

            let network = Network.rebuilt path networkPrefix catalog content.Metadata others

            try
                TableModel.create preprocessor network
            with :? LayerException as error ->
                Errors.data "'%s': its network does not fit its preprocessing: %s" path error.Problem

        let load (path: string) : TableModel = loadWith LayerCatalog.standard path
