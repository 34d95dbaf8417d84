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

        let save (path: string) (model: TableModel) : unit =
            let metadata = [ KeyValuePair(metadataName, PreprocessorJson.write model.Preprocessor) ]

            Safetensors.writeWith
                metadata
                path
                (Seq.concat [
                    under networkPrefix model.Network.Parameters
                    under networkPrefix model.Network.State
                    under preprocessingPrefix model.Preprocessor.State
                ])

        /// network: from how many numbers there are for it in the file, and the preprocessing.
        let private loadFor (path: string) (network: int64 -> Preprocessor -> Network) : TableModel =
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

            let held = others |> Array.sumBy (fun entry -> int64 entry.Value.Size)
            TableModel.create preprocessor (Network.filled path networkPrefix others (network held preprocessor))

        let loadWith (path: string) (network: Preprocessor -> Network) : TableModel =
            loadFor path (fun _ preprocessor -> network preprocessor)

        let load (path: string) (body: Layer) : TableModel =
            loadFor path (fun held preprocessor ->
                for column in preprocessor.Fitted do
                    match column.Kind with
                    | FittedKind.Index(categories, size) when int64 size * int64 (categories.Places + 1) > held ->
                        Errors.data
                            "'%s': the column '%s' has an embedding of %d numbers for each of %d indices; the file holds %d numbers in all for its network."
                            path
                            column.Name
                            size
                            (categories.Places + 1)
                            held
                    | FittedKind.Index _
                    | FittedKind.Numbers _
                    | FittedKind.OneHot _
                    | FittedKind.LeftOut _ -> ()

                Preprocessor.layer body preprocessor
                |> Network.buildFor DType.Float32 (Key.ofSeed 0UL) (Preprocessor.inputShape preprocessor))
