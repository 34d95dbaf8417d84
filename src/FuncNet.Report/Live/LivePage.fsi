namespace FuncNet

open System
open System.Threading

/// What a live page is opened with.
[<NoEquality; NoComparison>]
type LiveOptions = {
    /// The port on 127.0.0.1; 0 for any that is free.
    Port: int
    /// Saves the state of the run when somebody presses the button; what the page tells of it then, such as the name of the file. An exception of
    /// the library is told instead.
    Save: Func<TrainingState, string>
    /// What ends a pause for good, such as the token that also cancels the run: nobody at the page is waited for then. LivePage.attach (F#) knows the
    /// token of its trainer.
    Cancellation: CancellationToken
} with

    /// Any port; saves a checkpoint to "live.safetensors" in the current folder.
    static member Default: LiveOptions

/// A report that is served to browsers on this machine while its run goes on: curves grow, and the run can be paused, gone on with, stopped and saved.
/// A slow browser, or one that has vanished, never slows the training, and what is trained is the same to the last bit unless
/// somebody stops it. A stop ends the run after the step under way; where there are validation data, the weights of the best epoch come back.
[<Sealed>]
type LivePage =
    interface IDisposable

    /// Begins to serve a report on 127.0.0.1. A port that is in use, or is no port, is a ConfigurationException.
    static member Serve: report: Report * options: LiveOptions -> LivePage

    /// Begins to serve a report on a port of 127.0.0.1; 0 for any that is free.
    static member Serve: report: Report * port: int -> LivePage

    /// The port.
    member Port: int

    /// The address of the page.
    member Url: string

    /// What a trainer shows and is steered by; of one run at a time.
    member Callback: Callback

    /// What tells the page of warnings, and why steps could not be compiled.
    member Observer: Observer

    /// What has happened in the run so far, for its report.
    member Record: RunRecord

    /// Shows what the trainer is made of, and lets go of its run when that is cancelled.
    member internal Meet: trainer: Trainer -> unit

    /// Shows another report in the page, such as the whole one after the run.
    member Show: shown: Report -> unit

    /// Ends the pause, if there is one, and the page.
    member Dispose: unit -> unit

/// Live pages.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LivePage =

    /// Begins to serve a report on 127.0.0.1. A port that is in use, or is no port, is a ConfigurationException.
    val serveWith: options: LiveOptions -> report: Report -> LivePage

    /// Begins to serve a report on a port of 127.0.0.1; 0 for any that is free.
    val serve: port: int -> report: Report -> LivePage

    /// The trainer with the page's callback and observer; its settings so far are shown.
    val attach: page: LivePage -> trainer: Trainer -> Trainer
