namespace FuncNet

open System.IO
open Spectre.Console

/// Showing how a run goes.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Progress =

    /// One plain line for each epoch, written to a writer: loss, metrics, validation, samples per second, seconds.
    val lines: writer: TextWriter -> Observer

    /// A bar with loss, metrics, samples per second and the time left, drawn over and over on a terminal; a line for each epoch stays.
    val internal bar: terminal: IAnsiConsole -> Observer

    /// Progress on the console: a bar on a terminal, plain lines when the output goes elsewhere.
    val console: Observer
