namespace FuncNet

/// What a compiled function of a tree is traced for.
type private Signature = { Paths: string[]; Decays: bool[]; Leaves: TensorSpec[]; Others: TensorSpec[] }

[<AutoOpen>]
module CompiledTrees =

    [<RequireQualifiedAccess>]
    module Parameters =

        /// The executable of a signature, with the names of the tree that it gives.
        let private make (f: Parameters -> Tensor[] -> Parameters * Tensor[]) (signature: Signature) =
            let layout = Layout(signature.Paths, signature.Decays)
            let given = ref Parameters.Empty.Layout

            let program =
                Program.trace
                    (fun x ->
                        let leaves, others = Array.splitAt signature.Leaves.Length x
                        let tree, rest = f (Parameters(layout, leaves)) others
                        given.Value <- tree.Layout
                        Array.append tree.Tensors rest)
                    (Array.append signature.Leaves signature.Others)

            Executable.ofProgram program, given.Value

        let compileStep (f: Parameters -> Tensor[] -> Parameters * Tensor[]) =
            let executableFor = Compile.recent (make f)

            fun (tree: Parameters) (others: Tensor[]) ->
                let executable, layout =
                    executableFor {
                        Paths = tree.Layout.Paths
                        Decays = tree.Layout.Decays
                        Leaves = tree.Tensors |> Array.map _.Spec
                        Others = others |> Array.map _.Spec
                    }

                let leaves, rest = executable.Run(Array.append tree.Tensors others) |> Array.splitAt layout.Paths.Length
                Parameters(layout, leaves), rest

        let compileObjective (f: Parameters -> Tensor[] -> Tensor) =
            let compiled = compileStep (fun tree x -> Parameters.Empty, [| f tree x |])
            fun tree x -> Array.head (snd (compiled tree x))

        let compile (f: Parameters -> Parameters) =
            let compiled = compileStep (fun tree _ -> f tree, [||])
            fun tree -> fst (compiled tree [||])
