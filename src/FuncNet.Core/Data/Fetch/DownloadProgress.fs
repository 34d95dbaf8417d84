namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Threading.Tasks
open Spectre.Console

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DownloadProgress =

    let observe (see: DownloadEvent -> unit) = {
        new IProgress<DownloadEvent> with
            member _.Report event = see event
    }

    let private size (bytes: float) =
        if bytes >= 1e6 then
            String.Format(CultureInfo.InvariantCulture, "{0:0.0} MB", bytes / 1e6)
        else
            String.Format(CultureInfo.InvariantCulture, "{0:0.0} kB", bytes / 1e3)

    let private ofTotal (received: int64) (total: int64) =
        if total < 0L then
            size (float received)
        else
            $"{size (float received)} of {size (float total)}"

    let private beginning file address received total =
        if received > 0L then
            $"{file}: going on at {ofTotal received total}, from {address}"
        else
            let all = if total < 0L then "" else $"{size (float total)} "
            $"{file}: fetching {all}from {address}"

    let private waiting file (time: TimeSpan) reason =
        let again =
            if time > TimeSpan.Zero then
                String.Format(CultureInfo.InvariantCulture, "; waiting {0:0.#} s", time.TotalSeconds)
            else
                ""

        $"{file}: {reason}{again}"

    let lines (writer: TextWriter) =
        let tenths = Dictionary<string, int64>()

        observe (fun event ->
            lock tenths (fun () ->
                match event with
                | DownloadEvent.Started(file, address, received, total) ->
                    tenths[file] <- if total > 0L then 10L * received / total else 0L
                    writer.WriteLine(beginning file address received total)
                | DownloadEvent.Received(file, received, total, rate) ->
                    // Where the whole is not known, each ten million bytes.
                    let tenth = if total > 0L then 10L * received / total else received / 10_000_000L

                    if tenth > tenths.GetValueOrDefault(file, 0L) then
                        tenths[file] <- tenth
                        writer.WriteLine $"{file}: {ofTotal received total}, {size rate}/s"
                | DownloadEvent.Waiting(file, time, reason) -> writer.WriteLine(waiting file time reason)
                | DownloadEvent.Finished(file, path, isNew) ->
                    if isNew then
                        writer.WriteLine $"{file}: done, kept in {path}"
                | DownloadEvent.Failed(file, _) -> writer.WriteLine $"{file}: failed"))

    /// A display of bars that is open until the last of its files is done.
    type private Display(terminal: IAnsiConsole) =
        let ending = TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        let bars = Dictionary<string, ProgressTask>()
        let mutable context: ProgressContext voption = ValueNone

        let drawing =
            terminal
                .Progress()
                .AutoClear(true)
                .Columns(
                    TaskDescriptionColumn(Alignment = Justify.Left),
                    ProgressBarColumn(Width = Nullable 30),
                    PercentageColumn(),
                    DownloadedColumn(),
                    TransferSpeedColumn()
                )
                .StartAsync(fun opened ->
                    context <- ValueSome opened
                    ending.Task)

        member _.Bar(file: string) =
            match bars.TryGetValue file, context with
            | (true, bar), _ -> ValueSome bar
            | (false, _), ValueSome opened ->
                let bar = opened.AddTask(Markup.Escape file, true, 100.0)
                bars[file] <- bar
                ValueSome bar
            | (false, _), ValueNone -> ValueNone

        /// Whether no bar is left.
        member _.Remove(file: string) =
            match bars.TryGetValue file with
            | true, bar ->
                bar.StopTask()
                bars.Remove file |> ignore
            | false, _ -> ()

            bars.Count = 0

        /// Where something else is drawn on the terminal, this display never opened.
        member _.Close() =
            ending.TrySetResult() |> ignore

            if context.IsSome then
                drawing.GetAwaiter().GetResult()

    let internal bar (terminal: IAnsiConsole) =
        let gate = obj ()
        let mutable display: Display voption = ValueNone

        let show file received total =
            let opened =
                match display with
                | ValueSome opened -> opened
                | ValueNone ->
                    let opened = Display terminal
                    display <- ValueSome opened
                    opened

            match opened.Bar file with
            | ValueSome bar ->
                bar.IsIndeterminate <- total < 0L
                bar.MaxValue <- float (max 1L (if total < 0L then received else total))
                bar.Value <- float received
            | ValueNone -> ()

        let finish file text =
            match display with
            | ValueSome opened ->
                if opened.Remove file then
                    opened.Close()
                    display <- ValueNone

                terminal.WriteLine text
            | ValueNone -> ()

        observe (fun event ->
            lock gate (fun () ->
                match event with
                | DownloadEvent.Started(file, _, received, total) -> show file received total
                | DownloadEvent.Received(file, received, total, _) -> show file received total
                | DownloadEvent.Waiting(file, time, reason) -> terminal.WriteLine(waiting file time reason)
                | DownloadEvent.Finished(file, path, isNew) ->
                    if isNew then
                        finish file $"{file}: done, kept in {path}"
                | DownloadEvent.Failed(file, _) -> finish file $"{file}: failed"))

    let console () =
        if Console.IsOutputRedirected then
            lines Console.Out
        else
            bar AnsiConsole.Console
