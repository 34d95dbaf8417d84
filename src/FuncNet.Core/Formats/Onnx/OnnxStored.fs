namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization
open System.IO

/// What a file holds, ready to be computed.
[<NoComparison; NoEquality>]
type internal OnnxContent = {
    Run: OnnxRun
    Graph: OnnxGraph
    Inputs: OnnxValue[]
    Outputs: OnnxValue[]
    /// What is learned by gradients: floats of at least one axis.
    Learned: Dictionary<string, Tensor>
    /// What is kept: statistics of batch normalizations.
    Kept: Dictionary<string, Tensor>
    /// All other constants.
    Fixed: Dictionary<string, Tensor>
    Model: OnnxFile
}

/// A part that was read from the text of a saved network.
[<NoComparison; NoEquality>]
type internal StoredPart = {
    Content: OnnxContent
    Part: OnnxPart
    /// The types of what it reads.
    Types: Dictionary<string, DType>
    /// What it learns; the values are elsewhere.
    Learned: Dictionary<string, TensorSpec>
}

/// Parts of graphs as texts in files of networks: ONNX in base64, with the constants and the statistics of the part, but without what it
/// learns. That is among the inputs, behind those of the part.
module internal OnnxStored =

    /// The setting of a layer that has the text.
    let settingName = "onnxGraph"

    let private file = "the graph of a layer"
    let private learnedCount = "learned"
    let private floatType = "dtype"
    let private fail problem : 'T = OnnxReading.fail file problem

    let write (content: OnnxContent) (types: string -> DType) (part: OnnxPart) : string =
        let read = HashSet(Seq.append part.Outputs (part.Nodes |> Seq.collect OnnxParts.reads))

        let constant (KeyValue(name, tensor: Tensor)) : OnnxTensor = {
            Name = name
            Type = OnnxType.ofDType tensor.DType
            Sizes = [| for size in tensor.Shape -> int64 size |]
            Data = OnnxData.Numbers tensor
        }

        let constants =
            Seq.append content.Fixed content.Kept
            |> Seq.filter (fun entry -> read.Contains entry.Key)
            |> Seq.sortBy _.Key
            |> Seq.map constant
            |> Seq.toArray

        let input name : OnnxValueInfo = { Name = name; Type = OnnxType.ofDType (types name); Sizes = None }

        let learned name : OnnxValueInfo =
            let tensor = content.Learned[name]

            {
                Name = name
                Type = OnnxType.ofDType tensor.DType
                Sizes = Some [| for size in tensor.Shape -> OnnxSize.Known(int64 size) |]
            }

        let model: OnnxFile = {
            IrVersion = 8L
            Producer = ""
            ProducerVersion = ""
            Opsets = [ "", content.Run.Opset ]
            Metadata = [
                learnedCount, part.Learned.Length.ToString CultureInfo.InvariantCulture
                floatType, string content.Run.Float
            ]
            Graph = {
                Name = "part"
                Nodes = part.Nodes
                Initializers = constants
                Inputs = Array.append (Array.map input part.Inputs) (Array.map learned part.Learned)
                Outputs = [|
                    for name in part.Outputs -> { Name = name; Type = OnnxType.ofDType content.Run.Float; Sizes = None }
                |]
            }
        }

        use stream = new MemoryStream()
        OnnxWriting.writeStream file model stream
        Convert.ToBase64String(stream.GetBuffer(), 0, int stream.Length)

    /// Names of the statistics of batch normalizations.
    let statistics (graph: OnnxGraph) =
        HashSet(
            seq {
                for node in graph.Nodes do
                    if node.Operator = "BatchNormalization" then
                        yield! Seq.truncate 2 (Seq.skip (min 3 node.Inputs.Length) node.Inputs)
            }
        )

    let private typeOf floats (info: OnnxValueInfo) =
        match OnnxType.stored info.Type with
        | Some stored when stored.DType.IsFloat -> floats
        | Some stored -> stored.DType
        | None -> fail $"\"{info.Name}\" is of the type {info.Type}, which is not readable."

    let private specOf floats (info: OnnxValueInfo) : TensorSpec =
        let size given =
            match given with
            | OnnxSize.Known size -> size
            | OnnxSize.Named _ -> fail $"\"{info.Name}\", which is learned, has no size."

        match info.Sizes |> Option.defaultValue [||] |> Array.map size |> StoredNumbers.shapeOf with
        | Ok shape when typeOf floats info = floats -> { Shape = shape; DType = floats }
        | Ok _ -> fail $"\"{info.Name}\", which is learned, is not of the type {floats}."
        | Error problem -> fail $"\"{info.Name}\" {problem}"

    /// The part that a text holds. What is wrong is a DataException.
    let read (text: string) : StoredPart =
        let bytes =
            try
                Convert.FromBase64String text
            with :? FormatException ->
                fail "it is not base64."

        let model = OnnxReading.parse file bytes
        let version = OnnxCheck.version file model
        let graph = model.Graph
        let said name = model.Metadata |> List.tryFind (fun (key, _) -> key = name) |> Option.map snd

        let floats =
            match said floatType with
            | Some text when text = string DType.Float32 -> DType.Float32
            | Some text when text = string DType.Float64 -> DType.Float64
            | _ -> fail "it does not say its type of floats."

        let count =
            match
                said learnedCount
                |> Option.map (fun text -> Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture))
            with
            | Some(true, count) when count <= graph.Inputs.Length -> count
            | _ -> fail "it does not say how many of its inputs are learned."

        let inputs, learned = graph.Inputs |> Array.splitAt (graph.Inputs.Length - count)
        let kept, others = Dictionary<string, Tensor>(), Dictionary<string, Tensor>()
        let statistics = statistics graph

        for source in graph.Initializers do
            if graph.Inputs |> Array.exists (fun input -> input.Name = source.Name) then
                fail $"\"{source.Name}\" is a constant and an input."

            let tensor: Tensor = OnnxReading.tensorOf file source

            if tensor.DType.IsFloat && tensor.DType <> floats then
                fail $"the constant \"{source.Name}\" is {tensor.DType}, and not {floats}."

            if tensor.DType.IsFloat && statistics.Contains source.Name then
                kept[source.Name] <- tensor
            else
                others[source.Name] <- tensor

        {
            Content = {
                Run = {
                    File = file
                    Opset = version
                    Operators = OnnxOperators.table file
                    Float = floats
                    IsBounded = false
                }
                Graph = graph
                Inputs = [||]
                Outputs = [||]
                Learned = Dictionary()
                Kept = kept
                Fixed = others
                Model = model
            }
            Part = {
                Nodes = graph.Nodes
                Inputs = inputs |> Array.map _.Name
                Outputs = graph.Outputs |> Array.map _.Name
                Learned = learned |> Array.map _.Name
                Kept = kept.Keys |> Seq.sort |> Seq.toArray
            }
            Types = Dictionary(inputs |> Seq.map (fun info -> KeyValuePair(info.Name, typeOf floats info)))
            Learned = Dictionary(learned |> Seq.map (fun info -> KeyValuePair(info.Name, specOf floats info)))
        }
