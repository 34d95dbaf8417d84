namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open System.Text
open System.Text.Json

[<AutoOpen>]
module NetworkFile =

    let private classNames = "class_names"

    // JsonSerializer needs reflection, which a trimmed program does not have.

    let private jsonOf (names: string seq) : string =
        use buffer = new MemoryStream()

        using (new Utf8JsonWriter(buffer)) (fun json ->
            json.WriteStartArray()
            names |> Seq.iter json.WriteStringValue
            json.WriteEndArray())

        Encoding.UTF8.GetString(buffer.ToArray())

    let private namesOf (text: string) : string[] =
        use document = JsonDocument.Parse text

        [|
            for item in document.RootElement.EnumerateArray() do
                match item.GetString() with
                | null -> raise (JsonException "null is no name.")
                | name -> name
        |]

    [<RequireQualifiedAccess>]
    module Network =

        let namesBeside (names: IReadOnlyList<string>) : KeyValuePair<string, string> list =
            if names.Count = 0 then [] else [ KeyValuePair(classNames, jsonOf names) ]

        let save (path: string) (network: Network) : unit =
            Safetensors.writeWith (namesBeside network.ClassNames) path (Seq.append network.Parameters network.State)

        let readNames file (metadata: IReadOnlyDictionary<string, string>) : string[] =
            match metadata.TryGetValue classNames with
            | true, text ->
                try
                    namesOf text
                with
                | :? JsonException
                | :? InvalidOperationException ->
                    Errors.data "'%s': the class names in its metadata are not a list of texts." file
            | _ -> [||]

        let filled path (prefix: string) (tensors: KeyValuePair<string, Tensor> seq) (network: Network) : Network =
            let read = tensors |> Seq.map (fun entry -> entry.Key, entry.Value) |> dict

            let fill (tree: Parameters) =
                tree
                |> Parameters.mapPaths (fun name (old: Tensor) ->
                    let name = prefix + name

                    match read.TryGetValue name with
                    | true, tensor when tensor.Spec = old.Spec -> tensor
                    | true, tensor ->
                        Errors.data "'%s': \"%s\" is %O; the network expects %O." path name tensor.Spec old.Spec
                    | _ ->
                        Errors.data
                            "'%s' has no tensor \"%s\", which the network expects; it was saved from another network."
                            path
                            name)

            let parameters, state = fill network.Parameters, fill network.State
            let known = HashSet(Seq.append parameters.Paths state.Paths |> Seq.map (fun name -> prefix + name))

            for name in read.Keys do
                if not (known.Contains name) then
                    Errors.data
                        "'%s' has a tensor \"%s\", which the network does not have; it was saved from another network."
                        path
                        name

            network.With(parameters, state)

        let load (path: string) (network: Network) : Network =
            let content = Safetensors.read path
            let loaded = filled path "" content.Tensors network
            let names = readNames path content.Metadata
            if names.Length > 0 then loaded.WithClassNames names else loaded
