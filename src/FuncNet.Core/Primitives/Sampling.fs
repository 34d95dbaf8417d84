namespace FuncNet

open FuncNet.Kernels

/// Random numbers as functions of a key, an int32 tensor [2]. The generator is Philox 4×32-10 (Salmon et al. 2011):
/// element i is a function of the key and of i alone.
[<RequireQualifiedAccess>]
type Sampling =
    /// That many independent keys, [count; 2].
    | Split of count: int
    /// A key of this key and a number, an int32 scalar.
    | FoldIn
    /// Uniform on [0, 1).
    | Uniform of Shape * DType
    /// Normal with mean 0 and variance 1.
    | Normal of Shape * DType
    /// Normal with mean 0 and variance 1, of those that lie between the bounds.
    | TruncatedNormal of Shape * DType * low: float * high: float

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Sampling =

    let name op =
        match op with
        | Sampling.Split count -> $"Split {count}"
        | Sampling.FoldIn -> "FoldIn"
        | Sampling.Uniform _ -> "Uniform"
        | Sampling.Normal _ -> "Normal"
        | Sampling.TruncatedNormal(_, _, low, high) -> $"TruncatedNormal {low}..{high}"

    let private keyShape = Shape 2

    let infer op (x: TensorSpec[]) =
        if x[0].DType <> DType.Int32 || x[0].Shape <> keyShape then
            Errors.shape "%s: a key is int32 [2]; this is %O." (name op) x[0]

        let floats shape (dtype: DType) =
            if not dtype.IsFloat then
                Errors.dtype "%s: draws float32 or float64, not %O." (name op) dtype

            { Shape = shape; DType = dtype }

        match op with
        | Sampling.Split count -> { Shape = Shape(count, 2); DType = DType.Int32 }
        | Sampling.FoldIn ->
            if x[1].DType <> DType.Int32 || x[1].Shape.Rank <> 0 then
                Errors.shape "FoldIn: the number is an int32 scalar; this is %O." x[1]

            x[0]
        | Sampling.Uniform(shape, dtype)
        | Sampling.Normal(shape, dtype) -> floats shape dtype
        | Sampling.TruncatedNormal(shape, dtype, low, high) ->
            if not (low < high) then
                Errors.configuration "TruncatedNormal: the lower bound %g is not under the upper bound %g." low high

            floats shape dtype

    /// What computes y from x, as often as it is run.
    let bind op (x: NDArray[]) (y: NDArray) : unit -> unit =
        let key = x[0]

        match op with
        | Sampling.Split count -> fun () -> Philox.Split(key.AsSpan(), count, y.Target())
        | Sampling.FoldIn ->
            let number = x[1]
            fun () -> Philox.FoldIn(key.AsSpan(), number.AsSpan<int>()[0], y.Target())
        | Sampling.Uniform(_, dtype) ->
            match dtype with
            | DType.Float32 -> fun () -> Philox.Uniform(key.AsSpan(), y.Target<float32>())
            | DType.Float64
            | DType.Int32
            | DType.Bool -> fun () -> Philox.Uniform(key.AsSpan(), y.Target<float>())
        | Sampling.Normal(_, dtype) ->
            match dtype with
            | DType.Float32 -> fun () -> Philox.Normal(key.AsSpan(), y.Target<float32>())
            | DType.Float64
            | DType.Int32
            | DType.Bool -> fun () -> Philox.Normal(key.AsSpan(), y.Target<float>())
        | Sampling.TruncatedNormal(_, dtype, low, high) ->
            match dtype with
            | DType.Float32 ->
                let low, high = float32 low, float32 high
                fun () -> Philox.TruncatedNormal(key.AsSpan(), low, high, y.Target<float32>())
            | DType.Float64
            | DType.Int32
            | DType.Bool -> fun () -> Philox.TruncatedNormal(key.AsSpan(), low, high, y.Target<float>())
