namespace FuncNet

open System.Collections.Concurrent

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

    let results = program.Outputs |> Array.map read

    member _.Run(inputs: Tensor[]) : Tensor[] =
        for i in 0 .. inputs.Length - 1 do
            NDArray.copy inputs[i].Value places[i]

        for operation in operations do
            operation ()

        results
        |> Array.map (fun result ->
            let copy = NDArray.allocate result.Spec
            NDArray.copy result copy
            Tensor.OfValue copy)

[<Sealed>]
type Executable internal (traced: Program, plan: BufferPlan) =

    let program = plan.Program
    let idle = ConcurrentBag<Instance>()

    member _.Program = program
    member _.Plan = plan

    member _.Run(inputs: Tensor[]) : Tensor[] =
        Program.requireFitting program inputs

        if inputs |> Array.forall _.Form.IsConcrete && program.IsClosed then
            let instance =
                match idle.TryTake() with
                | true, instance -> instance
                | _ -> Instance plan

            let results = instance.Run inputs
            idle.Add instance
            results
        else
            // As it was traced, so that its derivative adds up in the same order as that of the function.
            Program.run traced inputs

    override _.ToString() = string plan

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Executable =

    let passes (program: Program) =
        ("traced", program)
        :: (List.mapFold
                (fun program (name, pass) ->
                    let next = pass program
                    (name, next), next)
                program
                Passes.all
            |> fst)

    let ofProgram (program: Program) =
        let simplified = passes program |> List.last |> snd
        Executable(program, Buffers.plan simplified)

    let run (executable: Executable) inputs = executable.Run inputs
