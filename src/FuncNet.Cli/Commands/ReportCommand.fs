namespace FuncNet.Cli

open System.CommandLine
open System.IO
open FuncNet

/// funcnet report.
module internal ReportCommand =

    let private model = Arguments.argument "MODEL" "a file that funcnet train has written"
    let private data = Arguments.argument "DATA" "data with their targets that it was not trained on"

    let private output = Arguments.optionOr "--output" "FILE.html" "report.html" "where the page goes"

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let file = parsed.GetRequiredValue output
        Targets.require screen (Arguments.isSet parsed Arguments.force) file
        let path, source = parsed.GetRequiredValue model, parsed.GetRequiredValue data
        let title = titleOf path

        let report =
            match Model.load path with
            | OfTables model -> Report.ofNetwork model.Network |> Report.withTable model (TableModel.read source model)
            | OfTensors network ->
                match Samples.read (Model.form network) source with
                | Samples(data, test) ->
                    let data = defaultArg test data

                    Report.ofNetwork network |> Report.withData data |> Report.withFigures (Model.figures network data)
                | Rows source -> wrongUsage "'%s' is a table; the model takes %O." source network.InputShape

        report |> Report.titled title |> Report.withSetting "Data" source |> Report.save file

        screen.Result((fun () -> $"report: {file}"), fun () -> Document.object [ "report", Document.text file ])

        Exit.success

    let command =
        Commands.make
            "report"
            "Writes a page for a browser about a saved model on data: errors, samples, the network. For curves, give --report to funcnet train."
            [ model; data ]
            [ output; Arguments.force ]
            [ "funcnet report model.safetensors test.csv --output model.html" ]
            run
