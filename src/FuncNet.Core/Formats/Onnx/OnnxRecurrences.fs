namespace FuncNet

/// Operators of ONNX that go along a sequence [time; batch; features], in operations of tensors.
module internal OnnxRecurrences =

    type private Operation = OnnxCall -> Tensor list

    /// The parts of the last axis in another order, the axis before it in its place.
    let private gates (order: int list) (weights: Tensor) =
        let axis = weights.Rank - 1
        let size = weights.Shape[axis] / order.Length
        Tensor.concatenate axis [ for gate in order -> Tensor.narrow axis (gate * size) size weights ]

    /// What a recurrence carries, and one step of it from what the input gives to its gates: weights of the state, bias of the state.
    [<NoComparison; NoEquality>]
    type private Cell = {
        Gates: int
        Order: int list
        Carried: int
        Step: Tensor -> Tensor option -> Tensor -> Tensor[] -> Tensor[]
    }

    let private cellOp op operands = Tensor.ApplyAll(Primitive.RecurrentCell op, operands)
    let private biased (bias: Tensor option) (x: Tensor) = bias |> Option.fold (+) x

    let private lstm = {
        Gates = 4
        // Theirs are i, o, f, c; ours are i, f, c, o.
        Order = [ 0; 2; 3; 1 ]
        Carried = 2
        Step =
            fun r bias x carried ->
                let fromState = biased bias (Tensor.matmul carried[0] r)
                cellOp RecurrentCell.Lstm [| x; fromState; carried[1] |] |> Array.truncate 2
    }

    let private gru resetsAfter = {
        Gates = 3
        // Theirs are z, r, h; ours are r, z, h.
        Order = [ 1; 0; 2 ]
        Carried = 1
        Step =
            fun r bias x carried ->
                let h = carried[0]

                if resetsAfter then
                    cellOp RecurrentCell.Gru [| x; biased bias (Tensor.matmul h r); h |] |> Array.truncate 1
                else
                    let units = h.Shape[1]
                    let part i (t: Tensor) = Tensor.narrow (t.Rank - 1) (i * units) units t
                    let weights first count = Tensor.narrow 1 (first * units) (count * units) r
                    let biasOf first count = bias |> Option.map (Tensor.narrow 0 (first * units) (count * units))
                    let open' = biased (biasOf 0 2) (Tensor.matmul h (weights 0 2)) + Tensor.narrow 1 0 (2 * units) x
                    let reset, update = Tensor.sigmoid (part 0 open'), Tensor.sigmoid (part 1 open')
                    let candidate = tanh (part 2 x + biased (biasOf 2 1) (Tensor.matmul (reset * h) (weights 2 1)))
                    [| candidate + update * (h - candidate) |]
    }

    let private simple activation = {
        Gates = 1
        Order = [ 0 ]
        Carried = 1
        Step = fun r bias x carried -> [| activation (x + biased bias (Tensor.matmul carried[0] r)) |]
    }

    /// The results of all steps [time; batch; units] and the last values carried, in one direction.
    let private oneWay
        (cell: Cell)
        backwards
        (x: Tensor)
        (mask: Tensor option)
        w
        r
        (biasOfInput: Tensor option)
        biasOfState
        initial
        =
        let time, batch, features = x.Shape[0], x.Shape[1], x.Shape[2]
        let rows = Tensor.reshape [ time * batch; features ] x
        let projected = Tensor.matmul rows w |> biased biasOfInput
        let projected = Tensor.reshape [ time; batch; projected.Shape[1] ] projected

        let step (carried: Tensor[]) (inputs: Tensor[]) =
            let next = cell.Step r biasOfState inputs[0] carried
            let next = if mask.IsSome then Array.map2 (Tensor.where inputs[1]) next carried else next
            next, [| next[0] |]

        let scan = if backwards then Tensor.scanBack else Tensor.scan
        let last, all = scan step initial [| projected; yield! Option.toArray mask |]

        match mask with
        | Some mask -> Tensor.where mask all[0] (Tensor.number x.DType 0.0), last
        | None -> all[0], last

    let private recurrence (cellOf: OnnxCall -> int -> Cell) (call: OnnxCall) : Tensor list =
        let x = OnnxCall.input call 0
        let w, r = OnnxCall.input call 1, OnnxCall.input call 2

        for setting in [ "clip"; "activation_alpha"; "activation_beta" ] do
            if (OnnxCall.attribute call setting).IsSome then
                OnnxCall.fail call $"its attribute '{setting}' is not readable."

        OnnxCall.expect call "layout" 0 (OnnxCall.int call "layout" 0)
        OnnxCall.expect call "input_forget" 0 (OnnxCall.int call "input_forget" 0)

        if (OnnxCall.optional call 7).IsSome then
            OnnxCall.fail call "it has peepholes, which are not readable."

        let directions =
            match OnnxCall.text call "direction" "forward" with
            | "forward" -> [ false ]
            | "reverse" -> [ true ]
            | "bidirectional" -> [ false; true ]
            | other -> OnnxCall.fail call $"its direction is {other}; forward, reverse and bidirectional are readable."

        let count = directions.Length
        let first = cellOf call 0

        if x.Rank <> 3 || w.Rank <> 3 || r.Rank <> 3 || x.Shape[0] = 0 then
            OnnxCall.fail
                call
                $"sequences [time; batch; features] and weights of 3 axes are expected; they are {x.Shape}, {w.Shape} and {r.Shape}."

        let units = r.Shape[2]

        let fits =
            w.Shape = Shape(count, first.Gates * units, x.Shape[2])
            && r.Shape = Shape(count, first.Gates * units, units)
            && units > 0

        if not fits then
            OnnxCall.fail call $"its weights {w.Shape} and {r.Shape} do not fit {count} directions over {x.Shape}."

        let bias = OnnxCall.optional call 3

        match bias with
        | Some bias when bias.Shape <> Shape(count, 2 * first.Gates * units) ->
            OnnxCall.fail call $"its bias is {bias.Shape}; [{count}; {2 * first.Gates * units}] is expected."
        | _ -> ()

        let mask =
            OnnxCall.optional call 4
            |> Option.map (fun lengths ->
                if lengths.Shape <> Shape x.Shape[1] || lengths.DType <> DType.Int32 then
                    OnnxCall.fail
                        call
                        $"a length for each of the {x.Shape[1]} samples is expected; they are {lengths.Spec}."

                OnnxCall.require call [ int64 x.Shape[0]; int64 x.Shape[1] ]
                Tensor.less (Tensor.iota [ x.Shape[0]; x.Shape[1]; 1 ] 0) (Tensor.expandAxis 1 lengths))

        let directionOf (tensor: Tensor) (d: int) : Tensor = tensor[d]

        let results =
            directions
            |> List.mapi (fun d backwards ->
                let cell = cellOf call d
                let ordered = gates cell.Order

                let half which =
                    bias
                    |> Option.map (fun bias ->
                        Tensor.narrow 0 (which * cell.Gates * units) (cell.Gates * units) (directionOf bias d)
                        |> ordered)

                let initial =
                    Array.init cell.Carried (fun k ->
                        match OnnxCall.optional call (5 + k) with
                        | Some state -> directionOf state d
                        | None -> Tensor.full x.DType [ x.Shape[1]; units ] 0.0)

                let turned (weights: Tensor) = Tensor.transpose (directionOf weights d) |> ordered
                oneWay cell backwards x mask (turned w) (turned r) (half 0) (half 1) initial)

        [
            results |> List.map fst |> Tensor.stack 1

            for k in 0 .. first.Carried - 1 do
                results |> List.map (fun (_, last) -> last[k]) |> Tensor.stack 0
        ]

    /// The activations that a recurrence must have, gate by gate, if it names any.
    let private expectActivations call (names: string list) =
        let given = OnnxCall.texts call "activations"
        let expected = Seq.init given.Length (fun i -> names[i % names.Length]) |> Seq.toArray

        if given <> expected then
            OnnxCall.fail
                call
                $"""its activations are {String.concat ", " given}; {String.concat ", " names} are readable."""

    let private simpleCell call d =
        let names = OnnxCall.texts call "activations"

        match (if d < names.Length then names[d] else "Tanh") with
        | "Tanh" -> simple tanh
        | "Sigmoid" -> simple Tensor.sigmoid
        | "Relu" -> simple Tensor.relu
        | "Softplus" -> simple Tensor.softplus
        | "Softsign" -> simple Activation.softsign
        | other ->
            OnnxCall.fail call $"its activation is {other}; Tanh, Sigmoid, Relu, Softplus and Softsign are readable."

    /// A graph repeated along the first axis of sequences.
    let private scan (call: OnnxCall) : Tensor list =
        let body = OnnxCall.graph call "body"
        let all = OnnxCall.inputs call
        let sequences = OnnxCall.int call "num_scan_inputs" 0

        if
            sequences < 1
            || sequences > all.Length
            || body.Inputs.Length <> all.Length
            || body.Outputs.Length < all.Length - sequences
        then
            OnnxCall.fail
                call
                $"{sequences} sequences among {all.Length} inputs do not fit a body of {body.Inputs.Length} inputs and {body.Outputs.Length} results."

        for setting in [ "scan_input_axes"; "scan_output_axes" ] do
            if OnnxCall.ints call setting [||] |> Array.exists (fun axis -> axis <> 0) then
                OnnxCall.fail call "sequences along another axis than the first are not readable."

        let carries = all.Length - sequences
        let results = body.Outputs.Length - carries
        let directions name count = OnnxCall.ints call name (Array.create count 0)

        match
            Array.append (directions "scan_input_directions" sequences) (directions "scan_output_directions" results)
            |> Array.distinct
        with
        | [| direction |] ->
            let initial, sequences = List.splitAt carries all

            let step (carried: Tensor[]) (inputs: Tensor[]) =
                call.Body body [ yield! carried; yield! inputs ] |> List.toArray |> Array.splitAt carries

            let scan = if direction = 1 then Tensor.scanBack else Tensor.scan
            let last, all = scan step (List.toArray initial) (List.toArray sequences)
            [ yield! last; yield! all ]
        | _ -> OnnxCall.fail call "sequences in several directions are not readable."

    let operators: (string * Operation) list = [
        "LSTM",
        recurrence (fun call _ ->
            expectActivations call [ "Sigmoid"; "Tanh"; "Tanh" ]
            lstm)
        "GRU",
        recurrence (fun call _ ->
            expectActivations call [ "Sigmoid"; "Tanh" ]
            gru (OnnxCall.flag call "linear_before_reset" false))
        "RNN", recurrence simpleCell
        "Scan", scan
    ]
