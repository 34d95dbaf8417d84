namespace FuncNet

open System
open Microsoft.Extensions.Logging

/// Writing down how a run goes. A log that cannot be written when the run begins is a DataException before the first step; one that
/// fails later is a warning of the run, which goes on without it.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Log =

    /// A CSV file with a row for each epoch: epoch, loss, metrics, those of the validation if there is one, and rate. Numbers are written so that
    /// reading gives the same bits. Rows of the same or later epochs that are there already are replaced, so that the file of a run that was
    /// resumed is the one of an unbroken run. Only a process that is killed between a checkpoint of an epoch's end and its row lacks that row.
    val csv: path: string -> Observer

    /// A file to which a JSON object is added for each event, a line each: {"event": "epoch", "time": "…", "epoch": 3, "loss": 0.25, …}. Steps are
    /// written every so many; 0 for none. What JSON has no number for is the text "NaN", "Infinity" or "-Infinity". The time is a clock's, in UTC.
    val jsonLinesBy: clock: TimeProvider -> everySteps: int -> path: string -> Observer

    /// A file to which a JSON object is added for each event but steps, a line each.
    val jsonLines: path: string -> Observer

    /// Tells a logger of every event: warnings as warnings, steps as debug messages, all else as information, each with its figures as named values.
    val logger: logger: ILogger -> Observer
