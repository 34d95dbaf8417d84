namespace FuncNet

open FuncNet.Kernels

/// One step of a recurrence whose states are [batch; units], and what its derivative needs. The gates, n of them, are [batch; n·units].
[<RequireQualifiedAccess>]
type RecurrentCell =
    /// The long short-term memory: from what the input and the state give to the gates, and the cells c; four results:
    /// h = o·tanh c′, c′ = f·c + i·g, the gates i, f, g, o = σ, σ, tanh, σ of the sum, and tanh c′.
    | Lstm
    /// The gradients of the sum and of c, from the gates, tanh c′, c, and the gradients of h and c′.
    | LstmGradient
    /// The gated recurrent unit: from what the input x and the state s give to the gates, and the state h; two results:
    /// h′ = n + z·(h − n), and the gates r, z = σ(x + s), n = tanh(x + r·s).
    | Gru
    /// The gradients of x, s and h, from the gates, s, h, and the gradient of h′.
    | GruGradient

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal RecurrentCell =

    let name op =
        match op with
        | RecurrentCell.Lstm -> "LstmCell"
        | RecurrentCell.LstmGradient -> "LstmCellGradient"
        | RecurrentCell.Gru -> "GruCell"
        | RecurrentCell.GruGradient -> "GruCellGradient"

    /// For each operand and each result, how many times the units its rows are long.
    let private widths op =
        match op with
        | RecurrentCell.Lstm -> [| 4; 4; 1 |], [| 1; 1; 4; 1 |]
        | RecurrentCell.LstmGradient -> [| 4; 1; 1; 1; 1 |], [| 4; 1 |]
        | RecurrentCell.Gru -> [| 3; 3; 1 |], [| 1; 3 |]
        | RecurrentCell.GruGradient -> [| 3; 3; 1; 1 |], [| 3; 3; 1 |]

    let infer op (x: TensorSpec[]) =
        let state = Array.last x
        let operands, results = widths op

        if state.Shape.Rank <> 2 || not state.DType.IsFloat then
            Errors.shape "%s: the state must be [batch; units] of a float type; it is %O." (name op) state

        let times width = { state with Shape = Shape(state.Shape[0], width * state.Shape[1]) }

        for width, operand in Seq.zip operands x do
            if operand <> times width then
                Errors.shape
                    "%s: for the state %O an operand must be %O; it is %O."
                    (name op)
                    state
                    (times width)
                    operand

        results |> Array.map times

    let private over<'T
        when 'T: unmanaged
        and 'T: (new: unit -> 'T)
        and 'T: struct
        and 'T :> System.ValueType
        and 'T :> System.Numerics.IBinaryFloatingPointIeee754<'T>>
        op
        (x: NDArray[])
        (y: NDArray[])
        : unit -> unit =
        let shape = (Array.last x).Shape
        let batch, units = shape[0], shape[1]

        match op with
        | RecurrentCell.Lstm ->
            fun () ->
                LstmCell.Forward(
                    batch,
                    units,
                    x[0].AsSpan<'T>(),
                    x[1].AsSpan<'T>(),
                    x[2].AsSpan<'T>(),
                    y[0].Target(),
                    y[1].Target(),
                    y[2].Target(),
                    y[3].Target()
                )
        | RecurrentCell.LstmGradient ->
            fun () ->
                LstmCell.Gradient(
                    batch,
                    units,
                    x[0].AsSpan<'T>(),
                    x[1].AsSpan<'T>(),
                    x[2].AsSpan<'T>(),
                    x[3].AsSpan<'T>(),
                    x[4].AsSpan<'T>(),
                    y[0].Target(),
                    y[1].Target()
                )
        | RecurrentCell.Gru ->
            fun () ->
                GruCell.Forward(
                    batch,
                    units,
                    x[0].AsSpan<'T>(),
                    x[1].AsSpan<'T>(),
                    x[2].AsSpan<'T>(),
                    y[0].Target(),
                    y[1].Target()
                )
        | RecurrentCell.GruGradient ->
            fun () ->
                GruCell.Gradient(
                    batch,
                    units,
                    x[0].AsSpan<'T>(),
                    x[1].AsSpan<'T>(),
                    x[2].AsSpan<'T>(),
                    x[3].AsSpan<'T>(),
                    y[0].Target(),
                    y[1].Target(),
                    y[2].Target()
                )

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray[]) (y: NDArray[]) : unit -> unit =
        match y[0].DType with
        | DType.Float32 -> over<float32> op x y
        | DType.Float64
        | DType.Int32
        | DType.Bool -> over<float> op x y
