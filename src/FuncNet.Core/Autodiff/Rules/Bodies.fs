namespace FuncNet

open System.Collections.Generic

/// Functions of tensors as bodies of operations, and back.
[<RequireQualifiedAccess>]
module internal Bodies =

    /// The entries that the results depend on, in their order.
    let needed (entries: Entry seq) (results: Operand[]) =
        let wanted = HashSet<int>()

        let want operand =
            match operand with
            | Operand.Slot slot -> wanted.Add slot |> ignore
            | Operand.Constant _ -> ()

        Array.iter want results
        let kept = Stack<Entry>()

        for entry in Seq.rev entries do
            if Seq.exists wanted.Contains (seq { entry.First .. entry.First + entry.Outputs.Length - 1 }) then
                Array.iter want entry.Operands
                kept.Push entry

        Seq.toArray kept

    /// The operations on a program's tape that the results depend on. Tensors that they read beside the inputs become inputs
    /// too, behind the others; they are given back. Single numbers stay in the body.
    let ofTape (inputs: TensorSpec[]) (tape: Tape) (results: Tensor[]) : LoopBody * Tensor[] =
        let results = results |> Array.map (tape.Settle >> tape.Find)
        let entries = needed tape.Entries results
        let captured = ResizeArray<Tensor>()
        let places = Dictionary<Tensor, int>(HashIdentity.Reference)

        let capture operand =
            match operand with
            | Operand.Constant tensor when tensor.Rank > 0 || not tensor.Form.IsConcrete ->
                if places.TryAdd(tensor, inputs.Length + captured.Count) then
                    captured.Add tensor
            | _ -> ()

        for entry in entries do
            Array.iter capture entry.Operands

        Array.iter capture results

        // The places of the tape, closed up after the entries that are left out.
        let moved = Dictionary<int, int>()
        let mutable next = inputs.Length + captured.Count

        for entry in entries do
            for k in 0 .. entry.Outputs.Length - 1 do
                moved[entry.First + k] <- next + k

            next <- next + entry.Outputs.Length

        let source operand =
            match operand with
            | Operand.Slot slot when slot < inputs.Length -> Source.Slot slot
            | Operand.Slot slot -> Source.Slot moved[slot]
            | Operand.Constant tensor ->
                match places.TryGetValue tensor with
                | true, place -> Source.Slot place
                | _ -> Source.Number tensor.Value

        let steps =
            entries
            |> Array.map (fun entry -> {
                Primitive = entry.Primitive
                Operands = entry.Operands |> Array.map source
                First = moved[entry.First]
                Specs = entry.Outputs |> Array.map _.Spec
            })

        let captured = captured.ToArray()
        LoopBody(Array.append inputs (captured |> Array.map _.Spec), steps, results |> Array.map source), captured

    /// The body of a function, found by calling it once with tensors that have no numbers yet.
    let trace (f: Tensor[] -> Tensor[]) (inputs: TensorSpec[]) : LoopBody * Tensor[] =
        let tape = Tape.Program inputs
        ofTape inputs tape (f tape.Inputs)

    /// True for each input that the body reads.
    let reads (body: LoopBody) : bool[] =
        let used = Array.create body.Inputs.Length false

        let mark source =
            match source with
            | Source.Slot slot when slot < used.Length -> used[slot] <- true
            | _ -> ()

        for step in body.Steps do
            Array.iter mark step.Operands

        Array.iter mark body.Results
        used

    /// The body with other inputs, and its places moved.
    let private move (inputs: TensorSpec[]) moved (body: LoopBody) : LoopBody =
        let source source =
            match source with
            | Source.Slot slot -> Source.Slot(moved slot)
            | Source.Number _ -> source

        let step (step: Step) : Step = {
            step with
                Operands = step.Operands |> Array.map source
                First = moved step.First
        }

        LoopBody(inputs, body.Steps |> Array.map step, body.Results |> Array.map source)

    /// The body without inputs that it does not read.
    let keep (kept: bool[]) (body: LoopBody) : LoopBody =
        let position = Array.scan (fun n keeps -> if keeps then n + 1 else n) 0 kept
        let dropped = kept.Length - Array.last position
        let inputs = Array.zip body.Inputs kept |> Array.filter snd |> Array.map fst
        move inputs (fun slot -> if slot < kept.Length then position[slot] else slot - dropped) body

    /// The body with inputs behind the others for those of so many from a first one that are matrices by whose transposes it multiplies: it reads the
    /// transposes as they lie. Gives the inputs to be transposed too.
    let withTransposes first count (body: LoopBody) : LoopBody * int[] =
        let matrix (step: Step) =
            match step.Primitive, step.Operands with
            | Primitive.LinearAlgebra(LinearAlgebra.MatMul(transposeA, true)), [| a; Source.Slot b |] when
                first <= b && b < first + count && body.Inputs[b].Shape.Rank = 2
                ->
                Some(transposeA, a, b)
            | _ -> None

        let matrices = body.Steps |> Array.choose matrix |> Array.map (fun (_, _, b) -> b) |> Array.distinct
        let inputs = body.Inputs.Length

        let transposed b =
            let shape = body.Inputs[b].Shape
            { body.Inputs[b] with Shape = Shape(shape[1], shape[0]) }

        let widened =
            body
            |> move (Array.append body.Inputs (Array.map transposed matrices)) (fun slot ->
                if slot < inputs then slot else slot + matrices.Length)

        let step (step: Step) : Step =
            match matrix step with
            | Some(transposeA, a, b) -> {
                step with
                    Primitive = Primitive.LinearAlgebra(LinearAlgebra.MatMul(transposeA, false))
                    Operands = [| a; Source.Slot(inputs + Array.findIndex ((=) b) matrices) |]
              }
            | None -> step

        LoopBody(widened.Inputs, widened.Steps |> Array.map step, widened.Results), matrices

    /// The operations of a body done on tensors, as a tape would have them, and its results.
    let replay (body: LoopBody) (x: Tensor[]) : Entry[] * Tensor[] =
        let places = Array.append x (Array.zeroCreate<Tensor>(body.Slots - x.Length))

        let operand source =
            match source with
            | Source.Slot slot -> Operand.Slot slot, places[slot]
            | Source.Number number ->
                let tensor = Tensor.OfValue number
                Operand.Constant tensor, tensor

        let entries =
            body.Steps
            |> Array.map (fun step ->
                let operands, inputs = step.Operands |> Array.map operand |> Array.unzip
                let outputs = Tensor.ApplyAll(step.Primitive, inputs)
                outputs.CopyTo(places, step.First)

                {
                    Primitive = step.Primitive
                    Operands = operands
                    Inputs = inputs
                    Outputs = outputs
                    First = step.First
                })

        entries, body.Results |> Array.map (operand >> snd)
