namespace FuncNet

/// Functions of tensors as executables. A compiled function is traced once for each signature (shapes and types) that it is called
/// with, of which the 8 used last are kept, and gives bit for bit what the function gives. What the function reads beside its
/// inputs, such as other tensors, is fixed when it is traced. A function that asks for numbers (ToScalar, AsSpan) throws
/// FuncNetException. grad (compile f) = grad f, and compile (grad f) holds the derivative.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Compile =

    /// The executable of a function for inputs of these shapes and types.
    val executable: f: (Tensor[] -> Tensor[]) -> inputs: TensorSpec seq -> Executable

    /// What is made for a key, of which the 8 used last are kept.
    val internal recent: make: ('Key -> 'Value) -> ('Key -> 'Value) when 'Key: equality

    /// The executables of a function: that of a signature, made if it is not one of those used last.
    val internal bySignature: f: (Tensor[] -> Tensor[]) -> (TensorSpec[] -> Executable)

    /// A function of several tensors, compiled.
    val many: f: (Tensor[] -> Tensor[]) -> (Tensor[] -> Tensor[])

/// compile without a module before it.
[<AutoOpen>]
module CompilePrelude =

    /// A function of one tensor, compiled.
    val compile: f: (Tensor -> Tensor) -> (Tensor -> Tensor)
