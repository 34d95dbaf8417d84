namespace FuncNet

open System

/// A node that is being computed: its settings, and what it reads.
[<NoComparison; NoEquality>]
type internal OnnxCall = {
    Node: OnnxNode
    /// The version of the operator set.
    Opset: int64
    /// The type of all floats.
    Float: DType
    Inputs: Tensor option[]
    /// True while the graph is looked at, with nothing known of its inputs: what is computed then must stay small.
    IsBounded: bool
    /// Computes a graph in an attribute, from what goes in.
    Body: OnnxGraph -> Tensor list -> Tensor list
}

/// Reading settings and inputs of nodes, with errors that name the node.
[<RequireQualifiedAccess>]
module internal OnnxCall =

    /// Elements of what is computed before anything is known of the inputs.
    let largest = 1L <<< 22

    let describe (node: OnnxNode) =
        if node.Name = "" then
            $"""the node of {node.Operator} that gives "{Array.tryHead node.Outputs |> Option.defaultValue String.Empty}" """
                .TrimEnd()
        else
            $"node '{node.Name}' ({node.Operator})"

    let fail call problem : 'T = raise (ShapeException $"In {describe call.Node}: {problem}")

    /// Refuses more elements than what is computed now may have.
    let require call (sizes: int64 seq) =
        let count = sizes |> Seq.fold (fun product n -> product * bigint (max 1L n)) 1I

        if
            call.IsBounded
            && call.Inputs |> Array.forall (Option.forall _.Form.IsConcrete)
            && count > bigint largest
        then
            fail call $"it makes a constant of {count} elements; at most {largest} are made of nothing but the file."

    let optional call i = if i < call.Inputs.Length then call.Inputs[i] else None

    let input call i : Tensor =
        match optional call i with
        | Some tensor -> tensor
        | None -> fail call $"its input number {i + 1} is missing."

    let inputs call : Tensor list = [ for i in 0 .. call.Inputs.Length - 1 -> input call i ]

    let attribute call name = call.Node.Attributes |> List.tryFind (fun (key, _) -> key = name) |> Option.map snd

    let private wrong call name kind = fail call $"its attribute '{name}' is not {kind}."

    let tryInt call name =
        match attribute call name with
        | None -> None
        | Some(OnnxAttribute.Int n) when int64 (Operators.int n) = n -> Some(Operators.int n)
        | Some _ -> wrong call name "a whole number of 32 bits"

    let int call name otherwise = tryInt call name |> Option.defaultValue otherwise
    let flag call name otherwise = int call name (if otherwise then 1 else 0) <> 0

    let tryReal call name =
        match attribute call name with
        | None -> None
        | Some(OnnxAttribute.Float x) -> Some(float x)
        | Some _ -> wrong call name "a number"

    let real call name otherwise = tryReal call name |> Option.defaultValue otherwise

    let text call name otherwise =
        match attribute call name with
        | None -> otherwise
        | Some(OnnxAttribute.Text text) -> text
        | Some _ -> wrong call name "a text"

    let texts call name =
        match attribute call name with
        | None -> [||]
        | Some(OnnxAttribute.Texts texts) -> texts
        | Some _ -> wrong call name "a list of texts"

    let private narrow (n: int64) =
        if n > int64 Int32.MaxValue then Int32.MaxValue
        elif n < int64 Int32.MinValue then Int32.MinValue
        else Operators.int n

    let tryInts call name : int[] option =
        match attribute call name with
        | None -> None
        | Some(OnnxAttribute.Ints list) -> Some(Array.map narrow list)
        | Some _ -> wrong call name "a list of whole numbers"

    let ints call name otherwise = tryInts call name |> Option.defaultValue otherwise

    let graph call name =
        match attribute call name with
        | Some(OnnxAttribute.Graph graph) -> graph
        | Some _
        | None -> fail call $"its attribute '{name}' is not a graph."

    /// Refuses a setting that would change the result and is not understood.
    let expect call name expected given =
        if given <> expected then
            fail call $"its attribute '{name}' is {given}; {expected} is what is readable."

    /// The whole numbers of an input that must be known, such as a shape.
    let numbers call i : int[] option =
        match optional call i with
        | None -> None
        | Some tensor ->
            match tensor.Form with
            | Concrete array when array.DType = DType.Int32 && array.Shape.Rank <= 1 ->
                Some(array.AsSpan<int>().ToArray())
            | Concrete array ->
                fail call $"its input number {i + 1} is {array.Spec}; a list of whole numbers is expected."
            | Traced _
            | Abstract _ ->
                fail
                    call
                    $"its input number {i + 1}, such as a shape, follows from the numbers that go into the graph; it must follow from the shapes alone."

    /// A number of an input that must be known.
    let number call i : float option =
        match optional call i with
        | None -> None
        | Some tensor when tensor.Form.IsConcrete && tensor.Size = 1 -> Some(tensor.ToScalar())
        | Some _ -> fail call $"its input number {i + 1} must be one number that is known with the graph."

    /// An axis, counted from the end if it is negative.
    let axisOf call rank axis =
        let found = if axis < 0 then axis + rank else axis

        if found < 0 || found >= rank then
            fail call $"there is no axis {axis} among {rank}."

        found

    let axesOf call rank (axes: int[]) : int list =
        let found = axes |> Array.map (axisOf call rank) |> Array.sort

        if (Array.distinct found).Length <> found.Length then
            fail call "an axis is named twice."

        List.ofArray found

    /// Axes in an attribute, or in an input since the operator has them there.
    let axes call i : int[] option =
        match tryInts call "axes" with
        | Some axes -> Some axes
        | None -> numbers call i
