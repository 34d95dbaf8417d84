namespace FuncNet

open System
open System.Collections.Concurrent

[<Sealed>]
type Executable internal (traced: Program, plan: BufferPlan) =

    let program = plan.Program
    let idle = ConcurrentBag<Instance>()

    let idleOrNew () =
        let mutable instance = Unchecked.defaultof<Instance>
        if idle.TryTake(&instance) then instance else Instance plan

    member _.Program = program
    member _.Plan = plan

    member _.Run(inputs: Tensor[]) : Tensor[] =
        Program.requireFitting program inputs

        if inputs |> Array.forall _.Form.IsConcrete && program.IsClosed then
            let instance = idleOrNew ()

            for i in 0 .. inputs.Length - 1 do
                NDArray.copy inputs[i].Value instance.Inputs[i]

            instance.Run()
            let results = instance.Results |> Array.map (NDArray.duplicate >> Tensor.OfValue)
            idle.Add instance
            results
        else
            // As it was traced, so that its derivative adds up in the same order as that of the function.
            Program.run traced inputs

    member _.RunInto<'Input, 'Result>(input: ReadOnlySpan<'Input>, result: Span<'Result>) =
        let instance = idleOrNew ()
        input.CopyTo(instance.Inputs[0].Target())
        instance.Run()
        instance.Results[0].AsSpan<'Result>().CopyTo result
        idle.Add instance

    override _.ToString() = string plan

[<Sealed>]
type internal Loop(executable: Executable, carried: struct (int * int)[]) =

    let instance = Instance(Buffers.planLoop carried executable.Program)
    let inputs = instance.Inputs

    let takesPlace result = carried |> Array.exists (fun struct (_, other) -> other = result)

    /// Results that show an input which is overwritten after the run are kept elsewhere.
    let results =
        instance.Results
        |> Array.mapi (fun i result ->
            if not (takesPlace i) && Array.exists result.SharesWith inputs then
                NDArray.allocate result.Spec
            else
                result)

    /// Results that could not be written where they belong: they are copied, by way of a third place, since what one overwrites may
    /// be another.
    let copied =
        carried
        |> Array.filter (fun struct (input, result) -> not (results[result].SharesWith inputs[input]))
        |> Array.map (fun struct (input, result) ->
            struct (results[result], NDArray.allocate results[result].Spec, inputs[input]))

    member _.Inputs = inputs
    member _.Results = results

    member _.Run() =
        instance.Run()

        for i in 0 .. results.Length - 1 do
            if not (obj.ReferenceEquals(results[i], instance.Results[i])) then
                NDArray.copy instance.Results[i] results[i]

        for i in 0 .. copied.Length - 1 do
            let struct (result, between, _) = copied[i]
            NDArray.copy result between

        for i in 0 .. copied.Length - 1 do
            let struct (_, between, input) = copied[i]
            NDArray.copy between input

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
        Executable(program, Buffers.plan (Constants.settled simplified))

    let run (executable: Executable) inputs = executable.Run inputs

    let iterate steps (executable: Executable) (inputs: Tensor[]) : Tensor[] =
        let program = executable.Program
        Program.requireFitting program inputs
        let results = program.OutputSpecs

        if steps < 0 then
            Errors.configuration "Executable.iterate: the number of steps must be at least 0; it is %d." steps

        if results.Length > inputs.Length then
            Errors.shape
                "Executable.iterate: a result takes the place of the input of its number, but there are %d results and %d inputs."
                results.Length
                inputs.Length

        for i in 0 .. results.Length - 1 do
            if results[i] <> inputs[i].Spec then
                Errors.shape
                    "Executable.iterate: result %d is %O and cannot take the place of input %d, which is %O."
                    (i + 1)
                    results[i]
                    (i + 1)
                    inputs[i].Spec

        if inputs |> Array.forall _.Form.IsConcrete && program.IsClosed then
            let loop = Loop(executable, [| for i in 0 .. results.Length - 1 -> struct (i, i) |])
            Array.iter2 (fun (input: Tensor) place -> NDArray.copy input.Value place) inputs loop.Inputs

            for _ in 1..steps do
                loop.Run()

            Array.truncate results.Length loop.Inputs |> Array.map (NDArray.duplicate >> Tensor.OfValue)
        else
            let mutable values = inputs

            for _ in 1..steps do
                values <- Array.append (executable.Run values) values[results.Length ..]

            Array.truncate results.Length values
