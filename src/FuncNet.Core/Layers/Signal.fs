namespace FuncNet

/// What flows between layers: one value, or an ordered tuple of signals (several inputs, masks, lengths).
[<RequireQualifiedAccess>]
type Signal<'T> =
    /// One value.
    | One of 'T
    /// Several signals side by side.
    | Many of Signal<'T>[]

    /// The shape as it is written; several in parentheses.
    override signal.ToString() =
        match signal with
        | One value -> string (box value)
        | Many parts -> "(" + (parts |> Array.map string |> String.concat ", ") + ")"

/// Functions of signals.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Signal =

    /// f of every value.
    let rec map f signal =
        match signal with
        | Signal.One value -> Signal.One(f value)
        | Signal.Many parts -> Signal.Many(Array.map (map f) parts)

    /// The values, in order.
    let rec values signal =
        match signal with
        | Signal.One value -> [ value ]
        | Signal.Many parts -> parts |> Seq.collect values |> Seq.toList

    /// The one tensor of a signal; an error that says what it has instead.
    let internal tensor kind (signal: Signal<Tensor>) =
        match signal with
        | Signal.One tensor -> tensor
        | Signal.Many parts -> Errors.shape "%s takes one input; it was given %d. Join them first." kind parts.Length

    /// The one shape of a signal; an error that says what it has instead.
    let internal shape kind (signal: Signal<Shape>) =
        match signal with
        | Signal.One shape -> shape
        | Signal.Many parts -> Errors.shape "%s takes one input; it was given %d. Join them first." kind parts.Length

    /// The shapes without the batch axis.
    let internal sampleShape (signal: Signal<Tensor>) = signal |> map (fun tensor -> Shape(tensor.Shape.ToArray()[1..]))
