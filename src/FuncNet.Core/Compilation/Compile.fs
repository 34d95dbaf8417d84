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

    let bySignature (f: Tensor[] -> Tensor[]) = recent (fun (inputs: TensorSpec[]) -> executable f inputs)

    let many (f: Tensor[] -> Tensor[]) =
        let executableFor = bySignature f
        fun (inputs: Tensor[]) -> (executableFor (inputs |> Array.map _.Spec)).Run inputs

[<AutoOpen>]
module CompilePrelude =

    let compile (f: Tensor -> Tensor) =
        let compiled = Compile.many (fun x -> [| f x[0] |])
        fun x -> (compiled [| x |])[0]
