namespace FuncNet

open FuncNet.Kernels

[<Sealed>]
type Key internal (tensor: Tensor) =

    member _.Tensor = tensor

    static member OfSeed(seed: uint64) =
        Key(Tensor.OfValue(NDArray.owning (Shape 2) [| int (uint32 seed); int (uint32 (seed >>> 32)) |]))

    override _.ToString() = $"Key {tensor[0].ToScalar() |> int:x8}{tensor[1].ToScalar() |> int:x8}"

    override _.Equals(other) =
        match other with
        | :? Key as other -> tensor.Equals other.Tensor
        | _ -> false

    override _.GetHashCode() = tensor.GetHashCode()
    static member op_Equality(a: Key | null, b: Key | null) = obj.Equals(a, b)
    static member op_Inequality(a: Key | null, b: Key | null) = not (obj.Equals(a, b))

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Key =

    let private draw op (key: Key) = Tensor.Apply(Primitive.Sampling op, key.Tensor)

    let ofSeed (seed: uint64) = Key.OfSeed seed
    let ofTensor (words: Tensor) = Key words

    let split count key =
        if count < 1 then
            Errors.configuration "Key.split: at least one key must be asked for; it is %d." count

        let keys = draw (Sampling.Split count) key
        Array.init count (fun (i: int) -> Key keys[i])

    let foldIn (number: int) (key: Key) =
        Key(Tensor.Apply(Primitive.Sampling Sampling.FoldIn, key.Tensor, Tensor.number DType.Int32 (float number)))

    let foldInTensor (number: Tensor) (key: Key) =
        Key(Tensor.Apply(Primitive.Sampling Sampling.FoldIn, key.Tensor, number))

    let uniform dtype (shape: int seq) key = draw (Sampling.Uniform(Shape.ofSeq shape, dtype)) key
    let normal dtype (shape: int seq) key = draw (Sampling.Normal(Shape.ofSeq shape, dtype)) key

    let truncatedNormal low high dtype (shape: int seq) key =
        draw (Sampling.TruncatedNormal(Shape.ofSeq shape, dtype, low, high)) key

    let bernoulli (probability: float) (shape: int seq) key =
        Tensor.less (uniform DType.Float32 shape key) (Tensor.number DType.Float32 probability)

    let permute (bits: uint32[]) (order: int[]) (key: Key) =
        let n = order.Length
        Philox.Bits(key.Tensor.AsSpan<int>(), System.Span(bits, 0, max 0 (n - 1)))

        for i in 0 .. n - 1 do
            order[i] <- i

        for i in n - 1 .. -1 .. 1 do
            // A 32-bit number scaled to 0 … i; the bias is under i/2³².
            let j = int ((uint64 bits[i - 1] * uint64 (i + 1)) >>> 32)
            let moved = order[i]
            order[i] <- order[j]
            order[j] <- moved

    let permutation n (key: Key) : int[] =
        let order = Array.zeroCreate<int> n
        permute (Array.zeroCreate<uint32> n) order key
        order

    let integers limit n (key: Key) : int[] =
        let bits = Array.zeroCreate<uint32> n
        Philox.Bits(key.Tensor.AsSpan<int>(), System.Span bits)
        bits |> Array.map (fun word -> int ((uint64 word * uint64 limit) >>> 32))
