namespace FuncNet

open System
open System.Collections.Generic

/// A network as a graph of ONNX.
module internal OnnxExport =

    let private opset = 17L
    let private irVersion = 8L

    /// The version of this library.
    let private version =
        match typeof<Network>.Assembly.GetName().Version with
        | null -> ""
        | version -> version.ToString 3

    /// The name of each of so many values: those given, or what they are, with a number if there are several.
    let private namesOf what (given: string list) count =
        if given.IsEmpty then
            if count = 1 then [ what ] else List.init count (fun i -> $"{what}_{i + 1}")
        else
            if given.Length <> count then
                Errors.configuration "Onnx: the network has %d %ss; %d names were given." count what given.Length

            if (List.distinct given).Length < count || List.contains "" given then
                Errors.configuration
                    "Onnx: the names of %ss must differ and not be empty; they are %s."
                    what
                    (String.Join(", ", given))

            given

    let private sizeOf size =
        match size with
        | Dim.Fixed n -> OnnxSize.Known(int64 n)
        | Dim.Batch 1 -> OnnxSize.Named "batch"
        | Dim.Batch times -> OnnxSize.Named $"{times}*batch"

    /// The nodes that the results depend on, with the constants that these read.
    let private needed (nodes: OnnxNode seq) (initializers: OnnxTensor seq) (outputs: string seq) =
        let wanted = HashSet<string> outputs

        /// What a node reads, and what the graphs in it read from the one around them.
        let rec reads (node: OnnxNode) =
            seq {
                yield! node.Inputs

                for _, attribute in node.Attributes do
                    match attribute with
                    | OnnxAttribute.Graph graph ->
                        yield! graph.Outputs |> Seq.map _.Name
                        yield! graph.Nodes |> Seq.collect reads
                    | OnnxAttribute.Float _
                    | OnnxAttribute.Int _
                    | OnnxAttribute.Text _
                    | OnnxAttribute.Tensor _
                    | OnnxAttribute.Floats _
                    | OnnxAttribute.Ints _
                    | OnnxAttribute.Texts _
                    | OnnxAttribute.Other _ -> ()
            }

        let kept = Stack<OnnxNode>()

        for node in Seq.rev nodes do
            if Seq.exists wanted.Contains node.Outputs then
                wanted.UnionWith(reads node)
                kept.Push node

        Seq.toArray kept, initializers |> Seq.filter (fun tensor -> wanted.Contains tensor.Name) |> Seq.toArray

    /// Nodes with some names replaced.
    let rec private renamed (names: Dictionary<string, string>) (node: OnnxNode) : OnnxNode =
        let name text =
            match names.TryGetValue text with
            | true, other -> other
            | _ -> text

        {
            node with
                Inputs = Array.map name node.Inputs
                Outputs = Array.map name node.Outputs
                Attributes = [
                    for key, attribute in node.Attributes ->
                        match attribute with
                        | OnnxAttribute.Graph graph ->
                            key, OnnxAttribute.Graph { graph with Nodes = graph.Nodes |> Array.map (renamed names) }
                        | other -> key, other
                ]
        }

    /// The names of a node and of its results, and of those of the graphs in it.
    let rec private namesIn (node: OnnxNode) : string seq =
        seq {
            node.Name
            yield! node.Outputs

            for _, attribute in node.Attributes do
                match attribute with
                | OnnxAttribute.Graph graph -> yield! graph.Nodes |> Seq.collect namesIn
                | OnnxAttribute.Float _
                | OnnxAttribute.Int _
                | OnnxAttribute.Text _
                | OnnxAttribute.Tensor _
                | OnnxAttribute.Floats _
                | OnnxAttribute.Ints _
                | OnnxAttribute.Texts _
                | OnnxAttribute.Other _ -> ()
        }

    /// Nodes under names without the numbers that set them apart from what is not written after all.
    let private shortened (nodes: OnnxNode[]) : OnnxNode[] =
        let used = HashSet<string>(Seq.collect namesIn nodes)
        let names = Dictionary<string, string>()

        for node in nodes do
            let place = node.Name.LastIndexOf '_'

            if node.Name.Contains '/' && place > 0 && Seq.forall Char.IsDigit node.Name[place + 1 ..] then
                let short = node.Name[.. place - 1]

                if used.Add short then
                    names[node.Name] <- short

        nodes
        |> Array.map (fun node ->
            match names.TryGetValue node.Name with
            | true, short -> { renamed names node with Name = short }
            | _ -> renamed names node)

    /// The body of a graph, and the names of its results as the network has them.
    let private write
        (trace: TracedNetwork)
        (other: TracedNetwork)
        (network: Network)
        (inputs: string list)
        (outputs: string list)
        =
        let builder = OnnxBuilder inputs.Head
        // What is made on the way must not take the names of the results.
        outputs |> List.iter (builder.Fresh >> ignore)
        let named = Dictionary<Tensor, string>(HashIdentity.Reference)

        for path, tensor in Parameters.toSeq network.Parameters do
            named.TryAdd(tensor, path) |> ignore

        let emission =
            OnnxEmission(fun tensor ->
                match named.TryGetValue tensor with
                | true, name -> Some name
                | _ -> None)

        if trace.Entries.Length <> other.Entries.Length then
            emission.Fail(
                builder,
                $"the network computes {trace.Entries.Length} operations for a batch of 2, and {other.Entries.Length} for a batch of 3; a graph for any batch cannot hold it."
            )

        let slots = trace.Inputs.Length + (trace.Entries |> Array.sumBy _.Outputs.Length)
        let values = Array.zeroCreate<GraphValue> slots
        let uses = Array.zeroCreate<int> slots

        for operand in Seq.append (trace.Entries |> Seq.collect _.Operands) trace.Outputs do
            match operand with
            | Operand.Slot slot -> uses[slot] <- uses[slot] + 1
            | Operand.Constant _ -> ()

        for i, name in List.indexed inputs do
            let sizes = emission.SizesOf(builder, "an input", trace.Inputs[i].Shape, other.Inputs[i].Shape)
            values[i] <- OnnxLayout.value (builder.Fresh name) trace.Inputs[i].DType sizes

        let specs slot =
            if slot < trace.Inputs.Length then
                trace.Inputs[slot]
            else
                let entry = trace.Entries |> Array.findBack (fun entry -> entry.First <= slot)
                entry.Outputs[slot - entry.First].Spec

        let read (a: Operand) (b: Operand) =
            match a, b with
            | Operand.Slot slot, Operand.Slot _ -> values[slot]
            | Operand.Constant a, Operand.Constant b -> emission.ConstantOf(builder, "a constant", a, b)
            | Operand.Slot _, Operand.Constant _
            | Operand.Constant _, Operand.Slot _ ->
                emission.Fail(
                    builder,
                    "the network computes a value for one size of the batch, and has it as a constant for another."
                )

        let sizesOf (a: Entry) (b: Entry) =
            Array.map2
                (fun (x: Tensor) (y: Tensor) ->
                    emission.SizesOf(builder, $"the result of {Primitive.name a.Primitive}", x.Shape, y.Shape))
                a.Outputs
                b.Outputs

        let wanted = HashSet(Bodies.needed trace.Entries trace.Outputs |> Array.map _.First)

        let whole =
            trace.Atoms
            |> Seq.filter (fun range -> range.Next > range.First)
            |> Seq.map (fun range -> range.First, range)
            |> dict

        /// Writes a layer as one operator, if there is one for it.
        let writeLayer (range: AtomRange) : bool =
            let layer = range.Atom

            let slice (tree: Parameters) first count layout =
                Parameters(layout, tree.Tensors[first .. first + count - 1])

            let own = slice network.Parameters layer.FirstParameter layer.Parameters.Length layer.ParameterLayout
            let state = slice network.State layer.FirstState layer.States.Length layer.StateLayout

            match Signal.values range.Output with
            | Operand.Slot result :: rest when
                result >= trace.Entries[range.First].First
                && rest
                   |> List.forall (fun operand ->
                       match operand with
                       | Operand.Slot slot -> slot < trace.Entries[range.First].First
                       | Operand.Constant _ -> true)
                && Signal.values range.Input
                   |> List.forall (fun operand ->
                       match operand with
                       | Operand.Slot _ -> true
                       | Operand.Constant _ -> false)
                ->
                let counterpart = other.Entries |> Array.findBack (fun entry -> entry.First <= result)

                let written =
                    OnnxLayers.tryWrite trace specs range {
                        Builder = builder
                        Layer = layer
                        Own = own
                        State = state
                        Inputs = Signal.values range.Input |> List.map (fun operand -> read operand operand)
                        Sizes =
                            emission.SizesOf(
                                builder,
                                "its result",
                                (specs result).Shape,
                                counterpart.Outputs[result - counterpart.First].Shape
                            )
                    }

                written |> Option.iter (fun value -> values[result] <- value)
                written.IsSome
            | _ -> false

        let mutable i = 0
        let mutable scopes = trace.Atoms |> Array.toList

        while i < trace.Entries.Length do
            while not scopes.IsEmpty && scopes.Head.Next <= i do
                scopes <- scopes.Tail

            builder.Scope <-
                if not scopes.IsEmpty && scopes.Head.First <= i then
                    scopes.Head.Atom.Path
                else
                    ""

            match whole.TryGetValue i with
            | true, range when writeLayer range -> i <- range.Next
            | _ ->
                let entry, entry' = trace.Entries[i], other.Entries[i]

                if wanted.Contains entry.First then
                    let operands = Array.map2 read entry.Operands entry'.Operands |> Array.toList

                    let results =
                        emission.Emit(
                            builder,
                            entry.Primitive,
                            entry'.Primitive,
                            operands,
                            entry.Outputs |> Array.map _.DType,
                            sizesOf entry entry'
                        )

                    results |> List.iteri (fun k result -> values[entry.First + k] <- result)

                    if uses[entry.First] = 1 then
                        emission.Note(results.Head, entry.Primitive, operands)

                i <- i + 1

        builder.Scope <- ""
        let results = Array.map2 read trace.Outputs other.Outputs |> Array.map (OnnxLayout.plain builder)
        builder, Array.sub values 0 trace.Inputs.Length, results

    /// The model of a network. types: of the inputs, or none to find them.
    let model
        (inputNames: string list)
        (outputNames: string list)
        (types: DType list option)
        (network: Network)
        : OnnxFile =
        let inputs = namesOf "input" inputNames (Signal.values network.InputShape).Length
        let outputs = namesOf "output" outputNames (Signal.values network.OutputShape).Length

        match List.tryFind (fun name -> List.contains name inputs) outputs with
        | Some name -> Errors.configuration "Onnx: \"%s\" names an input and an output." name
        | None -> ()

        let struct (trace, other) = BatchTrace.pair types network
        let builder, inputValues, results = write trace other network inputs outputs
        let produced = HashSet(builder.Nodes |> Seq.collect _.Outputs)
        let taken = HashSet<string>()
        let names = Dictionary<string, string>()

        // A result takes its name where it is the only one of a node; an input or a constant is copied.
        let copies = [|
            for name, value in Seq.zip outputs results do
                let source = OnnxLayout.name builder value

                if produced.Contains source && taken.Add source then
                    names[source] <- name
                else
                    {
                        Name = $"{name}/Identity"
                        Operator = "Identity"
                        Domain = ""
                        Inputs = [| source |]
                        Outputs = [| name |]
                        Attributes = []
                    }
        |]

        let nodes = Seq.append builder.Nodes copies |> Seq.map (renamed names)
        let nodes, initializers = needed nodes builder.Initializers outputs
        let nodes = shortened nodes

        let info name (value: GraphValue) : OnnxValueInfo = {
            Name = name
            Type = OnnxType.ofDType value.DType
            Sizes = Some(value.Sizes |> Array.map sizeOf)
        }

        {
            IrVersion = irVersion
            Producer = "FuncNet"
            ProducerVersion = version
            Opsets = [ "", opset ]
            Metadata = [ for entry in Network.namesBeside network.ClassNames -> entry.Key, entry.Value ]
            Graph = {
                Name = "network"
                Nodes = nodes
                Initializers = initializers
                Inputs = Seq.map2 info inputs inputValues |> Seq.toArray
                Outputs = Seq.map2 info outputs results |> Seq.toArray
            }
        }
