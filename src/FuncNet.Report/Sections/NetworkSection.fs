namespace FuncNet

open System.Collections.Generic
open System.Globalization

/// What is shown of the network itself: its drawing, its layers, and how activations and gradients are spread over them.
module internal NetworkSection =

    let private counted (n: int) = n.ToString("N0", CultureInfo.InvariantCulture)

    let private sizes (shape: Signal<Shape>) =
        shape
        |> Signal.map (fun shape -> if shape.Rank = 0 then "1" else shape |> Seq.map string |> String.concat " × ")
        |> string

    /// A layer for each box, with its shape and what it holds, and the joins of forks between them.
    let private drawing (network: Network) : string =
        let nodes = ResizeArray<DrawnNode>()

        let add name operation (isInput: bool) (read: Signal<int>) shape parameters =
            nodes.Add {
                Name = name
                Operation = operation
                IsInput = isInput
                Operands = [| for node in Signal.values read -> DrawnOperand.Node node |]
                Shape = sizes shape
                Facts = [| (if parameters = 0 then "" else counted parameters) |]
                Parts = [||]
            }

            nodes.Count - 1

        let several = (Signal.values network.InputShape).Length > 1

        let inputs =
            network.InputShape
            |> Signal.map (fun shape ->
                let name = if several then $"input{nodes.Count + 1}" else "input"
                add name "input" true (Signal.Many [||]) (Signal.One shape) 0, shape)

        let uses = Dictionary<string, int>()

        let number name =
            let next =
                match uses.TryGetValue name with
                | true, before -> before + 1
                | _ -> 1

            uses[name] <- next
            next

        let atom (bound: BoundAtom) (read: Signal<int * Shape>) =
            let use' = number bound.Path
            let held = Seq.sumBy (fun (spec: ParameterSpec) -> spec.Shape.Size) bound.Parameters

            let name = if use' = 1 then bound.Path else $"{bound.Path} (use {use'})"
            let held = if use' = 1 then held else 0
            let node = add name bound.Atom.Kind false (Signal.map fst read) bound.Output held
            bound.Output |> Signal.map (fun shape -> node, shape)

        let join join (branches: Signal<int * Shape> list) =
            match join with
            | Join.Tuple -> Signal.Many(List.toArray branches)
            | Join.Add
            | Join.Multiply
            | Join.Average
            | Join.Maximum
            | Join.Concatenate ->
                let shape = Join.outputShape join (branches |> List.map (Signal.map snd))
                let kind = string join
                let name = $"{kind.ToLowerInvariant()}{number kind}"

                let node =
                    add name kind false (Signal.Many [| for branch in branches -> Signal.map fst branch |]) shape 0

                shape |> Signal.map (fun shape -> node, shape)

        Plan.flow atom join network.Plan inputs |> ignore

        let description =
            $"{network.Plan.Atoms.Length} layers, from the input on the left to the result on the right."

        Svg.drawWithin 1060.0 "The network" description [| "parameters" |] (nodes.ToArray())

    let json (network: Network) : Json =
        let summary = network.Summary()

        Json.Object [
            "input", Json.Text(sizes network.InputShape)
            "output", Json.Text(sizes network.OutputShape)
            "type", Json.Text(string network.DType)
            "parameters", Json.whole summary.TotalParameters
            "trainable", Json.whole summary.TrainableParameters
            "svg", Json.Text(drawing network)
            "rows",
            Json.List [
                for row in summary.Rows do
                    Json.Object [
                        "path", Json.Text row.Path
                        "kind", Json.Text row.Kind
                        "shape", Json.Text row.OutputShape
                        "parameters", Json.whole row.Parameters
                    ]
            ]
        ]

    let norms (norms: GradientNorms) : Json =
        Json.Object [
            "global", Json.Number norms.Global
            "layers",
            Json.List [
                for layer in norms.Layers do
                    Json.Object [
                        "path", Json.Text layer.Path
                        "kind", Json.Text layer.Kind
                        "output", Json.Number layer.Output
                        "adjoint", Json.Number layer.Adjoint
                        "gradient", (if layer.Parameters.Count > 0 then Json.Number layer.Gradient else Json.Nothing)
                    ]
            ]
        ]

    let activations (statistics: ActivationStatistics) : Json =
        Json.List [
            for layer in statistics.Layers do
                Json.Object [
                    "path", Json.Text layer.Path
                    "kind", Json.Text layer.Kind
                    "mean", Json.Number layer.Mean
                    "deviation", Json.Number layer.Deviation
                    "minimum", Json.Number layer.Minimum
                    "maximum", Json.Number layer.Maximum
                    "zeros", Json.Number layer.Zeros
                    "units", Json.whole layer.Units
                    "dead", Json.whole layer.DeadUnits.Count
                ]
        ]
