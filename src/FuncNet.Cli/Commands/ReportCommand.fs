namespace FuncNet.Cli

open System.CommandLine
open System.IO
open FuncNet

/// funcnet report.
module internal ReportCommand =

    let private model =
        Arguments.argument
            "MODEL"
            "a file that funcnet train has written; or a run alone: a folder of checkpoints, a checkpoint, a log (.csv, .jsonl)"

    let private data =
        Argument<string>(
            "DATA",
            Description = "data with their targets that the model was not trained on",
            Arity = ArgumentArity.ZeroOrOne
        )

    let private course =
        Arguments.option "--run" "PATH" "the run that made the model, for its curves: checkpoints or a log"

    let private output = Arguments.optionOr "--output" "FILE.html" "report.html" "where the page goes"

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let file = parsed.GetRequiredValue output
        Targets.require screen (Arguments.isSet parsed Arguments.force) file
        let path = parsed.GetRequiredValue model
        let title = titleOf (path.TrimEnd('/', Path.DirectorySeparatorChar))

        let ofModel (source: string) =
            match Model.load path with
            | OfTables model -> Report.ofNetwork model.Network |> Report.withTable model (TableModel.read source model)
            | OfTensors network ->
                match Samples.read (Model.form network) source with
                | Samples(data, test) ->
                    let data = defaultArg test data

                    Report.ofNetwork network |> Report.withData data |> Report.withFigures (Model.figures network data)
                | Rows source -> Model.refuseTable source network

        let source = parsed.GetValue data |> Option.ofObj

        let report =
            match source, Arguments.text parsed course with
            | None, None when History.isRun path -> Report.empty |> History.add path
            | _ when History.isRun path ->
                wrongUsage
                    "'%s' is a run, which holds no network. Give the model first, and the run behind it: funcnet report model.safetensors DATA --run \"%s\"."
                    path
                    path
            | Some source, run ->
                ofModel source
                |> Report.withSetting "Data" source
                |> (match run with
                    | Some run -> History.add run
                    | None -> id)
            | None, Some run -> Model.load path |> Model.network |> Report.ofNetwork |> History.add run
            | None, None -> Model.load path |> Model.network |> Report.ofNetwork

        report |> Report.titled title |> Report.save file

        screen.Result((fun () -> $"report: {file}"), fun () -> Document.object [ "report", Document.text file ])

        Exit.success

    let command =
        Commands.make
            "report"
            "Writes a page for a browser: about a saved model, with data its errors and samples, with --run its curves; or about a run alone, from what funcnet train has left behind."
            [ model; data ]
            [ course; output; Arguments.force ]
            [
                "funcnet report model.safetensors test.csv --output model.html"
                "funcnet report model.safetensors test.csv --run run/"
                "funcnet report run/                  (what funcnet train --checkpoint run/ has written)"
                "funcnet report run.jsonl             (what funcnet train --log run.jsonl has written; with its times)"
            ]
            run
