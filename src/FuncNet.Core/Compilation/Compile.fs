namespace FuncNet

open System.Collections.Generic

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Compile =

    /// Signatures that are kept for a function.
    [<Literal>]
    let private Kept = 8

    let executable (f: Tensor[] -> Tensor[]) (inputs: TensorSpec seq) = Program.trace f inputs |> Executable.ofProgram

    let recent (make: 'Key -> 'Value) : 'Key -> 'Value =
        let known = LinkedList<struct ('Key * 'Value)>()

        fun key ->
            lock known (fun () ->
                match known |> Seq.tryFind (fun (struct (other, _)) -> other = key) with
                | Some(struct (_, value) as found) ->
                    known.Remove found |> ignore
                    known.AddFirst found |> ignore
                    value
                | None ->
                    let value = make key
                    known.AddFirst(struct (key, value)) |> ignore

                    if known.Count > Kept then
                        known.RemoveLast()

                    value)

    let many (f: Tensor[] -> Tensor[]) =
        let executableFor = recent (fun (inputs: TensorSpec[]) -> executable f inputs)
        fun (inputs: Tensor[]) -> (executableFor (inputs |> Array.map _.Spec)).Run inputs

    let manyOr (refused: exn -> unit) (f: Tensor[] -> Tensor[]) =
        let compiled = many f
        let mutable compiles = true

        fun inputs ->
            if compiles then
                try
                    compiled inputs
                with :? FuncNetException as error ->
                    // What is wrong with the inputs is wrong for the function, too, and is thrown again here.
                    let results = f inputs
                    compiles <- false
                    refused error
                    results
            else
                f inputs

[<AutoOpen>]
module CompilePrelude =

    let compile (f: Tensor -> Tensor) =
        let compiled = Compile.many (fun x -> [| f x[0] |])
        fun x -> (compiled [| x |])[0]
