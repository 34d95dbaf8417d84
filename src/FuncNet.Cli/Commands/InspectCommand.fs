namespace FuncNet.Cli

open System
open System.CommandLine
open System.IO
open System.Text.Json.Nodes
open FuncNet

/// funcnet inspect.
module internal InspectCommand =

    let private file =
        Arguments.argument "FILE" "a .safetensors, .onnx, .npz or .npy file: a model, a checkpoint, weights, data"

    [<NoEquality; NoComparison>]
    type private Content = { What: string; Tensors: (string * Tensor) list; Metadata: (string * string) list }

    let private read (path: string) : Content =
        match endingOf path with
        | _ when Directory.Exists path -> Errors.data "'%s' is a folder; a file is expected." path
        | _ when not (File.Exists path) -> Errors.data "There is no file '%s'." path
        | ".npy" -> { What = "one array of NumPy"; Tensors = [ "", Npy.read path ]; Metadata = [] }
        | ".npz" -> {
            What = "arrays of NumPy"
            Tensors = [ for entry in Npz.read path -> entry.Key, entry.Value ]
            Metadata = []
          }
        | ".safetensors" ->
            let content = Safetensors.read path
            let has name = content.Metadata.ContainsKey name

            {
                What =
                    if has "funcnet.preprocessing" then "a model of tables"
                    elif has "funcnet.network" then "a network"
                    elif has "funcnet.training" then "a checkpoint of a training"
                    else "tensors"
                Tensors = [ for entry in content.Tensors -> entry.Key, entry.Value ]
                Metadata = [ for entry in content.Metadata -> entry.Key, entry.Value ]
            }
        | ".onnx" ->
            let model = Onnx.read path

            let values =
                try
                    [ for entry in model.Network.Parameters -> entry.Key, entry.Value ]
                with :? ConfigurationException -> []

            {
                What = $"a graph of ONNX, operators of version {model.Opset}, written by {model.Producer}"
                Tensors = values
                Metadata = [
                    for value in model.Inputs -> $"input {value.Name}", string value
                    for value in model.Outputs -> $"output {value.Name}", string value
                    for entry in model.Metadata -> entry.Key, entry.Value
                ]
            }
        | other -> wrongUsage "'%s': %s files are not known; .safetensors, .onnx, .npz and .npy are." path other

    /// Least, mean, largest and deviation of numbers; nothing of none.
    let private statistics (x: Tensor) : (float * float * float * float) option =
        if x.Size = 0 then
            None
        else
            let values = (Tensor.cast DType.Float64 x).ToArray<float>()
            let mean = Array.average values
            let variance = values |> Array.averageBy (fun value -> (value - mean) * (value - mean))
            Some(Array.min values, mean, Array.max values, sqrt variance)

    let private short (value: float) = value.ToString("G5", Globalization.CultureInfo.InvariantCulture)

    let private words path (content: Content) =
        let rows = [
            for name, tensor in content.Tensors ->
                let figures =
                    match statistics tensor with
                    | Some(least, mean, largest, deviation) -> [ least; mean; largest; deviation ] |> List.map short
                    | None -> [ ""; ""; ""; "" ]

                [ name; string tensor.DType; string tensor.Shape ] @ figures
        ]

        let size = content.Tensors |> List.sumBy (fun (_, tensor) -> int64 tensor.Size)

        String.concat "\n" [
            $"{path}: {content.What}; {content.Tensors.Length} tensors, {size:N0} numbers, {FileInfo(path).Length:N0} bytes"
            ""
            Columns.write [ 3; 4; 5; 6 ] [ "name"; "type"; "shape"; "least"; "mean"; "largest"; "deviation" ] rows

            if not content.Metadata.IsEmpty then
                ""
                "metadata"

                for name, text in content.Metadata do
                    let shown =
                        if text.Length <= 300 then
                            text
                        else
                            $"{text[..299]}… ({text.Length:N0} characters)"

                    $"  {name}: {shown}"
        ]

    let private document path (content: Content) =
        let metadata (text: string) : JsonNode | null =
            try
                JsonNode.Parse text
            with :? Text.Json.JsonException ->
                Document.text text

        Document.object [
            "file", Document.text path
            "what", Document.text content.What
            "tensors",
            Document.list [
                for name, tensor in content.Tensors ->
                    Document.object [
                        "name", Document.text name
                        "type", Document.text (string tensor.DType)
                        "shape", Document.shape tensor.Shape

                        match statistics tensor with
                        | Some(least, mean, largest, deviation) ->
                            "least", Document.number least
                            "mean", Document.number mean
                            "largest", Document.number largest
                            "deviation", Document.number deviation
                        | None -> ()
                    ]
            ]
            "metadata", Document.object [ for name, text in content.Metadata -> name, metadata text ]
        ]

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let path = parsed.GetRequiredValue file
        let content = read path
        screen.Result((fun () -> words path content), fun () -> document path content)
        Exit.success

    let command =
        Commands.make
            "inspect"
            "Shows what is in a file: tensors with their shapes and statistics, and metadata."
            [ file ]
            []
            [ "funcnet inspect model.safetensors"; "funcnet inspect features.npz --json" ]
            run
