namespace FuncNet

/// An arena with the operations of a program bound to it. One run at a time.
[<Sealed>]
type internal Instance(plan: BufferPlan) =

    let program = plan.Program

    let arenas =
        [| DType.Float32; DType.Float64; DType.Int32; DType.Bool |]
        |> Array.map (fun dtype -> NDArray.allocatePinned { Shape = Shape(plan.Elements dtype); DType = dtype })

    let arena (dtype: DType) = arenas |> Array.find (fun arena -> arena.DType = dtype)

    /// The numbers of every place, in the arena, or those of a constant that it shows.
    let places =
        let places = Array.zeroCreate<NDArray> program.Slots

        let settle slot (shown: unit -> NDArray) =
            let spec = program.Specs[slot]

            places[slot] <-
                match plan.Homes[slot] with
                | ValueSome home -> (arena spec.DType).Part(plan.Offsets[home], spec.Shape)
                | ValueNone -> (shown ()).WithShape spec.Shape

        for input in 0 .. program.InputSpecs.Length - 1 do
            settle input (fun () -> places[input])

        for entry in program.Entries do
            for k in 0 .. entry.Outputs.Length - 1 do
                settle (entry.First + k) (fun () ->
                    match entry.Operands[0] with
                    | Operand.Slot shown -> places[shown]
                    | Operand.Constant tensor -> tensor.Value)

        places

    let read operand =
        match operand with
        | Operand.Slot slot -> places[slot]
        | Operand.Constant tensor -> tensor.Value

    let operations = [|
        for entry in program.Entries do
            if not (Homes.Shows entry) then
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
