namespace FuncNet

/// Functions of trees as executables: compile for functions of Parameters.
[<AutoOpen>]
module CompiledTrees =

    /// Compiled functions are traced once for each signature (names, shapes and types) that they are called with, of which the 8 used last are
    /// kept, and give bit for bit what the function gives. What the function reads beside its arguments is fixed when it is traced;
    /// a function that asks for numbers (ToScalar, AsSpan) throws FuncNetException. They can be differentiated, and may contain derivatives.
    [<RequireQualifiedAccess>]
    module Parameters =

        /// A function of a tree, compiled.
        val compile: f: (Parameters -> Parameters) -> (Parameters -> Parameters)

        /// A function of a tree and of tensors, such as inputs and targets, that gives a tensor, compiled. A gradient of it, as a compiled
        /// function: compileStep (fun tree x -> Parameters.grad (fun tree -> f tree x) tree, [||]).
        val compileObjective: f: (Parameters -> Tensor[] -> Tensor) -> (Parameters -> Tensor[] -> Tensor)

        /// A function of a tree and of tensors that gives a tree and tensors, compiled: a step of training with the gradient in it,
        /// from weights and batch to weights and loss.
        val compileStep:
            f: (Parameters -> Tensor[] -> Parameters * Tensor[]) -> (Parameters -> Tensor[] -> Parameters * Tensor[])
