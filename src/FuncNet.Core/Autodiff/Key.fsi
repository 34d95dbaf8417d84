namespace FuncNet

/// A source of random numbers that is a value: the same key always gives the same numbers, on any machine and any number
/// of threads. Use a key once, and split it when more are needed.
[<Sealed>]
type Key =
    /// The key as an int32 tensor [2], which a program can take as an input.
    member Tensor: Tensor

    /// The key of a seed.
    static member OfSeed: seed: uint64 -> Key

    /// The two words in hexadecimal.
    override ToString: unit -> string

    /// Keys are equal when their words are.
    override Equals: other: (obj | null) -> bool

    /// A hash of the words.
    override GetHashCode: unit -> int

    /// True if the words are equal, for C#.
    static member op_Equality: a: (Key | null) * b: (Key | null) -> bool

    /// False if the words are equal, for C#.
    static member op_Inequality: a: (Key | null) * b: (Key | null) -> bool

/// Random numbers as functions of keys.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Key =

    /// The key of a seed.
    val ofSeed: seed: uint64 -> Key

    /// A key from its int32 tensor [2].
    val ofTensor: words: Tensor -> Key

    /// That many independent keys.
    val split: count: int -> key: Key -> Key[]

    /// A key of this key and a number, such as the step or the place of a layer.
    val foldIn: number: int -> key: Key -> Key

    /// A key of this key and an int32 scalar that may be the input of a program.
    val foldInTensor: number: Tensor -> key: Key -> Key

    /// Uniform numbers on [0, 1).
    val uniform: dtype: DType -> shape: int seq -> key: Key -> Tensor

    /// Normal numbers with mean 0 and variance 1.
    val normal: dtype: DType -> shape: int seq -> key: Key -> Tensor

    /// Normal numbers with mean 0 and variance 1, of those that lie between the bounds.
    val truncatedNormal: low: float -> high: float -> dtype: DType -> shape: int seq -> key: Key -> Tensor

    /// True with the given probability, in every place independently.
    val bernoulli: probability: float -> shape: int seq -> key: Key -> Tensor

    /// 0, 1, …, n − 1 in a random order, each order equally likely (Fisher and Yates).
    val permutation: n: int -> key: Key -> int[]

    /// The permutation of a key, written over an order; bits has room for as many words.
    val internal permute: bits: uint32[] -> order: int[] -> key: Key -> unit

    /// n draws of whole numbers from 0 to limit − 1, with repetition.
    val integers: limit: int -> n: int -> key: Key -> int[]
