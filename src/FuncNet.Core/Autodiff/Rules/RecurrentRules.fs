namespace FuncNet

/// Derivatives of the cells of recurrences.
module internal RecurrentRules =

    let private apply op operands = Tensor.ApplyAll(Primitive.RecurrentCell op, operands)

    /// The parts of rows of gates.
    let private parts count (gates: Tensor) =
        let units = gates.Shape[1] / count
        Array.init count (fun i -> Tensor.narrow 1 (i * units) units gates)

    /// What a cell computes, in operations on single elements: its derivatives of higher order are theirs.
    let composition op (x: Tensor[]) : Tensor[] =
        match op with
        | RecurrentCell.Lstm ->
            let z = parts 4 (x[0] + x[1])
            let i, f, g, o = Tensor.sigmoid z[0], Tensor.sigmoid z[1], tanh z[2], Tensor.sigmoid z[3]
            let next = f * x[2] + i * g
            [| o * tanh next; next; Tensor.concatenate 1 [ i; f; g; o ]; tanh next |]
        | RecurrentCell.LstmGradient ->
            let gates, tanh, c, dh = parts 4 x[0], x[1], x[2], x[3]
            let i, f, g, o = gates[0], gates[1], gates[2], gates[3]
            let e = x[4] + dh * o * (1.0 - tanh * tanh)

            [|
                Tensor.concatenate 1 [
                    e * g * (i * (1.0 - i))
                    e * c * (f * (1.0 - f))
                    e * i * (1.0 - g * g)
                    dh * tanh * (o * (1.0 - o))
                ]
                e * f
            |]
        | RecurrentCell.Gru ->
            let x, s, h = parts 3 x[0], parts 3 x[1], x[2]
            let r, z = Tensor.sigmoid (x[0] + s[0]), Tensor.sigmoid (x[1] + s[1])
            let n = tanh (x[2] + r * s[2])
            [| n + z * (h - n); Tensor.concatenate 1 [ r; z; n ] |]
        | RecurrentCell.GruGradient ->
            let gates, s, h, d = parts 3 x[0], parts 3 x[1], x[2], x[3]
            let r, z, n = gates[0], gates[1], gates[2]
            let e = d * (1.0 - z) * (1.0 - n * n)
            let dr, dz = e * s[2] * (r * (1.0 - r)), d * (h - n) * (z * (1.0 - z))
            [| Tensor.concatenate 1 [ dr; dz; e ]; Tensor.concatenate 1 [ dr; dz; e * r ]; d * z |]

    /// The gradients of the operands from those of the states, if a cell has no others: kernels give them in one pass.
    let tryGradient op (x: Tensor[]) (y: Tensor[]) (gradients: Tensor voption[]) : Tensor[] voption =
        let given i = gradients[i] |> ValueOption.defaultWith (fun () -> Tensor.zerosLike y[i])

        match op with
        | RecurrentCell.Lstm when gradients[2].IsNone && gradients[3].IsNone ->
            let d = apply RecurrentCell.LstmGradient [| y[2]; y[3]; x[2]; given 0; given 1 |]
            ValueSome [| d[0]; d[0]; d[1] |]
        | RecurrentCell.Gru when gradients[1].IsNone ->
            ValueSome(apply RecurrentCell.GruGradient [| y[1]; x[1]; x[2]; given 0 |])
        | RecurrentCell.Lstm
        | RecurrentCell.LstmGradient
        | RecurrentCell.Gru
        | RecurrentCell.GruGradient -> ValueNone
