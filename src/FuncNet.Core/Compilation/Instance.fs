namespace FuncNet

/// An arena with the operations of a program bound to it. One run at a time.
[<Sealed>]
type internal Instance(plan: BufferPlan) =

    let program = plan.Program

    let arenas =
        [| DType.Float32; DType.Float64; DType.Int32; DType.Bool |]
        |> Array.map (fun dtype -> NDArray.allocate { Shape = Shape(plan.Elements dtype); DType = dtype })

    let arena (dtype: DType) = arenas |> Array.find (fun arena -> arena.DType = dtype)

    /// The numbers of every place, in the arena, or those of a constant that it shows.
    let places =
        let places = Array.zeroCreate<NDArray> program.Slots

        for slot in 0 .. program.InputSpecs.Length - 1 do
            places[slot] <- (arena program.Specs[slot].DType).Part(plan.Offsets[slot], program.Specs[slot].Shape)

        for entry in program.Entries do
            for k in 0 .. entry.Outputs.Length - 1 do
                let slot = entry.First + k
                let spec = program.Specs[slot]

                places[slot] <-
                    if plan.Roots[slot] = ValueSome slot then
                        (arena spec.DType).Part(plan.Offsets[slot], spec.Shape)
                    else
                        match entry.Operands[0] with
                        | Operand.Slot shown -> places[shown].WithShape spec.Shape
                        | Operand.Constant tensor -> tensor.Value.WithShape spec.Shape

        places

    let read operand =
        match operand with
        | Operand.Slot slot -> places[slot]
        | Operand.Constant tensor -> tensor.Value

    let operations = [|
        for entry in program.Entries do
            if plan.Roots[entry.First] = ValueSome entry.First then
                let x = entry.Operands |> Array.map read
                let y = Array.sub places entry.First entry.Outputs.Length
                Primitive.bind entry.Primitive x y
    |]

    let inputs = Array.truncate program.InputSpecs.Length places
    let results = program.Outputs |> Array.map read

    /// Where the inputs are written before a run.
    member _.Inputs = inputs

    /// Where the results stand after a run.
    member _.Results = results

    /// The operations, one after the other. Nothing is allocated.
    member _.Run() =
        for operation in operations do
            operation ()
