namespace FuncNet

/// A computation as data: inputs of which shape and type are known, the operations on them in order, and which places
/// are the results. It holds no numbers but constants, so one program serves every input of its signature.
[<Sealed>]
type Program =
    /// Shape and type of the inputs.
    member InputSpecs: TensorSpec[]

    /// Shape and type of the results.
    member OutputSpecs: TensorSpec[]

    /// The number of operations.
    member Length: int

    /// A line for each place: the operation, its operands, type and shape, and the number of the result if it is one.
    member Table: string

    /// The graph in the notation of Mermaid.
    member Mermaid: string

    /// The graph as a picture: the text of an SVG file, like that of an Explanation, with types and shapes alone.
    member Svg: string

    /// The table.
    override ToString: unit -> string

    internal new: inputs: TensorSpec[] * entries: Entry[] * outputs: Operand[] -> Program

    /// The operations, each with where it reads and where its results stand.
    member internal Entries: Entry[]

    /// Where the results are read.
    member internal Outputs: Operand[]

    /// The number of places: the inputs, and the results of every operation.
    member internal Slots: int

    /// Shape and type of every place.
    member internal Specs: TensorSpec[]

    /// True if every constant has numbers: none belongs to a tape or to another program.
    member internal IsClosed: bool

    /// The name of a place, as tables have it.
    member internal NameOf: slot: int -> string

    /// Every place as it is drawn, with the number of the result if it is one, and further facts.
    member internal Nodes: facts: (int -> string[]) -> DrawnNode[]

/// Tracing functions into programs, and running programs.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Program =

    /// The program of a function of several tensors, found by calling it once with tensors that have no numbers yet. A
    /// function that asks for numbers (AsSpan, ToScalar) throws FuncNetException; what else it reads, such as other
    /// tensors, becomes a constant of the program.
    val trace: f: (Tensor[] -> Tensor[]) -> inputs: TensorSpec seq -> Program

    /// Throws unless there are as many inputs as were traced, of the same shapes and types.
    val internal requireFitting: program: Program -> inputs: Tensor[] -> unit

    /// Replays the operations, in order, on whatever is given: numbers are computed, traced tensors record them (so a
    /// program can be differentiated), and abstract tensors take them into another program. Inputs of another shape or
    /// type than the traced ones throw ShapeException.
    val run: program: Program -> inputs: Tensor[] -> Tensor[]
