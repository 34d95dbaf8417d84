namespace FuncNet

open System.Collections.Generic

/// Where the constants of a program stand.
[<RequireQualifiedAccess>]
module internal Constants =

    /// The program with constants that begin at cache lines and stay there: those that don't are copied, once for all runs. A product
    /// or a convolution reads them a vector at a time.
    let settled (program: Program) : Program =
        let rewriting = Rewriting program
        let copies = Dictionary<Tensor, Operand>(HashIdentity.Reference)

        let copied (tensor: Tensor) =
            match copies.TryGetValue tensor with
            | true, copy -> copy
            | _ ->
                let copy = Operand.Constant(Tensor.OfValue(NDArray.pinned tensor.Value))
                copies[tensor] <- copy
                copy

        let settle operand =
            match operand with
            | Operand.Constant tensor when
                tensor.Rank > 0 && tensor.Form.IsConcrete && not (NDArray.isSettled tensor.Value)
                ->
                copied tensor
            | _ -> operand

        for entry in program.Entries do
            rewriting.Keep { entry with Operands = entry.Operands |> Array.map settle }

        rewriting.Program
