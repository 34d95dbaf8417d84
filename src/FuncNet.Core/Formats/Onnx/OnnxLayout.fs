namespace FuncNet

/// Values brought into the order of axes that an operator needs, with as little moved as can be.
module internal OnnxLayout =

    let ints (values: int seq) = OnnxAttribute.Ints [| for n in values -> int64 n |]

    let isOne size = size = Dim.Fixed 1

    let value name dtype sizes : GraphValue = {
        Name = name
        Constant = None
        Learned = false
        DType = dtype
        Sizes = sizes
        Stored = sizes
        Order = Order.plain sizes.Length
    }

    /// A constant that stands for a value of these sizes; it may be 1 where they follow the batch.
    let constant hint (tensor: Tensor) sizes : GraphValue = {
        Name = hint
        Constant = Some tensor
        Learned = false
        DType = tensor.DType
        Sizes = sizes
        Stored = tensor.Shape.ToArray() |> Array.map Dim.Fixed
        Order = Order.plain tensor.Rank
    }

    /// The name under which a value can be read as it is stored.
    let name (builder: OnnxBuilder) (value: GraphValue) : string =
        match value.Constant with
        | Some tensor -> builder.Constant(value.Name, tensor, value.Learned)
        | None -> value.Name

    /// Reshapes what is stored; a size that follows the batch is found by the operator.
    let reshapeStored (builder: OnnxBuilder) (source: string) (sizes: Dim[]) : string =
        let follows =
            sizes
            |> Array.filter (fun size ->
                match size with
                | Dim.Batch _ -> true
                | Dim.Fixed _ -> false)

        if follows.Length = 1 && not (Array.contains (Dim.Fixed 0) sizes) then
            let target =
                sizes
                |> Array.map (fun size ->
                    match size with
                    | Dim.Fixed n -> int64 n
                    | Dim.Batch _ -> -1L)

            builder.Node1("Reshape", [ source; builder.Longs target ], [])
        else
            let allowsZero =
                if Array.contains (Dim.Fixed 0) sizes then
                    [ "allowzero", OnnxAttribute.Int 1L ]
                else
                    []

            builder.Node1("Reshape", [ source; builder.Sizes sizes ], allowsZero)

    let private permuted (order: int[]) (items: 'T[]) =
        let result = Array.zeroCreate items.Length
        order |> Array.iteri (fun i j -> result[j] <- items[i])
        result

    /// The sizes as they would be stored in an order.
    let inOrder order (sizes: Dim[]) = permuted order sizes

    /// True if two orders of the same sizes put the elements in the same places: only axes of size 1 move.
    let private sameElements (sizes: Dim[]) (a: int[]) (b: int[]) =
        let along (order: int[]) = Order.inverse order |> Array.filter (fun axis -> not (isOne sizes[axis]))

        along a = along b

    /// The same value, stored in another order of its axes.
    let laid (builder: OnnxBuilder) (order: int[]) (value: GraphValue) : GraphValue =
        if value.Order = order then
            value
        else
            let stored = permuted order (value.Order |> Array.map (fun j -> value.Stored[j]))
            // Axis j of the result is axis from[j] of what is stored now.
            let from = Order.inverse order |> Array.map (fun axis -> value.Order[axis])

            match value.Constant with
            | Some tensor ->
                let key = $"""constant {builder.Identity tensor} in {System.String.Join(",", from)}"""

                builder.Root.Once(
                    key,
                    fun () -> { value with Constant = Some(Tensor.permute from tensor); Stored = stored; Order = order }
                )
            | None ->
                let key = $"""{value.Name} in {System.String.Join(",", from)}"""

                builder.Once(
                    key,
                    fun () ->
                        let nominal = value.Order |> Array.map (fun j -> value.Stored[j])

                        let name =
                            if sameElements nominal value.Order order then
                                reshapeStored builder value.Name stored
                            else
                                builder.Node1("Transpose", [ value.Name ], [ "perm", ints from ])

                        { value with Name = name; Stored = stored; Order = order }
                )

    /// The same value with everything that is repeated written out.
    let expanded (builder: OnnxBuilder) (value: GraphValue) : GraphValue =
        let stored = inOrder value.Order value.Sizes

        if stored = value.Stored then
            value
        else
            let source = name builder value

            builder.Once(
                $"{source} expanded to {stored |> Array.map string |> String.concat System.String.Empty}",
                fun () ->
                    let name = builder.Node1("Expand", [ source; builder.Sizes stored ], [])
                    { value with Name = name; Constant = None; Stored = stored }
            )

    /// As the network has it.
    let plain (builder: OnnxBuilder) (value: GraphValue) : GraphValue =
        laid builder (Order.plain value.Order.Length) value |> expanded builder

    let plainName builder value = name builder (plain builder value)

    /// The sizes under broadcasting.
    let common (all: Dim[] list) : Dim[] =
        let rank = all |> List.map Array.length |> List.max

        Array.init rank (fun axis ->
            all
            |> List.choose (fun sizes ->
                let place = axis - rank + sizes.Length
                if place >= 0 then Some sizes[place] else None)
            |> List.fold (fun found size -> if isOne found then size else found) (Dim.Fixed 1))

    let private elements (value: GraphValue) =
        value.Stored
        |> Array.fold
            (fun product size ->
                match size with
                | Dim.Fixed n -> product * float n
                | Dim.Batch n -> product * 1000.0 * float n)
            1.0

    /// A tensor without the axes of size 1 in front, which broadcasting does not need.
    let rec private trimmed (tensor: Tensor) =
        if tensor.Rank > 0 && tensor.Shape[0] = 1 then
            trimmed (Tensor.reshape (tensor.Shape.ToArray()[1..]) tensor)
        else
            tensor

    /// Operands of an element-wise operator under their names, in one order; with that order, and the sizes of the result as stored.
    let aligned (builder: OnnxBuilder) (operands: GraphValue list) : struct (string list * int[] * Dim[]) =
        let rank = operands |> List.map _.Order.Length |> List.max

        let order =
            operands
            |> List.filter (fun value -> value.Constant.IsNone && value.Order.Length = rank)
            |> List.sortBy (fun value -> -(elements value), Order.isPlain value.Order)
            |> List.tryHead
            |> Option.map _.Order
            |> Option.defaultValue (Order.plain rank)

        let ofFullRank (value: GraphValue) =
            let missing = rank - value.Order.Length

            if missing = 0 then
                laid builder order value
            else
                match value.Constant with
                | Some tensor ->
                    let wide = Tensor.reshape (Array.append (Array.create missing 1) (tensor.Shape.ToArray())) tensor
                    let sizes = Array.append (Array.create missing (Dim.Fixed 1)) value.Sizes
                    laid builder order { constant value.Name wide sizes with Learned = value.Learned }
                | None ->
                    let plain = laid builder (Order.plain value.Order.Length) value
                    let axes = builder.Longs [ 0L .. int64 missing - 1L ]
                    let ones = Array.create missing (Dim.Fixed 1)

                    laid builder order {
                        value with
                            Name = builder.Node1("Unsqueeze", [ plain.Name; axes ], [])
                            Sizes = Array.append ones value.Sizes
                            Stored = Array.append ones plain.Stored
                            Order = Order.plain rank
                    }

        // The result must have all axes.
        let trims = operands |> List.exists (fun value -> value.Constant.IsNone && value.Order.Length = rank)

        let placed =
            operands
            |> List.map (fun value ->
                match value.Constant with
                // Broadcasting aligns at the right, so that fewer axes do as they are where none is moved.
                | _ when value.Order.Length < rank && Order.isPlain order ->
                    laid builder (Order.plain value.Order.Length) value
                | Some tensor ->
                    let full = if tensor.Size = 1 && trims then value else ofFullRank value
                    let small = if trims then trimmed full.Constant.Value else full.Constant.Value

                    if small.Rank = full.Constant.Value.Rank then
                        full
                    else
                        let key = $"constant {builder.Identity full.Constant.Value} trimmed"

                        builder.Root.Once(
                            key,
                            fun () -> {
                                constant value.Name small (small.Shape.ToArray() |> Array.map Dim.Fixed) with
                                    Learned = value.Learned
                            }
                        )
                | None -> ofFullRank value)

        let stored = common ((placed |> List.map _.Stored) @ [ Array.create rank (Dim.Fixed 1) ])
        struct (placed |> List.map (name builder), order, stored)
