namespace FuncNet

open System

/// What FuncNet throws when it is used wrongly or given bad data. The message says what was expected, what came,
/// where, and what to do; it is meant to be shown to the user as it is.
type FuncNetException(message: string, inner: exn | null) =
    inherit Exception(message, inner)

    /// An error that has no other error under it.
    new(message) = FuncNetException(message, null)

/// What can go wrong within a layer: the problem, and the path of the layer in which it happened, if there is one.
[<AbstractClass>]
type LayerException(problem: string, layerPath: string) =
    inherit
        FuncNetException(
            if String.IsNullOrEmpty layerPath then
                problem
            else
                $"In layer '{layerPath}': {problem}"
        )

    /// The message without the layer.
    member _.Problem = problem

    /// The path of the layer, such as "block1.conv", or "".
    member _.LayerPath = layerPath

    /// The same problem, said to be in a layer.
    abstract In: layerPath: string -> LayerException

/// Shapes that do not fit the operation, with the path of the layer in which it happened, if there is one.
[<Sealed>]
type ShapeException(problem: string, layerPath: string) =
    inherit LayerException(problem, layerPath)

    /// An error outside of any layer.
    new(problem) = ShapeException(problem, "")

    override _.In layerPath = ShapeException(problem, layerPath)

/// Element types that do not fit the operation, with the path of the layer in which it happened, if there is one.
[<Sealed>]
type DTypeException(problem: string, layerPath: string) =
    inherit LayerException(problem, layerPath)

    /// An error outside of any layer.
    new(problem) = DTypeException(problem, "")

    override _.In layerPath = DTypeException(problem, layerPath)

/// An argument out of its range, such as a negative rate, with the path of the layer that it belongs to, if it is known.
[<Sealed>]
type ConfigurationException(problem: string, layerPath: string) =
    inherit LayerException(problem, layerPath)

    /// An error outside of any layer.
    new(problem) = ConfigurationException(problem, "")

    override _.In layerPath = ConfigurationException(problem, layerPath)

/// A file or a data set that cannot be used; the message names the file, and the line if there is one. It is one line of at most 2,000 characters,
/// whatever the file holds that it quotes.
[<Sealed>]
type DataException(message: string, inner: exn | null) =
    inherit FuncNetException(DataException.OneLine message, inner)

    static member private OneLine(message: string) =
        let shown = if message.Length <= 2_000 then message else message[..1_998] + "…"

        if Seq.exists Char.IsControl shown then
            shown |> String.map (fun c -> if Char.IsControl c then ' ' else c)
        else
            shown

    /// An error that has no other error under it.
    new(message) = DataException(message, null)

/// Short ways to throw the errors of the library.
module internal Errors =

    let shape fmt = Printf.ksprintf (fun text -> raise (ShapeException text)) fmt

    let dtype fmt = Printf.ksprintf (fun text -> raise (DTypeException text)) fmt

    let configuration fmt = Printf.ksprintf (fun text -> raise (ConfigurationException text)) fmt

    let data fmt = Printf.ksprintf (fun text -> raise (DataException text)) fmt
