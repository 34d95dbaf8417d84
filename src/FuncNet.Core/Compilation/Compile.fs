namespace FuncNet

open System.Collections.Generic

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Compile =

    /// Signatures that are kept for a function.
    [<Literal>]
    let private Kept = 8

    let executable (f: Tensor[] -> Tensor[]) (inputs: TensorSpec seq) = Program.trace f inputs |> Executable.ofProgram

    let bySignature (f: Tensor[] -> Tensor[]) =
        let recent = LinkedList<Executable>()

        fun (inputs: TensorSpec[]) ->
            lock recent (fun () ->
                match recent |> Seq.tryFind (fun known -> known.Program.InputSpecs = inputs) with
                | Some known ->
                    recent.Remove known |> ignore
                    recent.AddFirst known |> ignore
                    known
                | None ->
                    let made = executable f inputs
                    recent.AddFirst made |> ignore

                    if recent.Count > Kept then
                        recent.RemoveLast()

                    made)

    let many (f: Tensor[] -> Tensor[]) =
        let executableFor = bySignature f
        fun (inputs: Tensor[]) -> (executableFor (inputs |> Array.map _.Spec)).Run inputs

[<AutoOpen>]
module CompilePrelude =

    let compile (f: Tensor -> Tensor) =
        let compiled = Compile.many (fun x -> [| f x[0] |])
        fun x -> (compiled [| x |])[0]
