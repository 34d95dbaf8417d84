namespace FuncNet

/// What flows between layers: one value, or an ordered tuple of signals (several inputs, masks, lengths).
[<RequireQualifiedAccess>]
type Signal<'T> =
    /// One value.
    | One of 'T
    /// Several signals side by side.
    | Many of Signal<'T>[]

    /// The shape as it is written; several in parentheses.
    override ToString: unit -> string

/// Functions of signals.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Signal =

    /// f of every value.
    val map: f: ('a -> 'b) -> signal: Signal<'a> -> Signal<'b>

    /// One value as itself, several side by side.
    val ofSeq: values: 'a seq -> Signal<'a>

    /// The values, in order.
    val values: signal: Signal<'a> -> 'a list

    /// The values in the places of a signal, in order.
    val internal fill: places: Signal<'a> -> values: 'b seq -> Signal<'b>

    /// The one tensor of a signal; an error that says what it has instead.
    val internal tensor: kind: string -> signal: Signal<Tensor> -> Tensor

    /// The one shape of a signal; an error that says what it has instead.
    val internal shape: kind: string -> signal: Signal<Shape> -> Shape
