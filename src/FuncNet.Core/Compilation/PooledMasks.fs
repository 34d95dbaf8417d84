namespace FuncNet

open System.Collections.Generic

/// The gradient of what is pooled, where that is over 0 and else 0, as the derivative of ReLU has it: maxima are over 0 where their
/// places are, and all other gradients are 0 already. So it is the gradient of the maxima that is masked, of which there are fewer.
[<RequireQualifiedAccess>]
module internal PooledMasks =

    let private isZero operand =
        match operand with
        | Operand.Constant tensor when tensor.Rank = 0 && tensor.Form.IsConcrete ->
            match tensor.DType with
            | DType.Float32 -> System.BitConverter.SingleToInt32Bits(tensor.Value.AsSpan<float32>()[0]) = 0
            | DType.Float64 -> System.BitConverter.DoubleToInt64Bits(tensor.Value.AsSpan<float>()[0]) = 0L
            | DType.Int32
            | DType.Bool -> false
        | Operand.Constant _
        | Operand.Slot _ -> false

    let program (program: Program) : Program =
        let writers = Dictionary<int, Entry>()

        for entry in program.Entries do
            for k in 0 .. entry.Outputs.Length - 1 do
                writers[entry.First + k] <- entry

        let writer operand =
            match operand with
            | Operand.Slot slot ->
                match writers.TryGetValue slot with
                | true, entry -> ValueSome entry
                | _ -> ValueNone
            | Operand.Constant _ -> ValueNone

        let readers =
            Seq.append (program.Entries |> Seq.collect _.Operands) program.Outputs
            |> Seq.countBy Reading
            |> dict

        /// A selection that masks the gradient of a pooling, by what is pooled: its comparison, the gradient and the pooling.
        let masked (entry: Entry) =
            match entry.Primitive with
            | Primitive.Elementwise Elementwise.Select when isZero entry.Operands[2] ->
                match writer entry.Operands[0], writer entry.Operands[1] with
                | ValueSome({ Primitive = Primitive.Elementwise(Elementwise.Compare Comparison.Greater) } as over),
                  ValueSome({ Primitive = Primitive.Pooling(Pooling.MaxGradient _) } as gradient) when
                    isZero over.Operands[1]
                    && gradient.Outputs[0].Spec = entry.Outputs[0].Spec
                    && readers[Reading entry.Operands[1]] = 1
                    ->
                    match writer gradient.Operands[1] with
                    | ValueSome({ Primitive = Primitive.Pooling(Pooling.Max _) } as pooling) when
                        Reading(pooling.Operands[0]) = Reading(over.Operands[0])
                        ->
                        ValueSome(struct (over, gradient, pooling))
                    | _ -> ValueNone
                | _ -> ValueNone
            | _ -> ValueNone

        let found = Dictionary<int, struct (Entry * Entry * Entry)>()

        for entry in program.Entries do
            match masked entry with
            | ValueSome parts -> found[entry.First] <- parts
            | ValueNone -> ()

        let moved = HashSet(found.Values |> Seq.map (fun struct (_, gradient, _) -> gradient.First))

        let rewriting = Rewriting program

        for entry in program.Entries do
            match found.TryGetValue entry.First with
            | true, struct (over, gradient, pooling) ->
                let maxima = pooling.Outputs[0]
                let condition = Tape.Program([| { maxima.Spec with DType = DType.Bool } |]).Inputs
                // Nobody reads the place of the old gradient any more: the mask stands there, and then what is masked.
                let place = gradient.First

                rewriting.Add(
                    {
                        over with
                            Operands = [| Operand.Slot pooling.First; over.Operands[1] |]
                            Inputs = [||]
                            Outputs = condition
                    },
                    [| place |]
                )

                rewriting.Add(
                    {
                        entry with
                            Operands = [| Operand.Slot place; gradient.Operands[0]; entry.Operands[2] |]
                            Inputs = [||]
                            Outputs = [| maxima |]
                    },
                    [| place |]
                )

                rewriting.Add(
                    { gradient with Operands = [| Operand.Slot place; gradient.Operands[1] |]; Inputs = [||] },
                    [| entry.First |]
                )
            | _ ->
                if not (moved.Contains entry.First) then
                    rewriting.Keep entry

        rewriting.Program
