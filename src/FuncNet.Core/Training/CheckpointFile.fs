namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open System.Runtime.InteropServices
open System.Security.Cryptography
open System.Text
open System.Text.Json

/// A training state as one safetensors file. Its tensors are "key", "parameters/…", "state/…", "optimizer/…" and, for the callback of a
/// number, "callbacks/0/state/…", "callbacks/0/kept parameters/…" and "callbacks/0/kept state/…". The rest is a JSON text in the metadata,
/// and beside it the SHA-256 sum of that text and of all tensors, with their names.
[<RequireQualifiedAccess>]
module internal CheckpointFile =

    let private version = 1

    let private metadataName = "funcnet.training"
    let private sumName = "funcnet.sha256"

    let private parts (number: int) = [
        $"callbacks/{number}/state", (fun (callback: CallbackState) -> callback.State)
        $"callbacks/{number}/kept parameters", _.KeptParameters
        $"callbacks/{number}/kept state", _.KeptState
    ]

    let private named (folder: string) (tree: Parameters) =
        tree |> Seq.map (fun entry -> KeyValuePair($"{folder}/{entry.Key}", entry.Value))

    let private tensors (state: TrainingState) : KeyValuePair<string, Tensor>[] = [|
        KeyValuePair("key", state.Key.Tensor)
        yield! named "parameters" state.Parameters
        yield! named "state" state.State
        yield! named "optimizer" (OptimizerState.toTree state.Optimizer)

        for number, callback in Seq.indexed state.Callbacks do
            for folder, tree in parts number do
                yield! named folder (tree callback)
    |]

    let private bytes (tensor: Tensor) : ReadOnlySpan<byte> =
        match tensor.DType with
        | DType.Float32 -> MemoryMarshal.AsBytes(tensor.AsSpan<float32>())
        | DType.Float64 -> MemoryMarshal.AsBytes(tensor.AsSpan<float>())
        | DType.Int32 -> MemoryMarshal.AsBytes(tensor.AsSpan<int>())
        | DType.Bool -> MemoryMarshal.AsBytes(tensor.AsSpan<bool>())

    let private checksum (json: string) (tensors: KeyValuePair<string, Tensor> seq) : string =
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256
        hash.AppendData(Encoding.UTF8.GetBytes json)

        for entry in tensors do
            hash.AppendData(Encoding.UTF8.GetBytes $"\n{entry.Key}: {entry.Value.Spec}\n")
            hash.AppendData(bytes entry.Value)

        Convert.ToHexStringLower(hash.GetHashAndReset())

    // Writing. JsonSerializer needs reflection, which a trimmed program does not have.

    let private writeFigures (json: Utf8JsonWriter) (name: string) (figures: Figure seq) =
        json.WriteStartArray name

        for figure in figures do
            json.WriteStartObject()
            json.WriteString("name", figure.Name)
            Numbers.write json "value" figure.Value
            json.WriteEndObject()

        json.WriteEndArray()

    let private jsonOf (state: TrainingState) : string =
        use buffer = new MemoryStream()

        using (new Utf8JsonWriter(buffer)) (fun json ->
            json.WriteStartObject()
            json.WriteNumber("version", version)
            json.WriteNumber("step", state.Step)
            json.WriteNumber("epoch", state.Epoch)
            json.WriteNumber("step_in_epoch", state.StepInEpoch)
            json.WriteNumber("samples", state.Samples)
            json.WriteString("stopped", state.Stopped)
            writeFigures json "sums" state.Sums
            json.WriteStartArray "callbacks"

            for callback in state.Callbacks do
                json.WriteStartObject()
                json.WriteString("name", callback.Name)
                Numbers.write json "rate_factor" callback.RateFactor
                json.WriteEndObject()

            json.WriteEndArray()
            json.WriteStartArray "history"

            for report in state.History do
                json.WriteStartObject()
                json.WriteNumber("epoch", report.Epoch)
                Numbers.write json "loss" report.Loss
                writeFigures json "metrics" report.Metrics
                json.WriteBoolean("has_validation", report.HasValidation)
                Numbers.write json "validation_loss" report.ValidationLoss
                writeFigures json "validation_metrics" report.ValidationMetrics
                Numbers.write json "rate" report.Rate
                json.WriteEndObject()

            json.WriteEndArray()
            json.WriteEndObject())

        Encoding.UTF8.GetString(buffer.ToArray())

    /// Writes a state to a file, which is replaced as a whole or not at all.
    let write (path: string) (state: TrainingState) : unit =
        let json = jsonOf state
        let tensors = tensors state

        Safetensors.writeWith
            [ KeyValuePair(metadataName, json); KeyValuePair(sumName, checksum json tensors) ]
            path
            tensors

    // Reading.

    let private text (json: JsonElement) : string =
        match json.GetString() with
        | null -> raise (JsonException "a text is missing.")
        | text -> text

    let private items (name: string) (read: JsonElement -> 'T) (json: JsonElement) : 'T[] = [|
        for item in (json.GetProperty name).EnumerateArray() -> read item
    |]

    let private figure (json: JsonElement) : Figure = {
        Name = text (json.GetProperty "name")
        Value = Numbers.read (json.GetProperty "value")
    }

    let private report (json: JsonElement) : EpochReport = {
        Epoch = (json.GetProperty "epoch").GetInt32()
        Loss = Numbers.read (json.GetProperty "loss")
        Metrics = items "metrics" figure json
        HasValidation = (json.GetProperty "has_validation").GetBoolean()
        ValidationLoss = Numbers.read (json.GetProperty "validation_loss")
        ValidationMetrics = items "validation_metrics" figure json
        Rate = Numbers.read (json.GetProperty "rate")
    }

    /// The file's tensors and its JSON text, if it is a whole checkpoint.
    let private content (path: string) : KeyValuePair<string, Tensor>[] * string =
        let content = Safetensors.read path

        match content.Metadata.TryGetValue metadataName, content.Metadata.TryGetValue sumName with
        | (true, json), (true, sum) ->
            if checksum json content.Tensors <> sum then
                Errors.data "'%s' is damaged: its SHA-256 sum is not the one that was written with it." path

            Seq.toArray content.Tensors, json
        | _ ->
            Errors.data
                "'%s' is not a checkpoint: it has no training state. The weights of a network are read by Network.load."
                path

    /// True if a file is a whole checkpoint.
    let isWhole (path: string) : bool =
        try
            content path |> ignore
            true
        with :? DataException ->
            false

    /// Reads the JSON text of a file with f.
    let private parsed (path: string) (json: string) (f: JsonElement -> 'T) : 'T =
        let fail (error: exn) =
            Errors.data "'%s' has no training state that can be read (%s)." path (error.Message.TrimEnd '.')

        try
            use document = JsonDocument.Parse json
            let root = document.RootElement

            match (root.GetProperty "version").GetInt32() with
            | found when found <> version ->
                Errors.data
                    "'%s' is a checkpoint of version %d; this version of FuncNet reads version %d."
                    path
                    found
                    version
            | _ -> f root
        with
        | :? JsonException as error -> fail error
        | :? KeyNotFoundException as error -> fail error
        | :? InvalidOperationException as error -> fail error
        | :? FormatException as error -> fail error

    /// A number of steps, epochs or samples.
    let private count (root: JsonElement) (name: string) =
        let value = (root.GetProperty name).GetInt32()

        if value < 0 then
            raise (JsonException $"\"{name}\" is {value}, which is less than 0")

        value

    /// The steps that the state of a file has done.
    let steps (path: string) : int =
        let _, json = content path
        parsed path json (fun root -> count root "step")

    /// The tensors in a folder of the names, without it.
    let private inFolder (folder: string) (tensors: KeyValuePair<string, Tensor>[]) =
        tensors
        |> Array.filter (fun entry -> entry.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
        |> Array.map (fun entry -> entry.Key[folder.Length + 1 ..], entry.Value)

    let private largestList = 5

    /// What differs between trees that are expected and what a file has, folder by folder; an error that tells it, if anything does.
    let private fill
        path
        what
        (expected: (string * Parameters) list)
        (tensors: KeyValuePair<string, Tensor>[])
        : Parameters list =
        let differences = ResizeArray<string>()

        let filled =
            expected
            |> List.map (fun (folder, tree) ->
                let found = dict (inFolder folder tensors)

                for name in found.Keys do
                    if not (tree.Contains name) then
                        differences.Add $"it has \"{folder}/{name}\", which is unknown"

                tree
                |> Parameters.mapPaths (fun name old ->
                    match found.TryGetValue name with
                    | true, tensor when tensor.Spec = old.Spec -> tensor
                    | true, tensor ->
                        differences.Add $"\"{folder}/{name}\" is {tensor.Spec}, not {old.Spec}"
                        old
                    | _ ->
                        differences.Add $"it has no \"{folder}/{name}\""
                        old))

        if differences.Count > 0 then
            let more = differences.Count - largestList
            let shown = String.Join("; ", Seq.truncate largestList differences)

            Errors.data
                "'%s' does not fit %s: %s%s."
                path
                what
                shown
                (if more > 0 then $"; and {more} more differences" else "")

        filled

    /// The parameters and the state of a network, from the state of a run in a file.
    let readWeights (path: string) (network: Network) : Network =
        let tensors, _ = content path

        match fill path "the network" [ "parameters", network.Parameters; "state", network.State ] tensors with
        | [ parameters; state ] -> network.With(parameters, state)
        | _ -> network

    /// The state in a file; the template is one of the same network and optimizer, such as the first.
    let read (path: string) (template: TrainingState) : TrainingState =
        let tensors, json = content path

        let expected = [
            "parameters", template.Parameters
            "state", template.State
            "optimizer", OptimizerState.toTree template.Optimizer
        ]

        let filled = fill path "the network and the optimizer" expected tensors

        let tree number folder = inFolder $"callbacks/{number}/{folder}" tensors |> Parameters.ofSeq

        let callback number (json: JsonElement) : CallbackState = {
            Name = text (json.GetProperty "name")
            State = tree number "state"
            KeptParameters = tree number "kept parameters"
            KeptState = tree number "kept state"
            RateFactor = Numbers.read (json.GetProperty "rate_factor")
        }

        let key =
            match tensors |> Array.tryFind (fun entry -> entry.Key = "key") with
            | Some entry when entry.Value.Spec = template.Key.Tensor.Spec -> Key.ofTensor entry.Value
            | _ -> Errors.data "'%s' has no key of a run." path

        parsed path json (fun root ->
            let number = count root

            {
                Parameters = filled[0]
                State = filled[1]
                Optimizer = OptimizerState.ofTree template.Optimizer filled[2]
                Callbacks = items "callbacks" id root |> Array.mapi callback
                Key = key
                Step = number "step"
                Epoch = number "epoch"
                StepInEpoch = number "step_in_epoch"
                Samples = number "samples"
                Sums = items "sums" figure root
                History = items "history" report root
                Stopped = text (root.GetProperty "stopped")
            })
