namespace FuncNet

open System

/// Functions of batches, some rows at a time, so that the memory does not grow with the data.
module internal Chunks =

    /// Rows that are computed at once.
    let size = 512

    /// The results of a function of inputs with a batch axis, each row of which depends on the same row of the inputs alone.
    let run (f: Tensor[] -> Tensor[]) (inputs: Tensor[]) : Tensor[] =
        let n = inputs[0].Shape[0]

        if n <= size then
            f inputs
        else
            seq { 0..size .. n - 1 }
            |> Seq.map (fun start -> inputs |> Array.map (Tensor.narrow 0 start (min size (n - start))) |> f)
            |> Array.transpose
            |> Array.map (Tensor.concatenate 0)

/// A network as a function of its inputs alone, in inference mode, compiled; a layer that asks for numbers keeps it from that.
[<Sealed>]
type internal Prediction(plan: Plan, parameters: Parameters, state: Parameters) =

    /// Executables that are kept for predictions into memory of the caller's.
    static let keptForSpans = 8

    let compute (inputs: Tensor[]) =
        let context = { Training = false; Key = Key.OfSeed 0UL }
        let output, _ = Plan.apply plan context parameters state (Signal.fill plan.Input inputs)
        Signal.values output |> List.toArray

    let executableFor = Compile.bySignature compute
    let mutable compiles = true

    /// For predictions into memory of the caller's, newest first. The array is replaced, never written.
    let mutable recent: Executable[] = [||]

    let find dtype batch =
        let known = recent
        let mutable found: Executable voption = ValueNone

        for i in 0 .. known.Length - 1 do
            let input = known[i].Program.Specs[0]

            if input.DType = dtype && input.Shape[0] = batch then
                found <- ValueSome known[i]

        found

    let keep (executable: Executable) =
        if executable.Program.IsClosed then
            recent <- Array.truncate keptForSpans (Array.append [| executable |] recent)

    /// The results for inputs with their batch axis.
    member _.Run(inputs: Tensor[]) : Tensor[] =
        if compiles then
            try
                (executableFor (inputs |> Array.map _.Spec)).Run inputs
            with :? FuncNetException ->
                // What is wrong with the inputs is wrong for the function, too, and is thrown again here.
                let results = compute inputs
                compiles <- false
                results
        else
            compute inputs

    /// The one result for the one input of so many samples, both in memory of the caller's and of the right size. Nothing is allocated
    /// where the batch is as large as one before it.
    member prediction.RunInto<'Input, 'Result>(input: ReadOnlySpan<'Input>, batch: int, result: Span<'Result>) =
        let executable = find (NDArray.dtypeOf typeof<'Input>) batch

        let ran =
            try
                if executable.IsSome then
                    executable.Value.RunInto(input, result)

                executable.IsSome
            with :? FuncNetException ->
                false

        if not ran then
            let shape = (Signal.values plan.Input).Head.Prepend batch
            let tensor = Tensor.OfValue(NDArray.owning shape (input.ToArray()))
            let value = (prediction.Run [| tensor |])[0]
            value.AsSpan<'Result>().CopyTo result

            if compiles then
                keep (executableFor [| tensor.Spec |])
