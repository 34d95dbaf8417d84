namespace FuncNet

open System.Collections.Concurrent

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

            for i in 0 .. inputs.Length - 1 do
                NDArray.copy inputs[i].Value instance.Inputs[i]

            instance.Run()
            let results = instance.Results |> Array.map (NDArray.duplicate >> Tensor.OfValue)
            idle.Add instance
            results
        else
            // As it was traced, so that its derivative adds up in the same order as that of the function.
            Program.run traced inputs

    override _.ToString() = string plan

/// A program that runs again and again in one memory: after each run, some of its results have taken the place of inputs. It
/// belongs to who made it, and one thread at a time runs it.
[<Sealed>]
type internal Loop(executable: Executable, carried: struct (int * int)[]) =

    let instance = Instance(Buffers.planLoop carried executable.Program)
    let inputs, results = instance.Inputs, instance.Results

    /// Results that could not be written where they belong: they are copied, by way of a third place, since what one overwrites may
    /// be another.
    let copied =
        carried
        |> Array.filter (fun struct (input, result) -> not (results[result].SharesWith inputs[input]))
        |> Array.map (fun struct (input, result) ->
            struct (results[result], NDArray.allocate results[result].Spec, inputs[input]))

    /// Where inputs are written before a run. The carried ones are there already, from the run before.
    member _.Inputs = inputs

    /// Where the results of the last run stand that are not carried.
    member _.Results = results

    /// Runs the program once. Nothing is allocated.
    member _.Run() =
        instance.Run()

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
        Executable(program, Buffers.plan simplified)

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
