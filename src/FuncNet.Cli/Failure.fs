namespace FuncNet.Cli

open FuncNet

/// A command that was given wrong words: the message says which, and what is right.
type internal UsageException(message: string) =
    inherit FuncNetException(message)

/// What the process ends with.
module internal Exit =

    let success = 0

    /// The work failed.
    let failure = 1

    /// The words were wrong; nothing was done.
    let usage = 2

    /// The user pressed Ctrl-C; what there was is saved.
    let interrupted = 130

[<AutoOpen>]
module internal Failing =

    let wrongUsage fmt = Printf.ksprintf (fun text -> raise (UsageException text)) fmt

    /// The ending of a path, in lower case, with its dot; "" if it has none.
    let endingOf (path: string) =
        match System.IO.Path.GetExtension path with
        | null -> ""
        | ending -> ending.ToLowerInvariant()

    /// The name of a file without its folder.
    let nameOf (path: string) = System.IO.Path.GetFileName path |> Option.ofObj |> Option.defaultValue ""

    /// The name of a file without its folder and its ending.
    let titleOf (path: string) =
        System.IO.Path.GetFileNameWithoutExtension path |> Option.ofObj |> Option.defaultValue path

    /// The errors of an action that come of the user's words.
    let asUsage (action: unit -> 'T) : 'T =
        try
            action ()
        with :? LayerException as error ->
            raise (UsageException error.Message)
