namespace FuncNet.Tests

open System
open FSharp.Reflection
open FuncNet

/// An operation with operands of fixed shapes and types, whose numbers are drawn.
type internal BoundCase = { Op: Primitive; Operands: Random -> NDArray[] }

/// Every operation of every family, on shapes that follow from a generator.
module internal BoundCases =

    let floats = [ DType.Float32; DType.Float64 ]
    let numbers = DType.Int32 :: floats
    let types = DType.Bool :: numbers

    /// All cases of a union whose cases have no fields, so that a new one is covered too.
    let private all<'U> = [
        for case in FSharpType.GetUnionCases typeof<'U> -> FSharpValue.MakeUnion(case, [||]) :?> 'U
    ]

    let private between low high dtype (sizes: int list) (rng: Random) =
        let shape = Shape.ofSeq sizes
        let real _ = low + (high - low) * rng.NextDouble()

        match dtype with
        | DType.Float32 -> NDArray.owning shape (Array.init shape.Size (real >> float32))
        | DType.Float64 -> NDArray.owning shape (Array.init shape.Size real)
        | DType.Int32 -> NDArray.owning shape (Array.init shape.Size (real >> int))
        | DType.Bool -> NDArray.owning shape (Array.init shape.Size (fun _ -> rng.Next 2 = 0))

    let private any dtype sizes = between -3.0 3.0 dtype sizes

    /// Not 0, and above it: whatever may stand under a fraction, and be a base.
    let private positive dtype sizes = between 1.0 4.0 dtype sizes

    let private places limit sizes = between 0.0 (float limit) DType.Int32 sizes

    let private case op (operands: (Random -> NDArray) list) = {
        Op = op
        Operands = fun rng -> [| for draw in operands -> draw rng |]
    }

    let elementwise (a: int list) (b: int list) = [
        let unary op operand = case (Primitive.Elementwise op) [ operand ]
        let binary op draw = case (Primitive.Elementwise op) [ draw a; draw b ]

        for f in all<Unary> do
            let info = Elementwise.unaryInfo f

            for dtype in floats do
                unary (Elementwise.Unary f) (between info.Low info.High dtype a)

        for f in
            [
                Unary.Negate
                Unary.Abs
                Unary.Sign
                Unary.Square
                Unary.Relu
                Unary.Floor
                Unary.Ceiling
                Unary.Round
            ] do
            unary (Elementwise.Unary f) (any DType.Int32 a)

        for f in all<Binary> do
            for dtype in (if f = Binary.Atan2 then floats else numbers) do
                binary (Elementwise.Binary f) (positive dtype)

        for c in all<Comparison> do
            for dtype in (if c = Comparison.Equal || c = Comparison.NotEqual then types else numbers) do
                binary (Elementwise.Compare c) (between -1.0 2.0 dtype)

        for l in all<Logic> do
            binary (Elementwise.Logic l) (any DType.Bool)

        unary Elementwise.Not (any DType.Bool a)

        for dtype in types do
            case (Primitive.Elementwise Elementwise.Select) [ any DType.Bool b; any dtype a; any dtype b ]

            for target in types do
                unary (Elementwise.Cast target) (any dtype a)
    ]

    let reductions (sizes: int list) (axes: int list) = [
        let axes = Array.ofList axes
        let over op dtypes = [ for dtype in dtypes -> case (Primitive.Reduction op) [ any dtype sizes ] ]

        yield! over (Reduction.Sum axes) numbers
        yield! over (Reduction.Max axes) numbers
        yield! over (Reduction.Min axes) numbers
        yield! over (Reduction.LogSumExp axes) floats

        for axis in 0 .. sizes.Length - 1 do
            yield! over (Reduction.ArgMax axis) numbers
            yield! over (Reduction.ArgMin axis) numbers
            yield! over (Reduction.Softmax axis) floats

            for flag in [ false; true ] do
                yield! over (Reduction.CumulativeSum(axis, flag)) numbers
                yield! over (Reduction.Sort(axis, flag)) numbers
    ]

    let shaping (rng: Random) (sizes: int list) (larger: Shape) = [
        let rank = sizes.Length
        let size = Draws.sizeOf sizes

        let slice n =
            let step = 1 + rng.Next 2
            let start = rng.Next(n + 1)
            { Start = start; Size = (n - start + step - 1) / step; Step = step }

        let pad _ = { Before = rng.Next 3; After = rng.Next 3; Interior = rng.Next 3 }

        let ops = [
            Shaping.Broadcast larger
            Shaping.Reshape(Shape [| 1; size |])
            Shaping.Transpose(Draws.order rng rank)
            Shaping.Slice [| for n in sizes -> slice n |]
            Shaping.Pad(Array.init rank pad)
            Shaping.Reverse(Draws.axes rng sizes |> Array.ofList)
        ]

        for dtype in types do
            for op in ops do
                case (Primitive.Shaping op) [ any dtype sizes ]

            case (Primitive.Control Control.StopGradient) [ any dtype sizes ]

            for axis in 0 .. rank - 1 do
                let part n = any dtype (List.updateAt axis n sizes)
                case (Primitive.Shaping(Shaping.Concatenate axis)) [ part 2; part 0; part 3 ]
    ]

    let products (batchA: int list) (batchB: int list) (m: int, k: int, n: int) = [
        for dtype in floats do
            for transposeA in [ false; true ] do
                for transposeB in [ false; true ] do
                    let a = if transposeA then [ k; m ] else [ m; k ]
                    let b = if transposeB then [ n; k ] else [ k; n ]

                    case (Primitive.LinearAlgebra(LinearAlgebra.MatMul(transposeA, transposeB))) [
                        any dtype (batchA @ a)
                        any dtype (batchB @ b)
                    ]
    ]

    /// A convolution of [batch; size; size; channels] with filters × filters windows, its two gradients, and poolings with theirs.
    let convolutions window groups (batch, size, channels, side, filters) = [
        for dtype in floats do
            let images = any dtype [ batch; size; size; channels ]
            let filter = any dtype [ side; side; channels / groups; filters ]
            let shapeOf (draw: Random -> NDArray) = (draw (Random 0)).Shape
            let forward = Convolution.Forward(window, groups)

            let y =
                Convolution.infer forward [| (images (Random 0)).Spec; (filter (Random 0)).Spec |]
                |> Array.exactlyOne

            let gradient = any dtype (List.ofSeq y.Shape)
            case (Primitive.Convolution forward) [ images; filter ]

            case (Primitive.Convolution(Convolution.InputGradient(window, groups, shapeOf images))) [ gradient; filter ]

            case (Primitive.Convolution(Convolution.FilterGradient(window, groups, shapeOf filter))) [
                images
                gradient
            ]

            let undilated = { window with Dilation = struct (1, 1) }
            let pool = struct (side, side)
            let pooling op operands = case (Primitive.Pooling op) operands
            pooling (Pooling.Max(undilated, pool)) [ images ]
            pooling (Pooling.MaxAlone(undilated, pool)) [ images ]
            pooling (Pooling.Sum(undilated, pool)) [ images ]

            let pooled =
                Pooling.infer (Pooling.Sum(undilated, pool)) [| (images (Random 0)).Spec |] |> Array.exactlyOne

            let sizes = List.ofSeq pooled.Shape
            let input = shapeOf images
            pooling (Pooling.SumGradient(undilated, pool, input)) [ any dtype sizes ]
            pooling (Pooling.MaxGradient(undilated, pool, input)) [ any dtype sizes; places input.Size sizes ]
    ]

    let indexing (sizes: int list) (indices: int list) = [
        for dtype in numbers do
            for axis in 0 .. sizes.Length - 1 do
                let size = sizes[axis]
                let along = List.updateAt axis 4 sizes
                let gathered = sizes[.. axis - 1] @ indices @ sizes[axis + 1 ..]
                let op op values indices = case (Primitive.Indexing op) [ any dtype values; places size indices ]
                op (Indexing.Gather axis) sizes indices
                op (Indexing.ScatterAdd(axis, size)) gathered indices
                op (Indexing.GatherAlong axis) sizes along
                op (Indexing.ScatterAddAlong(axis, size)) along along
    ]

    let sampling (sizes: int list) = [
        let key = between -1e9 1e9 DType.Int32 [ 2 ]
        case (Primitive.Sampling(Sampling.Split 3)) [ key ]
        case (Primitive.Sampling Sampling.FoldIn) [ key; any DType.Int32 [] ]

        for dtype in floats do
            let shape = Shape.ofSeq sizes
            case (Primitive.Sampling(Sampling.Uniform(shape, dtype))) [ key ]
            case (Primitive.Sampling(Sampling.Normal(shape, dtype))) [ key ]
            case (Primitive.Sampling(Sampling.TruncatedNormal(shape, dtype, -1.0, 2.0))) [ key ]
    ]

    let recurrentCells batch units = [
        for dtype in floats do
            let cell op widths =
                case (Primitive.RecurrentCell op) [ for width in widths -> any dtype [ batch; width * units ] ]

            cell RecurrentCell.Lstm [ 4; 4; 1 ]
            cell RecurrentCell.LstmGradient [ 4; 1; 1; 1; 1 ]
            cell RecurrentCell.Gru [ 3; 3; 1 ]
            cell RecurrentCell.GruGradient [ 3; 3; 1; 1 ]
    ]

    /// Recurrences: a cell, of which one result mixes its rows, and one whose rows go apart if there are many; carried values that change places, stay, or go on under another shape; results that are inputs,
    /// carried values, or a number.
    let scans steps batch width = [
        for dtype in floats do
            for backwards in [ false; true ] do
                let scan carried sequences fixedOnes step =
                    let spec sizes = { Shape = Shape.ofSeq sizes; DType = dtype }
                    let count = List.length carried

                    let body, captured =
                        [| for sizes in carried @ sequences @ fixedOnes -> spec sizes |]
                        |> Bodies.trace (step >> Array.ofList)

                    if captured.Length > 0 then
                        failwith "The step should read its inputs only."

                    let control =
                        Control.Scan {
                            Body = body
                            Carries = count
                            Sequences = List.length sequences
                            Steps = steps
                            Backwards = backwards
                        }

                    case (Primitive.Control control) [
                        for sizes in carried do
                            any dtype sizes
                        for sizes in sequences do
                            any dtype (steps :: sizes)
                        for sizes in fixedOnes do
                            any dtype sizes
                    ]

                let vector = [ batch; width ]

                scan [ vector ] [ vector ] [ [ width; width ]; [ width ] ] (fun x ->
                    let h = tanh (Tensor.matmul x[0] x[2] + x[1] + x[3])
                    [ h; h; Tensor.sum h ])

                scan [ vector ] [ vector ] [ [ width; width ] ] (fun x ->
                    let h = tanh (Tensor.matmul x[0] x[2] + x[1])
                    [ h; x[0] * h ])

                scan [ vector; vector; vector ] [ vector ] [] (fun x -> [
                    x[1]
                    x[0] + x[3]
                    x[2]
                    x[0]
                    x[3]
                    Tensor.number dtype 2.0
                ])

                scan [ vector; [ width; batch ] ] [ vector ] [] (fun x ->
                    let turned = Tensor.reshape [ width; batch ] x[0]
                    let back = Tensor.reshape vector x[1]
                    [ back; turned; back * x[2]; Tensor.stopGradient turned ])
    ]
