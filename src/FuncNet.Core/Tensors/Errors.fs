namespace FuncNet

open System

/// What FuncNet throws when it is used wrongly or given bad data. The message says what was expected, what came,
/// where, and what to do; it is meant to be shown to the user as it is.
type FuncNetException(message: string, inner: exn | null) =
    inherit Exception(message, inner)

    /// An error that has no other error under it.
    new(message) = FuncNetException(message, null)

/// Shapes that do not fit the operation, with the path of the layer in which it happened, if there is one.
[<Sealed>]
type ShapeException(problem: string, layerPath: string) =
    inherit
        FuncNetException(
            if String.IsNullOrEmpty layerPath then
                problem
            else
                $"In layer '{layerPath}': {problem}"
        )

    /// An error outside of any layer.
    new(problem) = ShapeException(problem, "")

    /// The message without the layer.
    member _.Problem = problem

    /// The path of the layer, such as "block1.conv", or "".
    member _.LayerPath = layerPath

/// Element types that do not fit the operation.
[<Sealed>]
type DTypeException(message) =
    inherit FuncNetException(message)

/// An argument out of its range, such as a negative rate.
[<Sealed>]
type ConfigurationException(message) =
    inherit FuncNetException(message)

/// A file or a data set that cannot be used; the message names the file, and the line if there is one.
[<Sealed>]
type DataException(message: string, inner: exn | null) =
    inherit FuncNetException(message, inner)

    /// An error that has no other error under it.
    new(message) = DataException(message, null)

/// Short ways to throw the errors of the library.
module internal Errors =

    let shape fmt = Printf.ksprintf (fun text -> raise (ShapeException text)) fmt

    let dtype fmt = Printf.ksprintf (fun text -> raise (DTypeException text)) fmt

    let configuration fmt = Printf.ksprintf (fun text -> raise (ConfigurationException text)) fmt

    let data fmt = Printf.ksprintf (fun text -> raise (DataException text)) fmt
