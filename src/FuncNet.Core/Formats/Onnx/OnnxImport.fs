namespace FuncNet

open System
open System.Collections.Generic

module internal OnnxImport =

    let private fail file problem : 'T = OnnxReading.fail file problem

    /// Constants of attributes in memory of their own, so that they don't keep the file's bytes.
    let rec private detached (graph: OnnxGraph) : OnnxGraph =
        let copied (tensor: OnnxTensor) =
            match tensor.Data with
            | OnnxData.Raw bytes -> { tensor with Data = OnnxData.Raw(ArraySegment(bytes.ToArray())) }
            | OnnxData.Numbers _
            | OnnxData.Longs _ -> tensor

        let attribute value =
            match value with
            | OnnxAttribute.Tensor tensor -> OnnxAttribute.Tensor(copied tensor)
            | OnnxAttribute.Graph inner ->
                OnnxAttribute.Graph { detached inner with Initializers = inner.Initializers |> Array.map copied }
            | OnnxAttribute.Float _
            | OnnxAttribute.Int _
            | OnnxAttribute.Text _
            | OnnxAttribute.Floats _
            | OnnxAttribute.Ints _
            | OnnxAttribute.Texts _
            | OnnxAttribute.Other _ -> value

        {
            graph with
                Nodes =
                    graph.Nodes
                    |> Array.map (fun node -> {
                        node with
                            Attributes = node.Attributes |> List.map (fun (name, value) -> name, attribute value)
                    })
                Initializers = [||]
        }

    let private valueOf file (floats: DType) (info: OnnxValueInfo) : OnnxValue =
        let dtype =
            match OnnxType.stored info.Type with
            | Some stored when stored.DType.IsFloat -> floats
            | Some stored -> stored.DType
            | None ->
                fail
                    file
                    $"\"{info.Name}\" is of the type {info.Type}; tensors of numbers and truth values are readable."

        let size given =
            match given with
            | OnnxSize.Known n when n >= 0L && n <= int64 Int32.MaxValue -> ValueSome(int n)
            | OnnxSize.Known n when n > int64 Int32.MaxValue ->
                fail file $"\"{info.Name}\" has an axis of {n}; at most 2³¹ − 1 are readable."
            | OnnxSize.Known _
            | OnnxSize.Named _ -> ValueNone

        OnnxValue(info.Name, dtype, info.Sizes |> Option.map (Array.map size))

    /// Names of constants that operators need as numbers, not as something to be learned.
    let private needed (graph: OnnxGraph) =
        HashSet(
            seq {
                for node in graph.Nodes do
                    match node.Operator with
                    | "Resize"
                    | "Upsample"
                    | "OneHot"
                    | "Range" -> yield! node.Inputs
                    | _ -> ()
            }
        )

    /// The content of a model, checked.
    let content file (model: OnnxFile) : OnnxContent =
        let version = OnnxCheck.version file model
        let graph = model.Graph

        let types =
            Seq.append (graph.Initializers |> Seq.map _.Type) (graph.Inputs |> Seq.map _.Type) |> Set.ofSeq

        let floats =
            if types.Contains OnnxType.float64 && not (types.Contains OnnxType.float32) then
                DType.Float64
            else
                DType.Float32

        let learned, kept, others = Dictionary(), Dictionary(), Dictionary()
        let statistics, needed = OnnxStored.statistics graph, needed graph

        for source in graph.Initializers do
            let tensor: Tensor = OnnxReading.tensorOf file source

            let tensor =
                if tensor.DType.IsFloat && tensor.DType <> floats then
                    Tensor.cast floats tensor
                else
                    tensor

            if tensor.DType.IsFloat && statistics.Contains source.Name then
                kept[source.Name] <- tensor
            elif tensor.DType.IsFloat && tensor.Rank > 0 && not (needed.Contains source.Name) then
                learned[source.Name] <- tensor
            else
                others[source.Name] <- tensor

        let isGiven (info: OnnxValueInfo) =
            not (learned.ContainsKey info.Name || kept.ContainsKey info.Name || others.ContainsKey info.Name)

        let inputs = graph.Inputs |> Array.filter isGiven |> Array.map (valueOf file floats)

        if inputs.Length = 0 then
            fail file "its graph has no inputs."

        {
            Run = {
                File = file
                Opset = version
                Operators = OnnxOperators.table file
                Float = floats
                IsBounded = false
            }
            Graph = detached graph
            Inputs = inputs
            Outputs = graph.Outputs |> Array.map (valueOf file floats)
            Learned = learned
            Kept = kept
            Fixed = others
            Model = { model with Graph = { graph with Nodes = [||]; Initializers = [||] } }
        }

    /// The values of a graph, by name, from inputs, with other numbers for what is learned and kept.
    let values (content: OnnxContent) (run: OnnxRun) (given: (string * Tensor) seq) : Dictionary<string, Tensor> =
        let values = Dictionary<string, Tensor>()

        let ofType (tensor: Tensor) =
            if tensor.DType.IsFloat && tensor.DType <> run.Float then
                Tensor.cast run.Float tensor
            else
                tensor

        for KeyValue(name, tensor) in content.Fixed do
            values[name] <- ofType tensor

        for name, tensor in given do
            values[name] <- tensor

        values

    /// The results for inputs, in order.
    let compute (content: OnnxContent) (inputs: Tensor[]) : Tensor[] =
        let given =
            seq {
                for KeyValue(name, tensor) in Seq.append content.Learned content.Kept -> name, tensor
                yield! Seq.zip (content.Inputs |> Seq.map _.Name) inputs
            }

        let values = values content content.Run given
        OnnxRun.nodes content.Run values content.Graph.Nodes
        content.Outputs |> Array.map (fun output -> values[output.Name])

    /// Shape and type of every value, for inputs of which these are known, found without computing.
    let specs (content: OnnxContent) (inputs: TensorSpec[]) : Dictionary<string, TensorSpec> =
        let parameters = Seq.append content.Learned content.Kept |> Seq.toArray
        let tape = Tape.Program(Array.append inputs (parameters |> Array.map _.Value.Spec))
        let names = Array.append (content.Inputs |> Array.map _.Name) (parameters |> Array.map _.Key)
        let run = { content.Run with IsBounded = true }
        let values = values content run (Seq.zip names tape.Inputs)
        OnnxRun.nodes run values content.Graph.Nodes
        let result = Dictionary<string, TensorSpec>()

        for KeyValue(name, tensor) in values do
            result[name] <- tensor.Spec

        result

    /// A part as a layer. Its text is what files keep of it; what it learns is given by name: what it is, and how it is drawn.
    let private atomOf
        (content: OnnxContent)
        (types: string -> DType)
        (learned: string -> struct (TensorSpec * Initializer))
        (text: string)
        (part: OnnxPart)
        : Atom =
        let weighty = [ "Conv"; "ConvTranspose"; "Gemm"; "LSTM"; "GRU"; "RNN"; "Scan"; "MatMul"; "BatchNormalization" ]

        let operators =
            part.Nodes |> Seq.map _.Operator |> Seq.filter (fun name -> name <> "Constant") |> Seq.toList

        let kind =
            weighty
            |> List.tryFind (fun name -> List.contains name operators)
            |> Option.orElse (List.tryLast operators)
            |> Option.defaultValue "Identity"

        let output (run: OnnxRun) own (state: Parameters) (inputs: Tensor list) =
            let given =
                seq {
                    for name in part.Learned -> name, (own: Parameters)[name]
                    for name in part.Kept -> name, state[name]
                    yield! Seq.zip part.Inputs inputs
                }

            let values = values content run given
            OnnxRun.nodes run values part.Nodes
            [ for name in part.Outputs -> values[name] ]

        let tree (names: string[]) (tensors: Tensor seq) =
            Parameters(Layout(names, names |> Array.map (fun _ -> false)), Seq.toArray tensors)

        /// The shapes of the results for one sample.
        let outputShape (shapes: Signal<Shape>) =
            let samples = Signal.values shapes

            if samples.Length <> part.Inputs.Length then
                Errors.shape "it takes %d inputs; it was given %d." part.Inputs.Length samples.Length

            let ofBatch batch =
                let specs = [|
                    for name, shape in Seq.zip part.Inputs samples ->
                        { Shape = shape.Prepend batch; DType = types name }
                    for struct (spec, _) in Seq.map learned part.Learned -> spec
                    for name in part.Kept -> content.Kept[name].Spec
                |]

                let tape = Tape.Program specs
                let inputs, rest = tape.Inputs |> Array.splitAt samples.Length
                let own, state = rest |> Array.splitAt part.Learned.Length

                let results =
                    output
                        { content.Run with IsBounded = true }
                        (tree part.Learned own)
                        (tree part.Kept state)
                        (List.ofArray inputs)

                for result in results do
                    if result.Rank = 0 || result.Shape[0] <> batch then
                        Errors.shape
                            "\"%s\" is %O for a batch of %d; as a layer, a graph gives a result for each sample along the first axis. OnnxModel.Run computes it as it is."
                            part.Outputs[List.findIndex (fun other -> obj.ReferenceEquals(other, result)) results]
                            result.Shape
                            batch

                results |> List.map (fun result -> result.Shape.WithoutFirst) |> Signal.ofSeq

            // A graph that was written for one sample works for one alone.
            try
                ofBatch 2
            with :? FuncNetException as error ->
                try
                    ofBatch 1
                with :? FuncNetException ->
                    raise error

        {
            Kind = kind
            Hyperparameters = [
                if operators.Length > 1 then
                    "operators", Setting.Text(String.concat ", " operators)

                OnnxStored.settingName, Setting.Text text
            ]
            Parameters =
                fun _ -> [
                    for name in part.Learned do
                        let struct (spec, drawn) = learned name
                        ParameterSpec.create name spec.Shape drawn
                ]
            State =
                fun _ -> [
                    for name in part.Kept do
                        let tensor = content.Kept[name]
                        { Name = name; Shape = tensor.Shape; Initial = tensor }
                ]
            OutputShape = outputShape
            Apply =
                fun _ own state input ->
                    let inputs = Signal.values input
                    let learned = own.Tensors |> Array.tryHead |> Option.map _.DType
                    let given = inputs |> List.tryFind _.DType.IsFloat |> Option.map _.DType

                    for name, tensor in Seq.zip part.Inputs inputs do
                        if (types name).IsFloat <> tensor.DType.IsFloat then
                            Errors.dtype
                                "\"%s\" is %O in the file; it was given as %O. Cast it."
                                name
                                (types name)
                                tensor.DType

                    let floats = learned |> Option.orElse given |> Option.defaultValue content.Run.Float
                    output { content.Run with Float = floats } own state inputs |> Signal.ofSeq, state
        }

    /// The name of the way in which parameters of a part are drawn.
    let private drawnName = "as in the file"

    /// The layer that a text of a saved network holds. Its values are those of the network's file.
    let private ofText (text: string) : Layer =
        let stored = OnnxStored.read text

        let learned name : struct (TensorSpec * Initializer) =
            let drawn =
                Initializer.custom drawnName (fun _ _ _ ->
                    Errors.configuration
                        "\"%s\" comes from an ONNX file, and a saved network holds no values to begin anew with. Go on from the network that was loaded, read the ONNX file again, or give the layer an initializer (Layer.initialize)."
                        name)

            stored.Learned[name], drawn

        atomOf stored.Content (fun name -> stored.Types[name]) learned text stored.Part |> Layer.ofAtom

    /// What makes the parts of ONNX graphs again from the settings that they are saved with.
    let entry: LayerEntry = {
        Name = "onnx"
        Kind = None
        Rules = [
            { Name = "operators"; Default = Some(Setting.Text "") }
            { Name = OnnxStored.settingName; Default = None }
        ]
        Make =
            fun settings ->
                try
                    ofText (settings.Text OnnxStored.settingName)
                with :? DataException as error ->
                    raise (SettingException(OnnxStored.settingName, error.Message))
    }

    /// The graph as a layer: a chain of layers, cut where one value for each sample goes on, if the shapes of samples are known.
    let layer (content: OnnxContent) (samples: Shape list option) : Layer =
        let inputs = content.Inputs |> Array.map _.Name

        let found =
            match samples with
            | None -> None
            | Some samples ->
                try
                    let ofBatch batch =
                        specs content [|
                            for input, shape in Seq.zip content.Inputs samples ->
                                { Shape = shape.Prepend batch; DType = input.DType }
                        |]

                    Some(struct (ofBatch 2, ofBatch 3))
                with :? FuncNetException ->
                    None

        let canCut name =
            match found with
            | Some(struct (a, b)) ->
                let a, b = a[name].Shape, b[name].Shape
                a.Rank > 0 && a[0] = 2 && b[0] = 3 && a.WithoutFirst = b.WithoutFirst
            | None -> false

        let types name =
            match content.Inputs |> Array.tryFind (fun input -> input.Name = name), found with
            | Some input, _ -> input.DType
            | None, Some(struct (specs, _)) -> specs[name].DType
            | None, None -> content.Run.Float

        let learned name : struct (TensorSpec * Initializer) =
            let tensor = content.Learned[name]
            tensor.Spec, Initializer.custom drawnName (fun _ dtype _ -> Tensor.cast dtype tensor)

        let layerOf part = atomOf content types learned (OnnxStored.write content types part) part |> Layer.ofAtom

        OnnxParts.cut content.Graph inputs (HashSet content.Learned.Keys) (HashSet content.Kept.Keys) canCut
        |> List.map layerOf
        |> Layer.sequence
