namespace FuncNet

/// Sequences [batch; time; features] as signals: alone, or side by side with their lengths [batch].
[<RequireQualifiedAccess>]
module internal Sequences =

    /// The sequence, and its lengths if it has them.
    let parts kind (signal: Signal<'T>) : 'T * 'T option =
        match signal with
        | Signal.One x -> x, None
        | Signal.Many [| Signal.One x; Signal.One lengths |] -> x, Some lengths
        | Signal.Many parts ->
            Errors.shape
                "%s takes a sequence, or a sequence and its lengths side by side; it was given %d signals."
                kind
                parts.Length

    /// The same lengths with another sequence.
    let withSequence (signal: Signal<'T>) (y: 'T) : Signal<'T> =
        match signal with
        | Signal.One _ -> Signal.One y
        | Signal.Many parts -> Signal.Many [| Signal.One y; parts[1] |]

    /// Time and features of one sample.
    let sizes kind (signal: Signal<Shape>) : struct (int * int) =
        let x, lengths = parts kind signal

        if x.Rank <> 2 then
            Errors.shape "%s takes sequences [time; features]; the shape of a sample is %O." kind x

        if x[0] = 0 then
            Errors.shape "%s takes sequences of at least one step; the shape of a sample is %O." kind x

        match lengths with
        | Some lengths when lengths.Rank > 0 ->
            Errors.shape "%s: the length of a sample is one number; its shape is %O." kind lengths
        | _ -> ()

        x[0], x[1]

    /// Lengths that fit the sequence: whole numbers from 1 to the number of steps. Those of a program are looked up among the lengths
    /// that there are, so that another one is an error when the program runs.
    let private checkedLengths kind (x: Tensor) (lengths: Tensor) =
        if lengths.DType <> DType.Int32 then
            Errors.dtype "%s: lengths are int32; these are %O." kind lengths.DType

        if lengths.Rank <> 1 || lengths.Shape[0] <> x.Shape[0] then
            Errors.shape
                "%s: a length for each of the %d samples was expected; the shape is %O."
                kind
                x.Shape[0]
                lengths.Shape

        match lengths.Form with
        | Concrete numbers ->
            for n in numbers.AsSpan<int>() do
                if n < 1 || n > x.Shape[1] then
                    Errors.shape
                        "%s: a length is from 1 to the %d steps of the sequence; one is %d. Leave empty sequences out."
                        kind
                        x.Shape[1]
                        n

            lengths
        | _ -> Tensor.gather 0 (lengths - 1.0) (Tensor.range x.Shape[1]) + 1.0

    /// The sequence and its lengths, checked.
    let ofSignal kind (signal: Signal<Tensor>) : Tensor * Tensor option =
        let x, lengths = parts kind signal
        x, lengths |> Option.map (checkedLengths kind x)

    /// True at the steps that a sample has: [batch; time].
    let mask time (lengths: Tensor) : Tensor =
        Tensor.less (Tensor.iota [ lengths.Shape[0]; time ] 1) (Tensor.expandAxis 1 lengths)

    /// x where the mask is true, and else 0.
    let masked (mask: Tensor) (x: Tensor) = Tensor.where mask x (Tensor.number x.DType 0.0)
