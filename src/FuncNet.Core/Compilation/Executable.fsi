namespace FuncNet

/// A program made ready to run: simplified, its buffers planned, every operation bound to where it reads and writes. It gives
/// bit for bit what its function gives. Several threads may run it at once; each has an arena of its own.
[<Sealed>]
type Executable =
    /// The program as it runs, after all passes.
    member Program: Program

    /// Where its intermediates stand.
    member Plan: BufferPlan

    /// The results for inputs of the program's signature; others throw ShapeException. Inputs that are traced, or of a program,
    /// take the operations with them, so that an executable can be differentiated and be part of another.
    member Run: inputs: Tensor[] -> Tensor[]

    /// Plan and memory.
    override ToString: unit -> string

/// Making programs ready to run.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Executable =

    /// The program after each pass, by the name of the pass: first as it was traced, last as it runs. Every one gives the same values.
    val passes: program: Program -> (string * Program) list

    /// Makes a program ready to run.
    val ofProgram: program: Program -> Executable

    /// The results for inputs of the program's signature.
    val run: executable: Executable -> inputs: Tensor[] -> Tensor[]
