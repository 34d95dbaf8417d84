namespace FuncNet

open System.IO
open System.Text
open System.Text.Json

/// What a network is, but for its values: the layers, the shape of the input and the type, as JSON.
[<NoEquality; NoComparison>]
type internal Architecture = { Layer: Layer; Input: Signal<Shape>; DType: DType }

module internal NetworkJson =

    /// The name of the text in the metadata of a file.
    let metadataName = "funcnet.network"

    let private version = 1

    /// Two levels of JSON for each of the layers, and those of their settings.
    let private deepest = 3 * LayerJson.deepest

    let private longest = 16_000_000
    let private types = [ for dtype in [ DType.Float32; DType.Float64 ] -> string dtype, dtype ]

    /// Inputs in inputs.
    let private deepestInput = 8

    let rec private writeShape (json: Utf8JsonWriter) (shape: Signal<Shape>) =
        match shape with
        | Signal.One shape ->
            json.WriteStartArray()
            shape |> Seq.iter json.WriteNumberValue
            json.WriteEndArray()
        | Signal.Many parts ->
            json.WriteStartObject()
            json.WriteStartArray "several"
            parts |> Array.iter (writeShape json)
            json.WriteEndArray()
            json.WriteEndObject()

    let rec private readShape file depth (json: JsonElement) : Signal<Shape> =
        let fail problem : 'T = Errors.data "'%s': the input of its network %s" file problem

        let size (item: JsonElement) =
            match (if item.ValueKind = JsonValueKind.Number then item.TryGetInt32() else false, 0) with
            | true, size when size >= 0 -> size
            | _ -> fail "has something else than a whole number among its sizes."

        match json.ValueKind with
        | JsonValueKind.Array when json.GetArrayLength() <= 8 ->
            let sizes = [| for item in json.EnumerateArray() -> size item |]

            try
                Signal.One(Shape sizes)
            with :? ShapeException as error ->
                fail $"is no shape: {error.Problem}"
        | JsonValueKind.Object when depth < deepestInput ->
            let object = JsonObject(file, "the input of its network", json)
            let several = object.Value "several"
            object.End()

            if several.ValueKind <> JsonValueKind.Array || several.GetArrayLength() = 0 then
                fail "has no list in \"several\"."

            Signal.Many [| for item in several.EnumerateArray() -> readShape file (depth + 1) item |]
        | _ -> fail "is no shape."

    let write (network: Network) : string =
        use buffer = new MemoryStream()
        let options = JsonWriterOptions(MaxDepth = deepest)

        using (new Utf8JsonWriter(buffer, options)) (fun json ->
            json.WriteStartObject()
            json.WriteNumber("version", version)
            json.WriteString("library", (nonNull (typeof<Network>.Assembly.GetName().Version)).ToString 3)
            json.WriteString("dtype", string network.DType)
            json.WritePropertyName "input"
            writeShape json network.InputShape
            json.WritePropertyName "layers"
            LayerJson.write json network.Layer
            json.WriteEndObject())

        Encoding.UTF8.GetString(buffer.ToArray())

    /// The architecture that a text of a file has. What is wrong is a DataException that names the file.
    let read (file: string) (catalog: LayerCatalog) (text: string) : Architecture =
        if text.Length > longest then
            Errors.data "'%s': its network is described by %d characters; at most %d are read." file text.Length longest

        try
            use document = JsonDocument.Parse(text, JsonDocumentOptions(MaxDepth = deepest))
            let json = JsonObject(file, "its network", document.RootElement)
            let written = json.Whole "version"

            if written <> version then
                json.Fail $"is of version {written}; this library reads version {version}."

            json.Text "library" |> ignore

            let read = {
                Layer = LayerJson.read file catalog (json.Value "layers")
                Input = readShape file 0 (json.Value "input")
                DType = json.Case("dtype", types)
            }

            json.End()
            read
        with
        | :? JsonException as error ->
            Errors.data "'%s': its network is not JSON (%s)." file (error.Message.TrimEnd '.')
        | :? System.InvalidOperationException -> Errors.data "'%s': its network holds broken text." file
