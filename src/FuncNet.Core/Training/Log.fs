namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Text
open System.Text.Json
open Microsoft.Extensions.Logging

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Log =

    /// Writing in the middle of a run: what goes wrong is told once.
    let private writing path (action: unit -> unit) =
        try
            Files.guard "write" path action
        with :? DataException as error ->
            raise (ObserverException($"{error.Message.TrimEnd '.'}; the run goes on without this log.", error))

    /// What is told of an epoch: names and numbers.
    let private columns (report: EpochReport) : (string * float) list = [
        "loss", report.Loss
        for figure in report.Metrics do
            figure.Name, figure.Value
        if report.HasValidation then
            "validation loss", report.ValidationLoss

            for figure in report.ValidationMetrics do
                $"validation {figure.Name}", figure.Value
        "rate", report.Rate
    ]

    let private quoted (text: string) =
        if text.IndexOfAny [| ','; '"'; '\n'; '\r' |] >= 0 then
            "\"" + text.Replace("\"", "\"\"") + "\""
        else
            text

    /// The lines of epochs before one, if the file has any under the same header.
    let private rowsBefore path (header: string) (epoch: int) : string[] =
        let lines = if File.Exists path then File.ReadAllLines path else [||]

        if lines.Length = 0 then
            [||]
        elif lines[0] <> header then
            Errors.data
                "The log '%s' has other columns than this run: '%s', not '%s'. Give the run a file of its own."
                path
                lines[0]
                header
        else
            lines[1..]
            |> Array.filter (fun line ->
                match Int32.TryParse(line.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture) with
                | true, written -> written < epoch
                | _ -> false)

    /// Throws if a file cannot be written; leaves what is in it.
    let private requireWritable path =
        Files.guard "write" path (fun () ->
            use stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read)
            stream.Flush())

    let csv (path: string) : Observer =
        Observer(fun body ->
            let mutable isBegun = false

            body (fun event ->
                match event with
                | TrainingEvent.Started _ -> requireWritable path
                | TrainingEvent.EpochDone report ->
                    let columns = columns report
                    let header = "epoch" :: List.map fst columns |> List.map quoted |> String.concat ","
                    let row = string report.Epoch :: (columns |> List.map (snd >> Numbers.text)) |> String.concat ","

                    writing path (fun () ->
                        if isBegun then
                            File.AppendAllText(path, row + "\n")
                        else
                            let text =
                                String.Join("\n", [| header; yield! rowsBefore path header report.Epoch; row; "" |])

                            Files.writeAtomically path (fun stream ->
                                stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes text)))

                            isBegun <- true)
                | TrainingEvent.StepDone _
                | TrainingEvent.RunsEagerly _
                | TrainingEvent.Warned _
                | TrainingEvent.Finished _ -> ()))

    /// What is told of an event beside its name: whole numbers, numbers and texts.
    let private facts (event: TrainingEvent) : (string * (string * obj) list) =
        match event with
        | TrainingEvent.Started(epochs, steps, samples) ->
            "started", [ "epochs", epochs; "steps per epoch", steps; "samples", samples ]
        | TrainingEvent.RunsEagerly reason -> "runs eagerly", [ "reason", reason ]
        | TrainingEvent.StepDone report ->
            "step",
            [
                "epoch", report.Epoch
                "step", report.Step
                "step in epoch", report.StepInEpoch
                "samples", report.Samples
                "loss", report.Loss
                for figure in report.Metrics do
                    figure.Name, figure.Value
            ]
        | TrainingEvent.EpochDone report ->
            "epoch",
            [
                "epoch", report.Epoch
                for name, value in columns report do
                    name, value
            ]
        | TrainingEvent.Warned message -> "warning", [ "message", message ]
        | TrainingEvent.Finished reason -> "finished", [ "reason", reason ]

    let private line (time: DateTimeOffset) event : byte[] =
        let name, facts = facts event
        use buffer = new MemoryStream()

        using (new Utf8JsonWriter(buffer)) (fun json ->
            json.WriteStartObject()
            json.WriteString("event", name)
            json.WriteString("time", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))

            for name, fact in facts do
                match fact with
                | :? int as number -> json.WriteNumber(name, number)
                | :? float as number -> Numbers.write json name number
                | other -> json.WriteString(name, string other)

            json.WriteEndObject())

        buffer.WriteByte(byte '\n')
        buffer.ToArray()

    /// Opens a file to write behind what is in it, on a line of its own.
    let private append path =
        let stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)

        if stream.Length > 0L then
            stream.Position <- stream.Length - 1L

            if stream.ReadByte() <> int '\n' then
                stream.WriteByte(byte '\n')

        stream

    let jsonLinesBy (clock: TimeProvider) (everySteps: int) (path: string) : Observer =
        let every = Argument.atLeast 0 "Log.jsonLines" "the number of steps between two" everySteps

        Observer(fun body ->
            let mutable stream: FileStream option = None

            let write event =
                stream
                |> Option.iter (fun stream ->
                    stream.Write(ReadOnlySpan(line (clock.GetUtcNow()) event))
                    stream.Flush())

            try
                body (fun event ->
                    match event with
                    | TrainingEvent.Started _ ->
                        stream <- Some(Files.guard "write" path (fun () -> append path))
                        writing path (fun () -> write event)
                    | TrainingEvent.StepDone report when every = 0 || report.Step % every <> 0 -> ()
                    | TrainingEvent.StepDone _
                    | TrainingEvent.EpochDone _
                    | TrainingEvent.RunsEagerly _
                    | TrainingEvent.Warned _
                    | TrainingEvent.Finished _ -> writing path (fun () -> write event))
            finally
                stream |> Option.iter _.Dispose())

    let jsonLines path = jsonLinesBy TimeProvider.System 0 path

    let logger (logger: ILogger) : Observer =
        let level event =
            match event with
            | TrainingEvent.StepDone _ -> LogLevel.Debug
            | TrainingEvent.RunsEagerly _
            | TrainingEvent.Warned _ -> LogLevel.Warning
            | TrainingEvent.Started _
            | TrainingEvent.EpochDone _
            | TrainingEvent.Finished _ -> LogLevel.Information

        let see event =
            let level = level event

            if logger.IsEnabled level then
                let name, facts = facts event

                let text =
                    facts
                    |> List.map (fun (name, fact) ->
                        String.Format(CultureInfo.InvariantCulture, "{0} {1:G6}", name, fact))
                    |> String.concat ", "

                let values: KeyValuePair<string, obj | null>[] = [|
                    for name, fact in facts do
                        KeyValuePair(name, fact)
                    KeyValuePair("{OriginalFormat}", box $"training, {name}")
                |]

                logger.Log(
                    level,
                    EventId(0, name),
                    values,
                    null,
                    Func<KeyValuePair<string, obj | null>[], exn | null, string>(fun _ _ -> $"training, {name}: {text}")
                )

        Observer(fun body -> body see)
