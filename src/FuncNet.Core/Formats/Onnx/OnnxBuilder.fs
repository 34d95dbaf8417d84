namespace FuncNet

open System.Collections.Generic

/// A value of a graph that is being written. It may be stored in another order of its axes than the network has it, and once where the
/// network repeats it, so that transposes and copies are written only where an operator needs them.
[<NoComparison; NoEquality>]
type internal GraphValue = {
    /// Its name in the graph; of a constant, the name it will have.
    Name: string
    Constant: Tensor option
    /// True of a constant that the network learns or keeps.
    Learned: bool
    DType: DType
    /// The sizes as the network has them.
    Sizes: Dim[]
    /// The sizes as it is stored: 1 where it is repeated.
    Stored: Dim[]
    /// Axis i of the network's is axis Order[i] as stored.
    Order: int[]
}

/// Orders of axes.
module internal Order =

    let plain rank = Array.init rank id
    let isPlain (order: int[]) = order = plain order.Length

    /// The order that undoes one: axis j as stored is axis inverse[j] of the network's.
    let inverse (order: int[]) =
        let result = Array.zeroCreate order.Length
        order |> Array.iteri (fun i j -> result[j] <- i)
        result

    /// Images [n; h; w; c] stored as [n; c; h; w].
    let images = [| 0; 2; 3; 1 |]

/// A graph while it is written: nodes, constants and names. Graphs in attributes share the names of the one around them.
[<Sealed>]
type internal OnnxBuilder private (parent: OnnxBuilder option, firstInput: string) as this =

    let nodes = ResizeArray<OnnxNode>()
    let root: OnnxBuilder = parent |> Option.map _.Root |> Option.defaultValue this
    let names = HashSet<string>()
    let counts = Dictionary<string, int>()
    let initializers = ResizeArray<OnnxTensor>()
    let held = Dictionary<Tensor, string>(HashIdentity.Reference)
    let identities = Dictionary<Tensor, int>(HashIdentity.Reference)
    let longs = Dictionary<string, string>()
    let kept = Dictionary<string, GraphValue>()
    let prologue = ResizeArray<OnnxNode>()
    let mutable scope = ""
    let mutable batch = ""

    new(firstInput) = OnnxBuilder(None, firstInput)

    member _.Root: OnnxBuilder = root
    member _.FirstInput = firstInput

    /// The path of the layer whose operations are being written.
    member _.Scope
        with get () = scope
        and set value = scope <- value

    member builder.Within() =
        let inner = OnnxBuilder(Some root, firstInput)
        inner.Scope <- builder.Scope
        inner

    /// A name that no value and no node has yet.
    member _.Fresh(stem: string) : string =
        if not (obj.ReferenceEquals(root, this)) then
            root.Fresh stem
        elif names.Add stem then
            stem
        else
            let mutable n = if counts.ContainsKey stem then counts[stem] else 1

            while not (names.Add $"{stem}_{n}") do
                n <- n + 1

            counts[stem] <- n + 1
            $"{stem}_{n}"

    /// Writes a node; the names of its results.
    member builder.Node
        (operator: string, inputs: string seq, attributes: (string * OnnxAttribute) list, results: int)
        : string[] =
        let name = builder.Fresh(if scope = "" then operator else $"{scope}/{operator}")

        let outputs =
            if results = 1 then
                [| name |]
            else
                Array.init results (fun i -> builder.Fresh $"{name}:{i}")

        nodes.Add {
            Name = name
            Operator = operator
            Domain = ""
            Inputs = Seq.toArray inputs
            Outputs = outputs
            Attributes = attributes
        }

        outputs

    member builder.Node1(operator, inputs: string seq, attributes) : string =
        builder.Node(operator, inputs, attributes, 1)[0]

    /// The name of a constant; written once, however often it is read. What is learned becomes an initializer, and so do single numbers; other
    /// floats become nodes, so that a reader does not take them for parameters.
    member builder.Constant(hint: string, tensor: Tensor, learned: bool) : string =
        if not (obj.ReferenceEquals(root, this)) then
            root.Constant(hint, tensor, learned)
        else
            match held.TryGetValue tensor with
            | true, name -> name
            | _ ->
                let name = builder.Fresh hint
                held[tensor] <- name

                let stored = {
                    Name = name
                    Type = OnnxType.ofDType tensor.DType
                    Sizes = tensor.Shape.ToArray() |> Array.map int64
                    Data = OnnxData.Numbers tensor
                }

                if learned || tensor.Rank = 0 || not tensor.DType.IsFloat then
                    initializers.Add stored
                else
                    prologue.Add {
                        Name = name
                        Operator = "Constant"
                        Domain = ""
                        Inputs = [||]
                        Outputs = [| name |]
                        Attributes = [ "value", OnnxAttribute.Tensor { stored with Name = "" } ]
                    }

                name

    /// A number for a constant that is not written yet.
    member _.Identity(tensor: Tensor) : int =
        if not (obj.ReferenceEquals(root, this)) then
            root.Identity tensor
        else
            match identities.TryGetValue tensor with
            | true, id -> id
            | _ ->
                identities[tensor] <- identities.Count
                identities[tensor]

    /// The name of a vector of 64-bit numbers.
    member builder.Longs(values: int64 seq) : string =
        if not (obj.ReferenceEquals(root, this)) then
            root.Longs values
        else
            let values = Seq.toArray values
            let key = System.String.Join(",", values)

            match longs.TryGetValue key with
            | true, name -> name
            | _ ->
                let name = builder.Fresh $"int64[{key}]"
                longs[key] <- name

                initializers.Add {
                    Name = name
                    Type = OnnxType.int64
                    Sizes = [| values.LongLength |]
                    Data = OnnxData.Longs values
                }

                name

    /// The size of the batch, as a vector of one 64-bit number, times a factor.
    member private builder.BatchTimes(times: int) : string =
        if batch = "" then
            batch <- builder.Fresh "batch_size"

            prologue.Add {
                Name = batch
                Operator = "Shape"
                Domain = ""
                Inputs = [| firstInput |]
                Outputs = [| batch |]
                Attributes = [ "start", OnnxAttribute.Int 0L; "end", OnnxAttribute.Int 1L ]
            }

        if times = 1 then
            batch
        else
            let key = $"times {times}"

            match longs.TryGetValue key with
            | true, name -> name
            | _ ->
                let name = builder.Fresh $"batch_size_times_{times}"
                longs[key] <- name

                prologue.Add {
                    Name = name
                    Operator = "Mul"
                    Domain = ""
                    Inputs = [| batch; builder.Longs [ int64 times ] |]
                    Outputs = [| name |]
                    Attributes = []
                }

                name

    /// The name of a vector of sizes that may follow the batch.
    member builder.Sizes(sizes: Dim[]) : string =
        if not (obj.ReferenceEquals(root, this)) then
            root.Sizes sizes
        else
            let isFixed size =
                match size with
                | Dim.Fixed _ -> true
                | Dim.Batch _ -> false

            if Array.forall isFixed sizes then
                builder.Longs [
                    for size in sizes do
                        match size with
                        | Dim.Fixed n
                        | Dim.Batch n -> int64 n
                ]
            else
                let key = sizes |> Array.map string |> String.concat ";"

                match longs.TryGetValue key with
                | true, name -> name
                | _ ->
                    let parts =
                        sizes
                        |> Array.map (fun size ->
                            match size with
                            | Dim.Fixed n -> builder.Longs [ int64 n ]
                            | Dim.Batch times -> builder.BatchTimes times)

                    let name =
                        if parts.Length = 1 then
                            parts[0]
                        else
                            let name = builder.Fresh "sizes"

                            prologue.Add {
                                Name = name
                                Operator = "Concat"
                                Domain = ""
                                Inputs = parts
                                Outputs = [| name |]
                                Attributes = [ "axis", OnnxAttribute.Int 0L ]
                            }

                            name

                    longs[key] <- name
                    name

    /// A value made once for a key, such as another order of a value.
    member _.Once(key: string, make: unit -> GraphValue) : GraphValue =
        match kept.TryGetValue key with
        | true, value -> value
        | _ ->
            let value = make ()
            kept[key] <- value
            value

    member _.Nodes = Seq.append prologue nodes
    member _.Initializers = initializers :> seq<OnnxTensor>
