namespace FuncNet

open System
open System.Collections.Generic

/// A network as a graph of layers and joins, as TensorBoard draws it.
module internal NetworkGraph =

    /// A result on its way: the name of its node, and the shape of one sample.
    [<NoEquality; NoComparison>]
    type private Wire = { Source: string; Shape: Shape }

    /// Names of nodes: paths with slashes, and of letters that TensorFlow allows.
    let private nameOf (path: string) =
        path
        |> String.map (fun c ->
            if c = '.' then '/'
            elif Char.IsAsciiLetterOrDigit c || c = '_' || c = '-' then c
            else '_')

    let ofNetwork (network: Network) : TensorBoardNode[] =
        let nodes = ResizeArray<TensorBoardNode>()
        let used = HashSet<string>()

        /// A name that no other node has.
        let rec unique (name: string) number =
            let tried = if number = 1 then name else $"{name}_{number}"
            if used.Add tried then tried else unique name (number + 1)

        let add name operation (attributes: (string * string) list) (reads: Wire list) (shapes: Signal<Shape>) =
            let name = unique (nameOf name) 1

            nodes.Add {
                Name = name
                Operation = operation
                Inputs = reads |> List.map _.Source |> List.toArray |> Array.AsReadOnly
                OutputShapes =
                    Signal.values shapes
                    |> List.map (fun shape ->
                        Array.AsReadOnly [| -1L; yield! shape |> Seq.map int64 |] :> IReadOnlyList<int64>)
                    |> List.toArray
                    |> Array.AsReadOnly
                Attributes =
                    attributes
                    |> List.map (fun (key, text) -> KeyValuePair(key, text))
                    |> List.toArray
                    |> Array.AsReadOnly
            }

            // The second result of a node is called "name:1".
            let results =
                Signal.values shapes
                |> List.mapi (fun place shape -> {
                    Source = if place = 0 then name else $"{name}:{place}"
                    Shape = shape
                })

            Signal.fill shapes results

        let atom (bound: BoundAtom) read =
            let count = bound.Parameters |> Array.sumBy _.Shape.Size

            let attributes = [
                for name, value in bound.Atom.Hyperparameters do
                    // The graph of a layer from ONNX is nothing to look at.
                    if name <> "onnxGraph" then
                        name, string value

                if count > 0 then
                    "parameters", string count
                if bound.IsFrozen then
                    "frozen", "true"
            ]

            add bound.Path bound.Atom.Kind attributes (Signal.values read) bound.Output

        let join join (results: Signal<Wire> list) =
            match join with
            | Join.Tuple -> Signal.Many(List.toArray results)
            | Join.Add
            | Join.Multiply
            | Join.Average
            | Join.Maximum
            | Join.Concatenate ->
                let kind = string join

                Join.outputShape join (results |> List.map (Signal.map _.Shape))
                |> add (kind.ToLowerInvariant()) kind [] (results |> List.collect Signal.values)

        let several = (Signal.values network.Plan.Input).Length > 1

        let inputs =
            Signal.values network.Plan.Input
            |> List.mapi (fun place shape ->
                let name = if several then $"input{place + 1}" else "input"
                (add name "Placeholder" [] [] (Signal.One shape) |> Signal.values).Head)

        Plan.flow atom join network.Plan (Signal.fill network.Plan.Input inputs) |> ignore
        nodes.ToArray()
