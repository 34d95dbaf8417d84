namespace FuncNet

open System
open System.IO
open Spectre.Console

/// Showing how a download goes.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DownloadProgress =

    /// A function that is called with every event, in order.
    val observe: see: (DownloadEvent -> unit) -> IProgress<DownloadEvent>

    /// Plain lines, written to a writer: when a server begins, at each tenth of a file, when it waits, and at the end. A file that was
    /// there before has none.
    val lines: writer: TextWriter -> IProgress<DownloadEvent>

    /// A bar for each file with its bytes and their rate, drawn over and over on a terminal.
    val internal bar: terminal: IAnsiConsole -> IProgress<DownloadEvent>

    /// Progress on the console: bars on a terminal, plain lines when the output goes elsewhere. One for each call.
    val console: unit -> IProgress<DownloadEvent>
