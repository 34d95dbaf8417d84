namespace FuncNet

/// Operations that move elements, and reductions, as operators of ONNX. Axes are those as stored, so that nothing is moved for them.
module internal OnnxMovement =

    open OnnxLayout

    let private int n = OnnxAttribute.Int(int64 (n: int))

    /// Axes of size 1 taken out or put in: what is stored keeps its order. None if the shapes differ otherwise.
    let private byUnits (builder: OnnxBuilder) (x: GraphValue) (sizes: Dim[]) : GraphValue option =
        let others (sizes: Dim[]) = [
            for axis in 0 .. sizes.Length - 1 do
                if not (isOne sizes[axis]) then
                    axis
        ]

        let before, after = others x.Sizes, others sizes

        if
            x.Constant.IsSome
            || (before |> List.map (fun axis -> x.Sizes[axis])) <> (after |> List.map (fun axis -> sizes[axis]))
        then
            None
        else
            let counterpart = List.zip after before |> Map.ofList

            /// Where an axis of the result stands among what is stored now; one of size 1 goes in front of the axis behind it.
            let rec place axis =
                if axis >= sizes.Length then
                    float sizes.Length + 8.0
                else
                    match counterpart |> Map.tryFind axis with
                    | Some old -> float x.Order[old]
                    | None -> place (axis + 1) - 0.5

            let inOrder = [| 0 .. sizes.Length - 1 |] |> Array.sortBy (fun axis -> place axis, axis)
            let order = Order.inverse inOrder

            let storedSize axis =
                match counterpart |> Map.tryFind axis with
                | Some old -> x.Stored[x.Order[old]]
                | None -> Dim.Fixed 1

            let stored = inOrder |> Array.map storedSize

            let gone = [
                for old in 0 .. x.Sizes.Length - 1 do
                    if isOne x.Sizes[old] then
                        int64 x.Order[old]
            ]

            let come = [
                for j in 0 .. inOrder.Length - 1 do
                    if not (counterpart.ContainsKey inOrder[j]) then
                        int64 j
            ]

            let name =
                match gone, come with
                | [], [] -> x.Name
                | gone, [] -> builder.Node1("Squeeze", [ x.Name; builder.Longs(List.sort gone) ], [])
                | [], come -> builder.Node1("Unsqueeze", [ x.Name; builder.Longs come ], [])
                | _ -> reshapeStored builder x.Name stored

            Some { x with Name = name; Sizes = sizes; Stored = stored; Order = order }

    let private reshape builder (x: GraphValue) sizes =
        match byUnits builder x sizes with
        | Some result -> result
        | None ->
            let source = plainName builder x
            value (reshapeStored builder source sizes) x.DType sizes

    /// Repeats nothing yet: axes in front are added, and the sizes are noted.
    let private broadcast (builder: OnnxBuilder) (x: GraphValue) (sizes: Dim[]) : GraphValue =
        let missing = sizes.Length - x.Order.Length
        let ones = Array.create missing (Dim.Fixed 1)

        match x.Constant with
        | Some tensor ->
            let wide = Tensor.reshape (Array.append (Array.create missing 1) (tensor.Shape.ToArray())) tensor
            { constant x.Name wide sizes with Learned = x.Learned }
        | None when missing = 0 -> { x with Sizes = sizes }
        | None ->
            let axes = builder.Longs [ 0L .. int64 missing - 1L ]

            {
                x with
                    Name = builder.Node1("Unsqueeze", [ x.Name; axes ], [])
                    Sizes = sizes
                    Stored = Array.append ones x.Stored
                    Order = Array.append (Order.plain missing) (x.Order |> Array.map (fun j -> j + missing))
            }

    let private slice
        (builder: OnnxBuilder)
        (x: GraphValue)
        (sizes: Dim[])
        (parts: (int * int64 * int64 * int64) list)
        =
        let x = expanded builder x
        let list f = builder.Longs(parts |> List.map f)

        let name =
            builder.Node1(
                "Slice",
                [
                    name builder x
                    list (fun (_, first, _, _) -> first)
                    list (fun (_, _, last, _) -> last)
                    list (fun (axis, _, _, _) -> int64 x.Order[axis])
                    list (fun (_, _, _, step) -> step)
                ],
                []
            )

        { x with Name = name; Constant = None; Sizes = sizes; Stored = inOrder x.Order sizes }

    let private sliceRanges builder (x: GraphValue) sizes (ranges: SliceRange[]) =
        let parts = [
            for axis, range in Array.indexed ranges do
                if sizes |> Array.item axis <> x.Sizes[axis] || range.Step <> 1 then
                    axis, int64 range.Start, int64 (range.Start + (range.Size - 1) * range.Step + 1), int64 range.Step
        ]

        if parts.IsEmpty then x else slice builder x sizes parts

    let private pad (builder: OnnxBuilder) (x: GraphValue) sizes (ranges: PadRange[]) =
        let x = expanded builder x
        let along f = inOrder x.Order (ranges |> Array.map (fun range -> Dim.Fixed(f range)))

        let zeros = [
            for size in Array.append (along _.Before) (along _.After) do
                match size with
                | Dim.Fixed n
                | Dim.Batch n -> int64 n
        ]

        let name =
            builder.Node1("Pad", [ name builder x; builder.Longs zeros ], [ "mode", OnnxAttribute.Text "constant" ])

        { x with Name = name; Constant = None; Sizes = sizes; Stored = inOrder x.Order sizes }

    let private concatenate (builder: OnnxBuilder) axis (parts: GraphValue list) sizes =
        let order =
            parts
            |> List.filter _.Constant.IsNone
            |> List.countBy _.Order
            |> List.sortBy (fun (_, count) -> -count)
            |> List.tryHead
            |> Option.map fst
            |> Option.defaultValue (Order.plain (Array.length sizes))

        let names = parts |> List.map (laid builder order >> expanded builder >> name builder)
        let result = builder.Node1("Concat", names, [ "axis", int order[axis] ])

        {
            Name = result
            Constant = None
            Learned = false
            DType = parts.Head.DType
            Sizes = sizes
            Stored = inOrder order sizes
            Order = order
        }

    let transpose (permutation: int[]) (x: GraphValue) : GraphValue = {
        x with
            Sizes = permutation |> Array.map (fun axis -> x.Sizes[axis])
            Order = permutation |> Array.map (fun axis -> x.Order[axis])
    }

    /// The result of moving elements, of these sizes. fail: what to do where ONNX has nothing for it.
    let shaping
        (fail: string -> GraphValue)
        (builder: OnnxBuilder)
        op
        (operands: GraphValue list)
        (sizes: Dim[])
        : GraphValue =
        let x = operands.Head

        match op with
        | Shaping.Broadcast _ -> broadcast builder x sizes
        | Shaping.Reshape _ -> reshape builder x sizes
        | Shaping.Transpose permutation ->
            match x.Constant with
            | Some tensor -> { constant x.Name (Tensor.permute permutation tensor) sizes with Learned = x.Learned }
            | None -> transpose permutation x
        | Shaping.Slice ranges -> sliceRanges builder x sizes ranges
        | Shaping.Pad ranges when ranges |> Array.exists (fun range -> range.Interior > 0) ->
            fail "zeros between elements, as the derivative of a slice with steps has them"
        | Shaping.Pad ranges -> pad builder x sizes ranges
        | Shaping.Reverse axes ->
            slice builder x sizes [ for axis in axes -> axis, -1L, System.Int64.MinValue + 1L, -1L ]
        | Shaping.Concatenate axis -> concatenate builder axis operands sizes

    /// What is left of a value whose axes are gone, as it is stored.
    let private without (axes: int[]) (x: GraphValue) name sizes : GraphValue =
        let places = axes |> Array.map (fun axis -> x.Order[axis])

        let order = [|
            for axis in 0 .. x.Order.Length - 1 do
                if not (Array.contains axis axes) then
                    let place = x.Order[axis]
                    place - (places |> Array.filter (fun gone -> gone < place)).Length
        |]

        { x with Name = name; Constant = None; Sizes = sizes; Stored = inOrder order sizes; Order = order }

    /// A reduction whose axes are gone from the result.
    let reduce (builder: OnnxBuilder) operator (axes: int[]) (x: GraphValue) sizes : GraphValue =
        let x = expanded builder x
        let places = axes |> Array.map (fun axis -> x.Order[axis]) |> Array.sort

        let name =
            match operator with
            | "ReduceSum" ->
                builder.Node1(
                    operator,
                    [ name builder x; builder.Longs(places |> Seq.map int64) ],
                    [ "keepdims", int 0 ]
                )
            | _ -> builder.Node1(operator, [ name builder x ], [ "axes", ints places; "keepdims", int 0 ])

        without axes x name sizes

    /// The results of a reduction.
    let reduction (builder: OnnxBuilder) op (x: GraphValue) (sizes: Dim[][]) : GraphValue list =
        let along operator axis attributes =
            let x = expanded builder x
            let name = builder.Node1(operator, [ name builder x ], [ "axis", int x.Order[axis]; yield! attributes ])
            { x with Name = name; Constant = None }

        let place operator axis =
            let x = expanded builder x
            let at = builder.Node1(operator, [ name builder x ], [ "axis", int x.Order[axis]; "keepdims", int 0 ])

            {
                without [| axis |] x (OnnxElementwise.castTo builder DType.Int32 at) sizes[0] with
                    DType = DType.Int32
            }

        match op with
        | Reduction.Sum axes -> [ reduce builder "ReduceSum" axes x sizes[0] ]
        | Reduction.Max axes -> [ reduce builder "ReduceMax" axes x sizes[0] ]
        | Reduction.Min axes -> [ reduce builder "ReduceMin" axes x sizes[0] ]
        | Reduction.LogSumExp axes -> [ reduce builder "ReduceLogSumExp" axes x sizes[0] ]
        | Reduction.ArgMax axis -> [ place "ArgMax" axis ]
        | Reduction.ArgMin axis -> [ place "ArgMin" axis ]
        | Reduction.Softmax axis -> [ along "Softmax" axis [] ]
        | Reduction.CumulativeSum(axis, reverse) ->
            let x = expanded builder x

            let at =
                builder.Root.Once(
                    $"axis {x.Order[axis]}",
                    fun () -> constant "axis" (Tensor.number DType.Int32 (float x.Order[axis])) [||]
                )

            let reversed = if reverse then [ "reverse", int 1 ] else []

            [
                {
                    x with
                        Name = builder.Node1("CumSum", [ name builder x; OnnxLayout.name builder at ], reversed)
                        Constant = None
                }
            ]
        | Reduction.Sort(axis, descending) ->
            let x = expanded builder x
            let count = builder.Sizes [| x.Sizes[axis] |]
            let largest = if descending then 1 else 0

            let found =
                builder.Node(
                    "TopK",
                    [ name builder x; count ],
                    [ "axis", int x.Order[axis]; "largest", int largest; "sorted", int 1 ],
                    2
                )

            [
                { x with Name = found[0]; Constant = None }
                {
                    x with
                        Name = OnnxElementwise.castTo builder DType.Int32 found[1]
                        Constant = None
                        Learned = false
                        DType = DType.Int32
                }
            ]
