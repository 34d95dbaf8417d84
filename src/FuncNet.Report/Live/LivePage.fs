namespace FuncNet

open System
open System.IO
open System.Runtime.CompilerServices
open System.Threading

[<NoEquality; NoComparison>]
type LiveOptions = {
    Port: int
    Save: Func<TrainingState, string>
    Cancellation: CancellationToken
} with

    static member Default = {
        Port = 0
        Save =
            Func<_, _>(fun (state: TrainingState) ->
                let path = Path.GetFullPath "live.safetensors"
                Checkpoint.save path state
                $"Step {state.Step} is saved to {path}.")
        Cancellation = CancellationToken.None
    }

[<Sealed>]
type LivePage private (first: Report, options: LiveOptions) =

    let recorder = Recorder()
    let mutable report = first
    let mutable documents = 0
    let mutable server: LiveServer voption = ValueNone

    let mark () = server |> ValueOption.iter _.Mark()
    let run = LiveRun(recorder, options.Save.Invoke, mark, options.Cancellation)

    /// The run as it stands: with what it says of itself, and what was asked of it.
    let runJson () =
        let notice = Json.Text run.Notice
        let stopping = Json.Flag run.IsStopping
        let shown = (Volatile.Read &report).WithRecord(recorder.Record)
        Json.Object [ "run", shown.Run; "notice", notice; "stopping", stopping ]

    let document (token: string) =
        let live = [ "token", Json.Text token; "notice", Json.Text run.Notice; "stopping", Json.Flag run.IsStopping ]

        (Volatile.Read &report).WithRecord(recorder.Record).Document live

    member private _.Open() =
        server <-
            ValueSome(
                LiveServer.Start(
                    options.Port,
                    {
                        Page = fun token -> Page.html (Volatile.Read &report).Title (document token)
                        Run = runJson >> Json.text
                        Number = fun () -> Volatile.Read &documents
                        Document = fun () -> Json.text (document "")
                        Wish = run.Wish
                    }
                )
            )

    [<MethodImpl(MethodImplOptions.NoInlining)>]
    static member private Opened(report: Report, options: LiveOptions) =
        let page = new LivePage(report, options)
        page.Open()
        page

    static member Serve(report: Report, options: LiveOptions) : LivePage =
        if options.Port < 0 || options.Port > 65535 then
            Errors.configuration "Live page: a port lies between 0 and 65535; it is %d." options.Port

        AspNet.ensure ()
        LivePage.Opened(report, options)

    static member Serve(report: Report, port: int) : LivePage =
        LivePage.Serve(report, { LiveOptions.Default with Port = port })

    member _.Port =
        match server with
        | ValueSome server -> server.Port
        | ValueNone -> options.Port

    member page.Url = $"http://127.0.0.1:{page.Port}/"
    member _.Callback = run.Callback
    member _.Observer = recorder.Observer
    member _.Record = recorder.Record

    member _.Describe(trainer: Trainer) =
        recorder.Describe trainer
        mark ()

    member _.Show(shown: Report) =
        Volatile.Write(&report, shown)
        Interlocked.Increment &documents |> ignore
        mark ()

    member _.Dispose() =
        run.Release()
        server |> ValueOption.iter _.Close()
        server <- ValueNone

    interface IDisposable with
        member page.Dispose() = page.Dispose()

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LivePage =

    let serveWith options report = LivePage.Serve(report, (options: LiveOptions))
    let serve (port: int) report = LivePage.Serve(report, port)

    let attach (page: LivePage) (trainer: Trainer) =
        page.Describe trainer

        trainer |> Trainer.withCallback page.Callback |> Trainer.withObserver page.Observer
