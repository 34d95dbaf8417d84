namespace FuncNet

/// Operators of ONNX along axes, and products, in operations of tensors.
module internal OnnxReductions =

    type private Operation = OnnxCall -> Tensor list

    let private one (f: OnnxCall -> Tensor) : Operation = fun call -> [ f call ]

    /// A reduction over axes named in an attribute or an input; all of them if none is named.
    let private over (f: int list -> Tensor -> Tensor) : Operation =
        one (fun call ->
            let x = OnnxCall.input call 0

            let axes =
                match OnnxCall.axes call 1 with
                | Some [||]
                | None when OnnxCall.flag call "noop_with_empty_axes" false -> []
                | Some [||]
                | None -> [ 0 .. x.Rank - 1 ]
                | Some axes -> OnnxCall.axesOf call x.Rank axes

            if axes.IsEmpty then
                x
            else
                let y = f axes x
                if OnnxCall.flag call "keepdims" true then Tensor.keepAxes axes x y else y)

    let private product (axes: int list) (x: Tensor) =
        axes
        |> List.rev
        |> List.fold
            (fun (x: Tensor) axis ->
                if x.Shape[axis] > 4096 then
                    Errors.shape "ReduceProd: axis %d of %O is longer than 4,096." axis x.Shape

                let kept =
                    Tensor.reshape [
                        for i in 0 .. x.Rank - 1 do
                            if i <> axis then
                                x.Shape[i]
                    ]

                [ for i in 0 .. x.Shape[axis] - 1 -> kept (Tensor.narrow axis i 1 x) ]
                |> function
                    | [] ->
                        Tensor.full
                            x.DType
                            [
                                for i in 0 .. x.Rank - 1 do
                                    if i <> axis then
                                        x.Shape[i]
                            ]
                            1.0
                    | parts -> List.reduce (*) parts)
            x

    let private place (find: int -> Tensor -> Tensor) : Operation =
        one (fun call ->
            let x = OnnxCall.input call 0
            let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" 0)
            OnnxCall.expect call "select_last_index" 0 (OnnxCall.int call "select_last_index" 0)
            let y = find axis x
            if OnnxCall.flag call "keepdims" true then Tensor.keepAxes [ axis ] x y else y)

    /// Along one axis; before version 13 along all axes from that one on, as if they were one.
    let private normalized (f: int -> Tensor -> Tensor) : Operation =
        one (fun call ->
            let x = OnnxCall.input call 0

            if call.Opset >= 13L then
                f (OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" -1)) x
            else
                let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" 1)
                let rows = [ Shape.sizeBetween 0 axis x.Shape; Shape.sizeBetween axis x.Rank x.Shape ]
                Tensor.reshape rows x |> f 1 |> Tensor.reshape x.Shape)

    let private cumulative call =
        let x = OnnxCall.input call 0

        match OnnxCall.number call 1 with
        | None -> OnnxCall.fail call "it names no axis."
        | Some axis ->
            let axis = OnnxCall.axisOf call x.Rank (int axis)
            let turned = if OnnxCall.flag call "reverse" false then Tensor.reverse [ axis ] else id
            let sums = turned x |> Tensor.cumulativeSum axis

            let sums =
                if OnnxCall.flag call "exclusive" false && x.Shape[axis] > 0 then
                    let zeros = [ for i in 0 .. x.Rank - 1 -> if i = axis then 1, 0 else 0, 0 ]
                    Tensor.pad zeros (Tensor.narrow axis 0 (x.Shape[axis] - 1) sums)
                else
                    sums

            turned sums

    let private topK call =
        let x = OnnxCall.input call 0
        let axis = OnnxCall.axisOf call x.Rank (OnnxCall.int call "axis" -1)

        match OnnxCall.number call 1 with
        | Some k when k >= 0.0 && k <= float x.Shape[axis] ->
            let sort = if OnnxCall.flag call "largest" true then Tensor.sortDescending else Tensor.sort
            let values, places = sort axis x
            [ Tensor.narrow axis 0 (int k) values; Tensor.narrow axis 0 (int k) places ]
        | _ -> OnnxCall.fail call $"it takes a number of elements up to the {x.Shape[axis]} that there are."

    let private requireProduct call (a: Tensor) (b: Tensor) =
        OnnxCall.require call [ int64 a.Size; (if b.Rank > 0 then int64 b.Shape[b.Rank - 1] else 1L) ]

    let private matmul call =
        let a, b = OnnxCall.input call 0, OnnxCall.input call 1
        requireProduct call a b
        // Rows of a stack times one matrix are rows of one matrix.
        if a.Rank > 2 && b.Rank = 2 then
            let front = a.Shape.ToArray()[.. a.Rank - 2]
            let rows = Tensor.reshape [ Array.fold (*) 1 front; a.Shape[a.Rank - 1] ] a
            Tensor.matmul rows b |> Tensor.reshape [ yield! front; b.Shape[1] ]
        else
            Tensor.matmul a b

    let private gemm call =
        let a, b = OnnxCall.input call 0, OnnxCall.input call 1
        requireProduct call a b
        let scaled factor (x: Tensor) = if factor = 1.0 then x else factor * x

        let product =
            Tensor.matmulWith (OnnxCall.flag call "transA" false) (OnnxCall.flag call "transB" false) a b

        let product = scaled (OnnxCall.real call "alpha" 1.0) product

        match OnnxCall.optional call 2 with
        | Some c -> product + scaled (OnnxCall.real call "beta" 1.0) c
        | None -> product

    let private einsum call =
        let parts = OnnxCall.inputs call
        OnnxCall.require call (parts |> List.map (fun part -> int64 part.Size))
        Tensor.einsum ((OnnxCall.text call "equation" "").Replace(" ", "")) parts

    let operators: (string * Operation) list = [
        "ReduceSum", over Tensor.sumOver
        "ReduceMean", over Tensor.meanOver
        "ReduceMax", over Tensor.maxOver
        "ReduceMin", over Tensor.minOver
        "ReduceProd", over product
        "ReduceLogSumExp", over Tensor.logSumExpOver
        "ReduceLogSum", over (fun axes x -> log (Tensor.sumOver axes x))
        "ReduceSumSquare", over (fun axes x -> Tensor.sumOver axes (Tensor.square x))
        "ReduceL1", over (fun axes x -> Tensor.sumOver axes (abs x))
        "ReduceL2", over (fun axes x -> sqrt (Tensor.sumOver axes (Tensor.square x)))
        "ArgMax", place Tensor.argMax
        "ArgMin", place Tensor.argMin
        "Softmax", normalized Tensor.softmax
        "LogSoftmax", normalized Tensor.logSoftmax
        "CumSum", one cumulative
        "TopK", topK
        "MatMul", one matmul
        "Gemm", one gemm
        "Einsum", one einsum
    ]
