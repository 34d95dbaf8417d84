namespace FuncNet

open System
open System.Diagnostics
open System.Globalization
open System.IO
open Spectre.Console

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Progress =

    let private figures (metrics: Figure seq) = metrics |> Seq.map (fun figure -> $"  {figure}") |> String.concat ""

    let private clock (seconds: float) =
        if seconds < 60.0 then
            String.Format(CultureInfo.InvariantCulture, "{0:0.0} s", seconds)
        else
            TimeSpan.FromSeconds(seconds).ToString(if seconds < 3600.0 then @"m\:ss" else @"h\:mm\:ss")

    let private rate (samples: int) (seconds: float) =
        let perSecond = if seconds > 0.0 then float samples / seconds else 0.0
        String.Format(CultureInfo.InvariantCulture, "{0:N0}/s", perSecond)

    let private epochLine (epochs: int) (samples: int) (seconds: float) (report: EpochReport) =
        let number = string report.Epoch
        let width = (string epochs).Length

        let validation =
            if report.HasValidation then
                $"  │ validation loss {report.ValidationLoss:F4}{figures report.ValidationMetrics}"
            else
                ""

        $"epoch {number.PadLeft width}/{epochs}  loss {report.Loss:F4}{figures report.Metrics}{validation}  │ {rate samples seconds}  {clock seconds}"

    let private eagerLine why = $"not compiled, so slower: {why}"

    let private warningLine what = $"warning: {what}"

    let lines (writer: TextWriter) : Observer =
        Observer(fun body ->
            let watch = Stopwatch()
            let mutable total = 0
            let mutable samples = 0

            body (fun event ->
                match event with
                | TrainingEvent.Started(epochs, _, _) ->
                    total <- epochs
                    watch.Restart()
                | TrainingEvent.EpochDone report ->
                    writer.WriteLine(epochLine total samples watch.Elapsed.TotalSeconds report)
                    samples <- 0
                    watch.Restart()
                | TrainingEvent.RunsEagerly why -> writer.WriteLine(eagerLine why)
                | TrainingEvent.Warned what -> writer.WriteLine(warningLine what)
                | TrainingEvent.Finished reason -> writer.WriteLine $"finished: {reason}"
                | TrainingEvent.StepDone report -> samples <- samples + report.Samples))

    let internal bar (terminal: IAnsiConsole) : Observer =
        Observer(fun body ->
            let progress =
                terminal
                    .Progress()
                    .AutoClear(true)
                    .Columns(
                        TaskDescriptionColumn(Alignment = Justify.Left),
                        ProgressBarColumn(Width = Nullable 30),
                        PercentageColumn(),
                        RemainingTimeColumn()
                    )

            progress.Start(fun display ->
                let watch = Stopwatch()
                let mutable total = 0
                let mutable isLengthKnown = true
                let mutable steps = 0
                let mutable seen = 0
                let mutable lossSum = 0.0
                let mutable metricSums: float[] = [||]
                let mutable task: ProgressTask voption = ValueNone

                body (fun event ->
                    match event with
                    | TrainingEvent.Started(epochs, steps, _) ->
                        total <- epochs
                        isLengthKnown <- steps > 0
                        let added = display.AddTask("training", true, float epochs * float (max 1 steps))
                        // A bar that only moves, until the first epoch has shown how long one is.
                        added.IsIndeterminate <- not isLengthKnown
                        task <- ValueSome added
                        watch.Restart()
                    | TrainingEvent.StepDone report ->
                        seen <- seen + report.Samples
                        steps <- steps + 1

                        let weighted =
                            report.Metrics
                            |> Seq.map (fun figure -> figure.Value * float report.Samples)
                            |> Seq.toArray

                        lossSum <- lossSum + report.Loss * float report.Samples
                        metricSums <- if metricSums.Length = 0 then weighted else Array.map2 (+) metricSums weighted

                        match task with
                        | ValueSome task ->
                            if isLengthKnown then
                                task.Increment 1.0

                            let speed = rate seen watch.Elapsed.TotalSeconds

                            let means =
                                Seq.map2
                                    (fun (figure: Figure) sum -> { figure with Value = sum / float seen })
                                    report.Metrics
                                    metricSums

                            let text =
                                $"epoch {report.Epoch}/{total}  loss {lossSum / float seen:F4}{figures means}  {speed}"

                            task.Description <- Markup.Escape text
                        | ValueNone -> ()
                    | TrainingEvent.EpochDone report ->
                        terminal.WriteLine(epochLine total seen watch.Elapsed.TotalSeconds report)

                        if not isLengthKnown then
                            task
                            |> ValueOption.iter (fun task ->
                                task.IsIndeterminate <- false
                                task.MaxValue <- float total * float steps
                                task.Value <- float report.Epoch * float steps)

                        seen <- 0
                        steps <- 0
                        lossSum <- 0.0
                        metricSums <- [||]
                        watch.Restart()
                    | TrainingEvent.RunsEagerly why -> terminal.WriteLine(eagerLine why)
                    | TrainingEvent.Warned what -> terminal.WriteLine(warningLine what)
                    | TrainingEvent.Finished reason -> terminal.WriteLine $"finished: {reason}")))

    let console: Observer =
        Observer(fun body ->
            let observer =
                if Console.IsOutputRedirected then
                    lines Console.Out
                else
                    bar AnsiConsole.Console

            observer.Watch body)
