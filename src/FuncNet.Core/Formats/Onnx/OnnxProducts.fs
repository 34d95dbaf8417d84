namespace FuncNet

/// Products, convolutions, poolings, reading at indices and cells of recurrences as operators of ONNX.
module internal OnnxProducts =

    open OnnxLayout

    let private int n = OnnxAttribute.Int(int64 (n: int))

    /// The last two axes exchanged.
    let private turned (x: GraphValue) =
        let rank = x.Order.Length
        OnnxMovement.transpose [| yield! Seq.init (rank - 2) id; rank - 1; rank - 2 |] x

    let matmul
        builder
        (LinearAlgebra.MatMul(transposeA, transposeB))
        (a: GraphValue)
        (b: GraphValue)
        sizes
        : GraphValue =
        let operand isTurned x = plainName builder (if isTurned then turned x else x)
        value (builder.Node1("MatMul", [ operand transposeA a; operand transposeB b ], [])) a.DType sizes

    /// A product of two matrices and a vector that is added to each row.
    let gemm
        (builder: OnnxBuilder)
        (LinearAlgebra.MatMul(transposeA, transposeB))
        a
        b
        (bias: GraphValue)
        sizes
        : GraphValue =
        let operand isTurned x = plainName builder (if isTurned then turned x else x)
        let names = [ operand transposeA a; operand transposeB b; plainName builder bias ]
        value (builder.Node1("Gemm", names, [])) a.DType sizes

    let private image name dtype sizes : GraphValue = {
        Name = name
        Constant = None
        Learned = false
        DType = dtype
        Sizes = sizes
        Stored = inOrder Order.images sizes
        Order = Order.images
    }

    let private laidImages builder x = laid builder Order.images x |> expanded builder |> name builder

    /// Filters [kh; kw; in; out] stored as [out; in; kh; kw].
    let private laidFilters builder filters = laid builder [| 2; 3; 1; 0 |] filters |> name builder

    let private sizeOf size =
        match size with
        | Dim.Fixed n
        | Dim.Batch n -> n

    let private windowAttributes (window: Window) (kernel: int list) = [
        let struct (sh, sw), struct (dh, dw) = window.Stride, window.Dilation
        let struct (top, bottom), struct (left, right) = window.PadHeight, window.PadWidth
        "kernel_shape", ints kernel
        "strides", ints [ sh; sw ]

        if dh <> 1 || dw <> 1 then
            "dilations", ints [ dh; dw ]

        if top + bottom + left + right > 0 then
            "pads", ints [ top; left; bottom; right ]
    ]

    /// A convolution or its adjoint, with a bias for each filter if there is one; None for what only derivatives need.
    let convolution
        (builder: OnnxBuilder)
        op
        (x: GraphValue)
        (filters: GraphValue)
        (bias: GraphValue option)
        sizes
        : GraphValue option =
        let kernel = [ sizeOf filters.Sizes[0]; sizeOf filters.Sizes[1] ]

        let node operator attributes =
            let names = [
                laidImages builder x
                laidFilters builder filters
                yield! bias |> Option.map (name builder) |> Option.toList
            ]

            image (builder.Node1(operator, names, attributes)) x.DType sizes

        match op with
        | Convolution.Forward(window, groups) ->
            Some(
                node "Conv" [
                    yield! windowAttributes window kernel
                    if groups <> 1 then
                        "group", int groups
                ]
            )
        | Convolution.InputGradient(window, groups, _) ->
            let struct (sh, sw), struct (dh, dw) = window.Stride, window.Dilation

            /// What the operator leaves out at the end of an axis.
            let missing axis kernel stride dilation (struct (before, after)) =
                sizeOf sizes[axis]
                - ((sizeOf x.Sizes[axis] - 1) * stride + (kernel - 1) * dilation + 1 - before - after)

            let more = [ missing 1 kernel[0] sh dh window.PadHeight; missing 2 kernel[1] sw dw window.PadWidth ]

            Some(
                node "ConvTranspose" [
                    yield! windowAttributes window kernel

                    if more <> [ 0; 0 ] then
                        "output_padding", ints more

                    if groups <> 1 then
                        "group", int groups
                ]
            )
        | Convolution.FilterGradient _ -> None

    let averagePool (builder: OnnxBuilder) window (struct (h, w)) countsPadding (x: GraphValue) sizes : GraphValue =
        let attributes = [
            yield! windowAttributes window [ h; w ]

            if countsPadding then
                "count_include_pad", int 1
        ]

        image (builder.Node1("AveragePool", [ laidImages builder x ], attributes)) x.DType sizes

    /// Largest elements or sums of windows; None for what only derivatives need.
    let pooling (builder: OnnxBuilder) op (x: GraphValue) (sizes: Dim[]) : GraphValue option =
        match op with
        | Pooling.Max(window, struct (h, w))
        | Pooling.MaxAlone(window, struct (h, w)) ->
            Some(
                image
                    (builder.Node1("MaxPool", [ laidImages builder x ], windowAttributes window [ h; w ]))
                    x.DType
                    sizes
            )
        | Pooling.Sum(window, struct (h, w)) ->
            let mean = averagePool builder window (struct (h, w)) true x sizes
            let count = OnnxElementwise.scalar builder x.DType (float (h * w))
            Some { mean with Name = builder.Node1("Mul", [ mean.Name; count ], []) }
        | Pooling.MaxGradient _
        | Pooling.SumGradient _ -> None

    /// Reading at indices; None for what only derivatives need.
    let indexing (builder: OnnxBuilder) op x indices sizes : GraphValue option =
        let node operator axis =
            let names = [ plainName builder x; plainName builder indices ]
            Some(value (builder.Node1(operator, names, [ "axis", int axis ])) x.DType sizes)

        match op with
        | Indexing.Gather axis -> node "Gather" axis
        | Indexing.GatherAlong axis -> node "GatherElements" axis
        | Indexing.ScatterAdd _
        | Indexing.ScatterAddAlong _ -> None

    /// The results of one step of a recurrence; None for what only derivatives need.
    let cell (builder: OnnxBuilder) op (operands: GraphValue list) (sizes: Dim[][]) : GraphValue list option =
        let names = operands |> List.map (plainName builder)
        let node operator inputs = builder.Node1(operator, inputs, [])
        let dtype = operands.Head.DType
        let units = (Array.last (List.last operands).Sizes) |> sizeOf

        let parts count x =
            builder.Node("Split", [ x; builder.Longs(Seq.replicate count (int64 units)) ], [ "axis", int 1 ], count)

        let results names = Some [ for name, sizes in Seq.zip names sizes -> value name dtype sizes ]
        let joined parts = builder.Node1("Concat", parts, [ "axis", int 1 ])

        match op, names with
        | RecurrentCell.Lstm, [ x; s; c ] ->
            let gates = parts 4 (node "Add" [ x; s ])
            let i, f, o = node "Sigmoid" [ gates[0] ], node "Sigmoid" [ gates[1] ], node "Sigmoid" [ gates[3] ]
            let g = node "Tanh" [ gates[2] ]
            let next = node "Add" [ node "Mul" [ f; c ]; node "Mul" [ i; g ] ]
            let squashed = node "Tanh" [ next ]
            results [ node "Mul" [ o; squashed ]; next; joined [ i; f; g; o ]; squashed ]
        | RecurrentCell.Gru, [ x; s; h ] ->
            let ofInput, ofState = parts 3 x, parts 3 s
            let r = node "Sigmoid" [ node "Add" [ ofInput[0]; ofState[0] ] ]
            let z = node "Sigmoid" [ node "Add" [ ofInput[1]; ofState[1] ] ]
            let n = node "Tanh" [ node "Add" [ ofInput[2]; node "Mul" [ r; ofState[2] ] ] ]
            let next = node "Add" [ n; node "Mul" [ z; node "Sub" [ h; n ] ] ]
            results [ next; joined [ r; z; n ] ]
        | (RecurrentCell.Lstm | RecurrentCell.LstmGradient | RecurrentCell.Gru | RecurrentCell.GruGradient), _ -> None
