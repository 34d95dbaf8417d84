namespace FuncNet

open System

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

    /// Reads the one input of a closed program from memory of the caller's and writes its one result there. Both have the size and the
    /// type of the signature. Nothing is allocated, once as many runs as go on at the same time have been made.
    member internal RunInto<'Input, 'Result> : input: ReadOnlySpan<'Input> * result: Span<'Result> -> unit

    /// Plan and memory.
    override ToString: unit -> string

/// A program that runs again and again in one memory: after each run, some of its results take the place of inputs. It belongs to
/// who made it, and one thread at a time runs it.
[<Sealed>]
type internal Loop =
    /// A loop over a closed program. A carried pair is the number of an input, and that of the result which takes its place.
    new: executable: Executable * carried: struct (int * int)[] -> Loop

    /// Where inputs are written before a run. The carried ones are there already, from the run before; if a run throws, some of them
    /// may be overwritten.
    member Inputs: NDArray[]

    /// Where the results of the last run stand that are not carried.
    member Results: NDArray[]

    /// Runs the program once. Nothing is allocated.
    member Run: unit -> unit

/// Making programs ready to run.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Executable =

    /// The program after each pass, by the name of the pass: first as it was traced, last as it runs. Every one gives the same values.
    val passes: program: Program -> (string * Program) list

    /// Makes a program ready to run.
    val ofProgram: program: Program -> Executable

    /// The results for inputs of the program's signature.
    val run: executable: Executable -> inputs: Tensor[] -> Tensor[]

    /// The program run so many times, each result taking the place of the input of its number; inputs that have no such result stay
    /// what they are. Gives the last results, bit for bit those of as many calls of run, and allocates nothing between the steps.
    /// Throws ShapeException where a result does not fit its input.
    val iterate: steps: int -> executable: Executable -> inputs: Tensor[] -> Tensor[]
