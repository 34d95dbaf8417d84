namespace FuncNet

open System.Collections.Generic

/// What must hold of a graph before anything of it is computed.
module internal OnnxCheck =

    let private fail file problem : 'T = OnnxReading.fail file problem

    let private listed (names: string seq) = String.concat ", " names

    let private checkNode file (version: int64) (known: HashSet<string>) (node: OnnxNode) =
        if node.Domain <> "" then
            fail
                file
                $"{OnnxCall.describe node} is of the domain '{node.Domain}'; operators of ONNX's own domain, version {OnnxOperators.oldest} to {OnnxOperators.newest}, are readable."

        if not (known.Contains node.Operator) then
            fail
                file
                $"{OnnxCall.describe node} is the operator {node.Operator} of version {version}, which is not readable; the nearest that is, is {OnnxOperators.nearest node.Operator}. All that are: {listed OnnxOperators.names}."

        match node.Attributes |> List.countBy fst |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> fail file $"{OnnxCall.describe node} has the attribute '{name}' twice."
        | None -> ()

        for name, attribute in node.Attributes do
            match attribute with
            | OnnxAttribute.Other kind ->
                fail
                    file
                    $"{OnnxCall.describe node} has the attribute '{name}' of the kind {kind}, which is not readable."
            | OnnxAttribute.Float _
            | OnnxAttribute.Int _
            | OnnxAttribute.Text _
            | OnnxAttribute.Tensor _
            | OnnxAttribute.Graph _
            | OnnxAttribute.Floats _
            | OnnxAttribute.Ints _
            | OnnxAttribute.Texts _ -> ()

    let rec private checkGraph file version (known: HashSet<string>) (outside: HashSet<string>) (graph: OnnxGraph) =
        let defined = HashSet<string>()

        let define what name =
            if name = "" then
                fail file $"{what} has no name."

            if outside.Contains name || not (defined.Add name) then
                fail file $"the value \"{name}\" is given twice, the second time by {what}."

        for tensor in graph.Initializers do
            define "a constant" tensor.Name

        let constants = HashSet<string> defined
        let inputs = HashSet<string>()

        for input in graph.Inputs do
            // Old files have their constants among the inputs, too.
            if not (inputs.Add input.Name) then
                fail file $"two inputs are named \"{input.Name}\"."

            if not (constants.Contains input.Name) then
                define "an input" input.Name

        let isKnown name = defined.Contains name || outside.Contains name
        let later = HashSet<string>(graph.Nodes |> Seq.collect _.Outputs)

        for node in graph.Nodes do
            checkNode file version known node

            for input in node.Inputs do
                if input <> "" && not (isKnown input) then
                    if later.Contains input then
                        fail
                            file
                            $"{OnnxCall.describe node} reads \"{input}\" before it is given; nodes must be in order, and without a cycle."
                    else
                        fail file $"{OnnxCall.describe node} reads \"{input}\", which nothing gives."

            for _, attribute in node.Attributes do
                match attribute with
                | OnnxAttribute.Graph inner ->
                    let around = HashSet<string> outside
                    around.UnionWith defined
                    checkGraph file version known around inner
                | OnnxAttribute.Float _
                | OnnxAttribute.Int _
                | OnnxAttribute.Text _
                | OnnxAttribute.Tensor _
                | OnnxAttribute.Floats _
                | OnnxAttribute.Ints _
                | OnnxAttribute.Texts _
                | OnnxAttribute.Other _ -> ()

            if node.Outputs.Length = 0 then
                fail file $"{OnnxCall.describe node} gives nothing."

            for output in node.Outputs do
                if output <> "" then
                    define (OnnxCall.describe node) output

        if graph.Outputs.Length = 0 then
            fail file "its graph has no results."

        for output in graph.Outputs do
            if not (isKnown output.Name) then
                fail file $"the result \"{output.Name}\" is given by no node."

    /// The version of the operator set, if the model is one that can be read; otherwise an error that says what is wrong.
    let version file (model: OnnxFile) : int64 =
        if model.IrVersion < 3L || model.IrVersion > 10L then
            fail file $"it is of the IR version {model.IrVersion}; versions 3 to 10 are readable."

        let version =
            match model.Opsets |> List.filter (fun (domain, _) -> domain = "") with
            | [ _, version ] -> version
            | [] -> fail file "it names no version of ONNX's own operators."
            | _ -> fail file "it names the version of ONNX's own operators twice."

        if version < OnnxOperators.oldest || version > OnnxOperators.newest then
            fail
                file
                $"its operators are of version {version}; versions {OnnxOperators.oldest} to {OnnxOperators.newest} are readable. Export it again with opset_version=17."

        checkGraph file version (HashSet<string> OnnxOperators.names) (HashSet<string>()) model.Graph

        for info in Seq.append model.Graph.Inputs model.Graph.Outputs do
            match info.Sizes with
            | Some sizes when sizes.Length > 8 ->
                fail file $"\"{info.Name}\" has {sizes.Length} axes; at most 8 are readable."
            | _ -> ()

        version
