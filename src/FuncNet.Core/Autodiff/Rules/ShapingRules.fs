namespace FuncNet

/// Derivatives of the operations that move elements: each takes the gradient back to where its element came from.
module internal ShapingRules =

    let private shaping op (x: Tensor) = x.Rearrange op

    let private inverse (permutation: int[]) =
        Array.init permutation.Length (fun axis -> Array.findIndex ((=) axis) permutation)

    let private padBack size (r: SliceRange) =
        if r.Size = 0 then
            { Before = size; After = 0; Interior = 0 }
        else
            { Before = r.Start; After = size - (r.Start + (r.Size - 1) * r.Step + 1); Interior = r.Step - 1 }

    let private sliceBack size (r: PadRange) = { Start = r.Before; Size = size; Step = r.Interior + 1 }

    let pullback op (x: Tensor[]) (g: Tensor) operand =
        let shape = x[operand].Shape

        match op with
        | Shaping.Broadcast _ -> Tensor.sumTo shape g
        | Shaping.Reshape _ -> Tensor.reshape shape g
        | Shaping.Transpose permutation -> shaping (Shaping.Transpose(inverse permutation)) g
        | Shaping.Slice ranges -> shaping (Shaping.Pad(ranges |> Array.mapi (fun axis r -> padBack shape[axis] r))) g
        | Shaping.Pad ranges -> shaping (Shaping.Slice(ranges |> Array.mapi (fun axis r -> sliceBack shape[axis] r))) g
        | Shaping.Reverse axes -> shaping (Shaping.Reverse axes) g
        | Shaping.Concatenate axis ->
            let start = x |> Seq.take operand |> Seq.sumBy (fun part -> part.Shape[axis])
            Tensor.narrow axis start shape[axis] g
