namespace FuncNet

open System
open System.Collections.Generic

[<AutoOpen>]
module ModelFile =

    let private metadataName = "funcnet.preprocessing"
    let private networkPrefix, preprocessingPrefix = "network.", PreprocessorJson.tensorPrefix

    let private under prefix (tree: KeyValuePair<string, Tensor> seq) =
        tree |> Seq.map (fun entry -> KeyValuePair(prefix + entry.Key, entry.Value))

    /// What a network looks up by inputs: for each, the numbers of rows. It is traced, so that nothing of the size that a file claims is made.
    let private rowsLookedUp (network: Network) (inputs: TensorSpec list) : int list[] =
        let compute (inputs: Tensor[]) =
            let context = { Training = false; Key = Key.ofSeed 0UL }
            let filled = Signal.fill network.Plan.Input inputs
            let output, _ = Plan.apply network.Plan context network.Parameters network.State filled
            Signal.values output |> List.toArray

        let rows = Array.create inputs.Length []

        for entry in (Program.trace compute inputs).Entries do
            match entry.Primitive, entry.Operands with
            | Primitive.Indexing(Indexing.Gather axis), [| _; Operand.Slot place |] when place < rows.Length ->
                rows[place] <- entry.Inputs[0].Shape[axis] :: rows[place]
            | _ -> ()

        rows

    /// Throws unless the network takes a sample of the preprocessing, and has a row for every index of it.
    let private requireFitting path (preprocessor: Preprocessor) (network: Network) =
        let indices = Seq.toList preprocessor.Indices

        let inputs = [
            if preprocessor.FeatureNames.Count > 0 then
                { Shape = Shape [| 1; preprocessor.FeatureNames.Count |]; DType = DType.Float32 }

            for _ in indices do
                { Shape = Shape [| 1 |]; DType = DType.Int32 }
        ]

        let rows =
            try
                rowsLookedUp network inputs
            with
            | :? LayerException as error ->
                Errors.data "'%s': its network does not take what its preprocessing makes: %s" path error.Problem
            // A layer of one's own may ask for numbers, which a trace does not have.
            | :? FuncNetException -> Array.create inputs.Length []

        for place, (KeyValue(column, count)) in List.indexed indices do
            match rows[inputs.Length - indices.Length + place] |> List.tryFind (fun rows -> rows < count) with
            | Some rows ->
                Errors.data
                    "'%s': its network does not fit its preprocessing: column '%s' has the indices 0 to %d, and the network looks them up among %d rows."
                    path
                    column
                    (count - 1)
                    rows
            | None -> ()

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

            let model =
                try
                    TableModel.create preprocessor network
                with :? LayerException as error ->
                    Errors.data "'%s': its network does not fit its preprocessing: %s" path error.Problem

            requireFitting path preprocessor network
            model

        let load (path: string) : TableModel = loadWith LayerCatalog.standard path
