namespace FuncNet

open FuncNet.Kernels

/// A source of random numbers that is a value: the same key always gives the same numbers, on any machine and any number
/// of threads. Use a key once, and split it when more are needed.
[<Sealed>]
type Key internal (tensor: Tensor) =

    /// The key as an int32 tensor [2], which a program can take as an input.
    member _.Tensor = tensor

    /// The key of a seed.
    static member OfSeed(seed: uint64) =
        Key(Tensor.OfValue(NDArray.owning (Shape 2) [| int (uint32 seed); int (uint32 (seed >>> 32)) |]))

    /// The two words in hexadecimal.
    override _.ToString() = $"Key {tensor[0].ToScalar() |> int:x8}{tensor[1].ToScalar() |> int:x8}"

    /// Keys are equal when their words are.
    override _.Equals(other) =
        match other with
        | :? Key as other -> tensor.Equals other.Tensor
        | _ -> false

    /// A hash of the words.
    override _.GetHashCode() = tensor.GetHashCode()

    /// True if the words are equal, for C#.
    static member op_Equality(a: Key | null, b: Key | null) = obj.Equals(a, b)

    /// False if the words are equal, for C#.
    static member op_Inequality(a: Key | null, b: Key | null) = not (obj.Equals(a, b))

/// Random numbers as functions of keys.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Key =

    let private draw op (key: Key) = Tensor.Apply(Primitive.Sampling op, key.Tensor)

    /// The key of a seed.
    let ofSeed (seed: uint64) = Key.OfSeed seed

    /// A key from its int32 tensor [2].
    let ofTensor (words: Tensor) = Key words

    /// That many independent keys.
    let split count key =
        if count < 1 then
            Errors.configuration "Key.split: at least one key must be asked for; it is %d." count

        let keys = draw (Sampling.Split count) key
        Array.init count (fun (i: int) -> Key keys[i])

    /// A key of this key and a number, such as the step or the place of a layer.
    let foldIn (number: int) (key: Key) =
        Key(Tensor.Apply(Primitive.Sampling Sampling.FoldIn, key.Tensor, Tensor.number DType.Int32 (float number)))

    /// A key of this key and an int32 scalar that may be the input of a program.
    let foldInTensor (number: Tensor) (key: Key) =
        Key(Tensor.Apply(Primitive.Sampling Sampling.FoldIn, key.Tensor, number))

    /// Uniform numbers on [0, 1).
    let uniform dtype (shape: int seq) key = draw (Sampling.Uniform(Shape.ofSeq shape, dtype)) key

    /// Normal numbers with mean 0 and variance 1.
    let normal dtype (shape: int seq) key = draw (Sampling.Normal(Shape.ofSeq shape, dtype)) key

    /// Normal numbers with mean 0 and variance 1, of those that lie between the bounds.
    let truncatedNormal low high dtype (shape: int seq) key =
        draw (Sampling.TruncatedNormal(Shape.ofSeq shape, dtype, low, high)) key

    /// True with the given probability, in every place independently.
    let bernoulli (probability: float) (shape: int seq) key =
        Tensor.less (uniform DType.Float32 shape key) (Tensor.number DType.Float32 probability)

    /// 0, 1, …, n − 1 in a random order, each order equally likely (Fisher and Yates).
    let permutation n (key: Key) : int[] =
        let bits = Array.zeroCreate<uint32>(max 0 (n - 1))
        Philox.Bits(key.Tensor.AsSpan<int>(), System.Span bits)
        let order = Array.init n id

        for i in n - 1 .. -1 .. 1 do
            // A 32-bit number scaled to 0 … i; the bias is under i/2³².
            let j = int ((uint64 bits[i - 1] * uint64 (i + 1)) >>> 32)
            let moved = order[i]
            order[i] <- order[j]
            order[j] <- moved

        order

    /// n draws of whole numbers from 0 to limit − 1, with repetition.
    let integers limit n (key: Key) : int[] =
        let bits = Array.zeroCreate<uint32> n
        Philox.Bits(key.Tensor.AsSpan<int>(), System.Span bits)
        bits |> Array.map (fun word -> int ((uint64 word * uint64 limit) >>> 32))
