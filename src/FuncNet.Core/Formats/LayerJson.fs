namespace FuncNet

open System.Collections.Generic
open System.Text.Json

/// Layers as JSON: {"kind": "Dense", "hyperparameters": {"units": 128, …}} for an atom, [ … ] for a chain, and an object named by what it
/// does for the rest. Shared layers have numbers, and stand in full where they come first.
module internal LayerJson =

    /// Layers in layers. Each takes two levels of JSON at most.
    let deepest = 64

    let private joins =
        [ Join.Add; Join.Multiply; Join.Average; Join.Maximum; Join.Concatenate; Join.Tuple ]
        |> List.map (fun join -> string join, join)

    let rec private writeIn (numbers: Dictionary<obj, int>) depth (json: Utf8JsonWriter) layer : unit =
        if depth > deepest then
            Errors.configuration "A network that is saved nests its layers %d levels deep at most." deepest

        let inner = writeIn numbers (depth + 1) json

        let several layers =
            json.WriteStartArray()
            layers |> List.iter inner
            json.WriteEndArray()

        let around (fields: unit -> unit) (layer: Layer option) =
            json.WriteStartObject()
            fields ()

            match layer with
            | Some layer ->
                json.WritePropertyName "layer"
                inner layer
            | None -> ()

            json.WriteEndObject()

        match layer with
        | Atom atom ->
            json.WriteStartObject()
            json.WriteString("kind", atom.Kind)

            if not atom.Hyperparameters.IsEmpty then
                json.WriteStartObject "hyperparameters"

                for name, value in atom.Hyperparameters do
                    json.WritePropertyName name
                    SettingJson.write json value

                json.WriteEndObject()

            json.WriteEndObject()
        | Chain layers -> several layers
        | Beside layers ->
            json.WriteStartObject()
            json.WritePropertyName "beside"
            several layers
            json.WriteEndObject()
        | Fork(join, layers) ->
            json.WriteStartObject()
            json.WriteString("fork", string join)
            json.WritePropertyName "layers"
            several layers
            json.WriteEndObject()
        | Named(name, layer) -> around (fun () -> json.WriteString("name", name)) (Some layer)
        | Frozen(pattern, layer) -> around (fun () -> json.WriteString("freeze", pattern)) (Some layer)
        | Initialized(pattern, initializer, layer) ->
            around
                (fun () ->
                    json.WriteString("initialize", pattern)
                    json.WritePropertyName "initializer"
                    SettingJson.write json initializer.Setting)
                (Some layer)
        | Shared(token, layer) ->
            match numbers.TryGetValue token with
            | true, number -> around (fun () -> json.WriteNumber("shared", number)) None
            | false, _ ->
                let number = numbers.Count + 1
                numbers[token] <- number
                around (fun () -> json.WriteNumber("shared", number)) (Some layer)

    let write (json: Utf8JsonWriter) (layer: Layer) = writeIn (Dictionary HashIdentity.Reference) 0 json layer

    /// What is read beside the layers: the file, the catalog and the layers shared so far.
    type private Reading = { File: string; Catalog: LayerCatalog; Shared: Dictionary<int, Layer> }

    let private unknown (object: JsonObject) (catalog: LayerCatalog) kind : 'T =
        let hint = Spelling.hint catalog.Kinds.Keys kind

        object.Fail
            $"is of the kind \"{kind}\", which the catalog does not know.{hint} If it is a layer of your own, add it: LayerCatalog.standard |> LayerCatalog.add \"{kind}\" …, and give that catalog to loadWith."

    let private settingsOf (object: JsonObject) name =
        if not (List.contains name object.Names) then
            []
        else
            let settings = object.Value name

            if settings.ValueKind <> JsonValueKind.Object then
                object.Fail $"has something else than an object in \"{name}\"."

            [
                for field in settings.EnumerateObject() ->
                    field.Name, SettingJson.read (fun problem -> object.Fail problem) field.Value
            ]

    /// Errors of a layer's settings as those of the file.
    let private making (object: JsonObject) (action: unit -> 'T) : 'T =
        try
            action ()
        with
        | :? SettingException as error -> object.Fail $"has a wrong \"{error.Name}\": {error.Problem}"
        | :? LayerException as error -> object.Fail $"cannot be made: {error.Problem}"

    let private atom reading (object: JsonObject) =
        let kind = object.Text "kind"

        let given = settingsOf object "hyperparameters"
        let known = reading.Catalog.Kinds.TryFind kind

        let takesGraph (entry: LayerEntry) = entry.Rules |> List.exists (fun rule -> rule.Name = OnnxStored.settingName)

        let hasGraph = given |> List.exists (fun (name, _) -> name = OnnxStored.settingName)

        match known with
        | _ when hasGraph && not (Option.exists takesGraph known) ->
            // A part of a graph from ONNX, whatever its kind; no catalog need know it.
            match making object (fun () -> reading.Catalog |> LayerCatalog.make OnnxImport.entry given) with
            | Atom atom when atom.Kind <> kind ->
                object.Fail $"is of the kind \"{kind}\", but its graph is one of the kind \"{atom.Kind}\"."
            | layer -> layer
        | None -> unknown object reading.Catalog kind
        | Some entry -> making object (fun () -> reading.Catalog |> LayerCatalog.make entry given)

    let rec private layerIn reading depth at (json: JsonElement) : Layer =
        if depth > deepest then
            Errors.data "'%s': %s nests layers deeper than %d levels." reading.File at deepest

        let several at (json: JsonElement) =
            if json.ValueKind <> JsonValueKind.Array then
                Errors.data "'%s': %s is not a list of layers." reading.File at

            [
                for i, item in Seq.indexed (json.EnumerateArray()) -> layerIn reading (depth + 1) $"{at}[{i + 1}]" item
            ]

        if json.ValueKind = JsonValueKind.Array then
            Layer.sequence (several at json)
        else
            let object = JsonObject(reading.File, at, json)
            let inner () = layerIn reading (depth + 1) $"{at}.layer" (object.Value "layer")
            let has name = List.contains name object.Names

            let layer =
                if has "kind" then
                    atom reading object
                elif has "beside" then
                    Layer.besideMany (several $"{at}.beside" (object.Value "beside"))
                elif has "fork" then
                    let join = object.Case("fork", joins)
                    let layers = several $"{at}.layers" (object.Value "layers")
                    making object (fun () -> Layer.fork join layers)
                elif has "name" then
                    let name = object.Text "name"
                    let layer = inner ()
                    making object (fun () -> Layer.named name layer)
                elif has "freeze" then
                    Layer.freeze (object.Text "freeze") (inner ())
                elif has "initialize" then
                    let rules = [ { Name = "initializer"; Default = None } ]
                    let fail problem = object.Fail problem
                    let given = [ "initializer", SettingJson.read fail (object.Value "initializer") ]
                    let settings = LayerSettings(rules, given, reading.Catalog.Known)
                    let initializer = making object (fun () -> settings.Initializer "initializer")
                    Layer.initialize (object.Text "initialize") initializer (inner ())
                elif has "shared" then
                    let number = object.Whole "shared"

                    match has "layer", reading.Shared.TryGetValue number with
                    | true, (true, _) -> object.Fail $"is shared under the number {number}, which another layer has."
                    | true, (false, _) ->
                        let layer = Layer.shared (inner ())
                        reading.Shared[number] <- layer
                        layer
                    | false, (true, layer) -> layer
                    | false, (false, _) -> object.Fail $"is shared layer {number}, which does not stand before it."
                else
                    object.Fail
                        "is no layer: it has none of \"kind\", \"beside\", \"fork\", \"name\", \"freeze\", \"initialize\" and \"shared\"."

            // A kind without hyperparameters need not have the field.
            if has "hyperparameters" then
                object.Value "hyperparameters" |> ignore

            object.End()
            layer

    /// The layer of a file. What is wrong is a DataException that names the file and the place among the layers.
    let read (file: string) (catalog: LayerCatalog) (json: JsonElement) : Layer =
        layerIn { File = file; Catalog = catalog; Shared = Dictionary() } 0 "layers" json
