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

    /// Of what a leaf is made, before anything is drawn.
    let private specs dtype (plan: Plan) =
        let leaf (bound: BoundAtom) name shape = KeyValuePair($"{bound.Path}.{name}", { Shape = shape; DType = dtype })

        [|
            for bound in plan.Atoms do
                for spec in bound.Parameters -> leaf bound spec.Name spec.Shape
        |],
        [|
            for bound in plan.Atoms do
                for spec in bound.States -> leaf bound spec.Name spec.Shape
        |]

    /// The tensors of a file for leaves, of which there is one each, and no other; their names begin with a prefix.
    let private valuesFor
        path
        (prefix: string)
        (tensors: KeyValuePair<string, Tensor> seq)
        (parameters: KeyValuePair<string, TensorSpec>[], state: KeyValuePair<string, TensorSpec>[])
        =
        let read = tensors |> Seq.map (fun entry -> entry.Key, entry.Value) |> dict

        let value (KeyValue(name, spec)) =
            let name = prefix + name

            match read.TryGetValue name with
            | true, tensor when tensor.Spec = spec -> tensor
            | true, tensor -> Errors.data "'%s': \"%s\" is %O; the network expects %O." path name tensor.Spec spec
            | _ ->
                Errors.data
                    "'%s' has no tensor \"%s\", which the network expects; it was saved from another network."
                    path
                    name

        let found = Array.map value parameters, Array.map value state
        let known = HashSet(Seq.append parameters state |> Seq.map (fun entry -> prefix + entry.Key))

        for name in read.Keys do
            if not (known.Contains name) then
                Errors.data
                    "'%s' has a tensor \"%s\", which the network does not have; it was saved from another network."
                    path
                    name

        found

    /// Binds a layer of a file; what does not fit together is an error of the file.
    let private bound file (architecture: Architecture) =
        try
            Plan.bind architecture.Layer architecture.Input
        with :? FuncNetException as error ->
            Errors.data "'%s': its network cannot be built: %s" file error.Message

    /// What of a bound layer files keep, to be compared.
    let private kept (atom: BoundAtom) =
        atom.Path,
        atom.Atom.Kind,
        [ for name, value in atom.Atom.Hyperparameters -> name, string value ],
        [
            for spec in atom.Parameters -> spec.Name, spec.Shape, spec.Initializer.Name, spec.Fans, spec.Decays
        ],
        [ for spec in atom.States -> spec.Name, spec.Shape, Tensor.cast DType.Float64 spec.Initial ],
        atom.IsFrozen

    /// Throws unless the catalog makes the same network of what is written.
    let private checkRebuilt path catalog (network: Network) (text: string) =
        let advice =
            "Network.saveWith takes a catalog that knows the layers of your own, as LayerCatalog.standard |> LayerCatalog.add \"Kind\" \"argument\" (fun settings -> …); Network.saveWeights writes the values alone."

        let rebuilt =
            try
                NetworkJson.read path catalog text |> bound path
            with :? DataException as error ->
                Errors.configuration "The network could not be read again: %s %s" error.Message advice

        for before, after in Seq.zip network.Plan.Atoms rebuilt.Atoms do
            if kept before <> kept after then
                Errors.configuration
                    "The layer \"%s\" would not be the same when it is read: the catalog makes another layer of the kind \"%s\" with its hyperparameters. They must say all that it was made with, and a kind of its own. %s"
                    before.Path
                    before.Atom.Kind
                    advice

        if network.Plan.Atoms.Length <> rebuilt.Atoms.Length || network.Plan.Frozen <> rebuilt.Frozen then
            Errors.configuration "The network would have other layers when it is read. %s" advice

    [<RequireQualifiedAccess>]
    module Network =

        let namesBeside (names: IReadOnlyList<string>) : KeyValuePair<string, string> list =
            if names.Count = 0 then [] else [ KeyValuePair(classNames, jsonOf names) ]

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

        let architectureBeside path catalog (network: Network) =
            let text = NetworkJson.write network
            checkRebuilt path catalog network text
            KeyValuePair(NetworkJson.metadataName, text)

        let rebuilt path (prefix: string) catalog (metadata: IReadOnlyDictionary<string, string>) tensors =
            let text =
                match metadata.TryGetValue NetworkJson.metadataName with
                | true, text -> text
                | false, _ ->
                    Errors.data
                        "'%s' has no network in its metadata: it holds weights alone. Build the network, and read them with Network.loadWeights."
                        path

            let architecture = NetworkJson.read path catalog text
            let plan = bound path architecture
            // Nothing of the size that the text claims is made: every value is one of the file.
            let parameters, state = valuesFor path prefix tensors (specs architecture.DType plan)

            Network(
                architecture.Layer,
                plan,
                architecture.DType,
                Parameters(plan.Layout, parameters),
                Parameters(plan.StateLayout, state),
                readNames path metadata
            )

        let saveWith (catalog: LayerCatalog) (path: string) (network: Network) : unit =
            Safetensors.writeWith
                (architectureBeside path catalog network :: namesBeside network.ClassNames)
                path
                (Seq.append network.Parameters network.State)

        let save (path: string) (network: Network) : unit = saveWith LayerCatalog.standard path network

        let saveWeights (path: string) (network: Network) : unit =
            Safetensors.writeWith (namesBeside network.ClassNames) path (Seq.append network.Parameters network.State)

        let loadWith (catalog: LayerCatalog) (path: string) : Network =
            let content = Safetensors.read path
            rebuilt path "" catalog content.Metadata content.Tensors

        let load (path: string) : Network = loadWith LayerCatalog.standard path

        let filled path (prefix: string) (tensors: KeyValuePair<string, Tensor> seq) (network: Network) : Network =
            let parameters, state = valuesFor path prefix tensors (specs network.DType network.Plan)
            network.With(Parameters(network.Plan.Layout, parameters), Parameters(network.Plan.StateLayout, state))
