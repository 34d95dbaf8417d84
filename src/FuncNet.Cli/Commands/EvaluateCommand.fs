namespace FuncNet.Cli

open System.CommandLine
open FuncNet

/// funcnet evaluate.
module internal EvaluateCommand =

    let private model = Arguments.argument "MODEL" "a file that funcnet train has written"

    let private data =
        Arguments.argument "DATA" "data with their targets, in the form of those that it was trained on"

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let path = parsed.GetRequiredValue data

        let count, figures, confusion =
            match Model.load (parsed.GetRequiredValue model) with
            | OfTables model ->
                let table = TableModel.read path model

                let confusion =
                    if model.ClassNames.Count > 0 then
                        Some(TableModel.confusionMatrix table model)
                    else
                        None

                table.Count, List.ofSeq (TableModel.evaluate table model), confusion
            | OfTensors network ->
                match Samples.read (Model.form network) path with
                | Samples(data, test) ->
                    let data = defaultArg test data
                    data.Count, Model.figures network data, Model.confusion network data
                | Rows path -> Model.refuseTable path network

        let words () =
            String.concat "\n" [
                $"{count:N0} samples"

                for figure in figures do
                    string figure

                match confusion with
                | Some matrix -> $"\n{matrix}"
                | None -> ()
            ]

        let document () =
            Document.object [
                "samples", Document.whole count
                "figures", Document.figures figures
                match confusion with
                | Some matrix -> "confusion", Model.confusionDocument matrix
                | None -> ()
            ]

        screen.Result(words, document)
        Exit.success

    let command =
        Commands.make
            "evaluate"
            "Measures a model on data with their targets: accuracy and confusions, or errors."
            [ model; data ]
            []
            [
                "funcnet evaluate model.safetensors test.csv"
                "funcnet evaluate digits.safetensors mnist/ --json"
            ]
            run
