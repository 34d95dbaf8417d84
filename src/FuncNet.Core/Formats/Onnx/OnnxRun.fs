namespace FuncNet

open System
open System.Collections.Generic

/// A graph that is computed node by node, on numbers or on tensors that have none yet.
[<NoComparison; NoEquality>]
type internal OnnxRun = {
    File: string
    Opset: int64
    Operators: IReadOnlyDictionary<string, OnnxCall -> Tensor list>
    /// The type of all floats.
    Float: DType
    /// True while the graph is looked at, with nothing known of its inputs: what is computed then must stay small.
    IsBounded: bool
}

[<RequireQualifiedAccess>]
module internal OnnxRun =

    /// The results of a node; what goes wrong says which it was.
    let private results (run: OnnxRun) (call: OnnxCall) : Tensor list =
        let within (problem: string) =
            if
                problem.StartsWith("In node", StringComparison.Ordinal)
                || problem.StartsWith("In the node", StringComparison.Ordinal)
            then
                problem
            else
                $"In {OnnxCall.describe call.Node}: {problem}"

        try
            run.Operators[call.Node.Operator] call
        with
        | :? DTypeException as error when error.LayerPath = "" -> raise (DTypeException(within error.Problem))
        | :? LayerException as error when error.LayerPath = "" -> raise (ShapeException(within error.Problem))
        | :? DivideByZeroException -> raise (ShapeException(within "a whole number is divided by 0."))
        // Operators check what can be said better; anything else that a file can do wrong ends here.
        | :? IndexOutOfRangeException
        | :? ArgumentException
        | :? OverflowException
        | :? InvalidOperationException ->
            raise (ShapeException(within "its inputs and its attributes do not fit each other."))

    /// Computes nodes in order. Values are looked up, and put, by their names.
    let rec nodes (run: OnnxRun) (values: Dictionary<string, Tensor>) (nodes: OnnxNode seq) : unit =
        let mutable made = 0L

        for node in nodes do
            let read name =
                if name = "" then
                    None
                else
                    match values.TryGetValue name with
                    | true, tensor -> Some tensor
                    | _ -> raise (ShapeException $"In {OnnxCall.describe node}: \"{name}\" has no value.")

            let call = {
                Node = node
                Opset = run.Opset
                Float = run.Float
                Inputs = node.Inputs |> Array.map read
                IsBounded = run.IsBounded
                Body = body run values
            }

            let given = List.toArray (results run call)

            for k in 0 .. node.Outputs.Length - 1 do
                if node.Outputs[k] <> "" then
                    if k >= given.Length then
                        OnnxCall.fail call $"its result number {k + 1}, \"{node.Outputs[k]}\", is not readable."

                    values[node.Outputs[k]] <- given[k]

            if run.IsBounded then
                for result in given do
                    if result.Form.IsConcrete then
                        made <- made + int64 result.Size

                if made > OnnxCall.largest then
                    OnnxCall.fail
                        call
                        $"up to it, constants of {made} elements are made; at most {OnnxCall.largest} are made of nothing but the file."

    /// Computes a graph in an attribute, which reads the values around it, too.
    and private body run (around: Dictionary<string, Tensor>) (graph: OnnxGraph) (given: Tensor list) : Tensor list =
        let values = Dictionary<string, Tensor> around

        for tensor in graph.Initializers do
            let value: Tensor = OnnxReading.tensorOf run.File tensor
            values[tensor.Name] <- if value.DType.IsFloat then Tensor.cast run.Float value else value

        for input, tensor in Seq.zip graph.Inputs given do
            values[input.Name] <- tensor

        nodes run values graph.Nodes
        [ for output in graph.Outputs -> values[output.Name] ]
