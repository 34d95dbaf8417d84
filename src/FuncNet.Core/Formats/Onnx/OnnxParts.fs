namespace FuncNet

open System.Collections.Generic

/// A run of nodes through which everything goes: from the values in front of it to the values behind it.
[<NoComparison; NoEquality>]
type internal OnnxPart = {
    Nodes: OnnxNode[]
    Inputs: string[]
    Outputs: string[]
    /// What it learns and keeps, by name.
    Learned: string[]
    Kept: string[]
}

/// A graph cut into parts wherever one value alone goes on, so that it can be a chain of layers.
module internal OnnxParts =

    /// All names that a node reads, in graphs of its attributes, too.
    let rec reads (node: OnnxNode) : string seq =
        seq {
            yield! node.Inputs

            for _, attribute in node.Attributes do
                match attribute with
                | OnnxAttribute.Graph graph ->
                    yield! graph.Nodes |> Seq.collect reads
                    yield! graph.Outputs |> Seq.map _.Name
                | OnnxAttribute.Float _
                | OnnxAttribute.Int _
                | OnnxAttribute.Text _
                | OnnxAttribute.Tensor _
                | OnnxAttribute.Floats _
                | OnnxAttribute.Ints _
                | OnnxAttribute.Texts _
                | OnnxAttribute.Other _ -> ()
        }

    /// The nodes that something else needs, in order: those that depend on the inputs, and those that don't.
    let private sorted (graph: OnnxGraph) (inputs: string[]) =
        let wanted = HashSet<string>(graph.Outputs |> Seq.map _.Name)
        let kept = Stack<OnnxNode>()

        for node in Seq.rev graph.Nodes do
            if Seq.exists wanted.Contains node.Outputs then
                wanted.UnionWith(reads node)
                kept.Push node

        let varying = HashSet<string> inputs
        let moving, free = ResizeArray<OnnxNode>(), ResizeArray<OnnxNode>()

        for node in kept do
            if Seq.exists varying.Contains (reads node) then
                varying.UnionWith node.Outputs
                moving.Add node
            else
                free.Add node

        moving.ToArray(), free.ToArray()

    /// The parts of a graph. canCut says of a value whether it may go from one layer to the next.
    let cut
        (graph: OnnxGraph)
        (inputs: string[])
        (learned: HashSet<string>)
        (kept: HashSet<string>)
        (canCut: string -> bool)
        : OnnxPart list =
        let moving, free = sorted graph inputs
        let makers = Dictionary<string, OnnxNode>()

        for node in free do
            for output in node.Outputs do
                makers[output] <- node

        /// The free nodes that names depend on, and the constants that these and the names are.
        let sources (names: string seq) =
            let found, nodes = HashSet<string>(), HashSet<OnnxNode>(HashIdentity.Reference)
            let open' = Stack<string> names

            while open'.Count > 0 do
                let name = open'.Pop()

                if found.Add name then
                    match makers.TryGetValue name with
                    | true, node when nodes.Add node -> reads node |> Seq.iter open'.Push
                    | _ -> ()

            found, nodes

        let outputs = graph.Outputs |> Array.map _.Name
        let lastUse = Dictionary<string, int>()

        for i in 0 .. moving.Length - 1 do
            for name in reads moving[i] do
                lastUse[name] <- i

        for name in outputs do
            lastUse[name] <- moving.Length

        // What is learned belongs to one part: no cut between its first and its last reader.
        let joined = Array.zeroCreate<int>(moving.Length + 1)
        let first, last = Dictionary<string, int>(), Dictionary<string, int>()

        for i in 0 .. moving.Length - 1 do
            for name in fst (sources (reads moving[i])) do
                if learned.Contains name || kept.Contains name then
                    first.TryAdd(name, i) |> ignore
                    last[name] <- i

        for KeyValue(name, start) in first do
            joined[start] <- joined[start] + 1
            joined[last[name]] <- joined[last[name]] - 1

        let live = HashSet<string>(inputs |> Seq.filter lastUse.ContainsKey)
        let parts = ResizeArray<OnnxPart>()
        let mutable start, entry, spanning = 0, inputs, 0

        let close next outputs =
            let own = moving[start .. next - 1]
            let found, nodes = sources (Seq.append (Seq.collect reads own) outputs)
            let names (wanted: HashSet<string>) = found |> Seq.filter wanted.Contains |> Seq.sort |> Seq.toArray

            parts.Add {
                Nodes = [| yield! free |> Seq.filter nodes.Contains; yield! own |]
                Inputs = entry
                Outputs = outputs
                Learned = names learned
                Kept = names kept
            }

            start <- next
            entry <- outputs

        for i in 0 .. moving.Length - 1 do
            spanning <- spanning + joined[i]

            for name in moving[i].Outputs do
                if lastUse.ContainsKey name then
                    live.Add name |> ignore

            live.RemoveWhere(fun name -> lastUse[name] <= i) |> ignore

            if spanning = 0 && live.Count = 1 && i < moving.Length - 1 && canCut (Seq.head live) then
                close (i + 1) (Seq.toArray live)

        close moving.Length outputs
        List.ofSeq parts
