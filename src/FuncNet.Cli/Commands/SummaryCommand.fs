namespace FuncNet.Cli

open System
open System.CommandLine
open System.IO
open FuncNet

/// funcnet summary.
module internal SummaryCommand =

    let private model =
        Argument<string>(
            "MODEL",
            Description = "a file that funcnet train has written",
            Arity = ArgumentArity.ZeroOrOne
        )

    let private input =
        Arguments.option "--input" "SHAPE" "the shape of one sample for --network, such as 28x28x1"

    let private shape (text: string) : Shape =
        let sizes = text.Split 'x' |> Array.map Int32.TryParse

        if sizes |> Array.forall (fun (isWhole, n) -> isWhole && n > 0) then
            Shape(sizes |> Array.map snd)
        else
            wrongUsage "--input %s: sizes are expected, such as 28x28x1." text

    let private row (path: string, kind: string, output: string, count: int64) =
        Document.object [
            "layer", Document.text path
            "kind", Document.text kind
            "output", Document.text output
            "parameters", Document.whole (int count)
        ]

    let private document (summary: Summary) (layer: Layer) =
        Document.object [
            "network",
            (try
                Document.text (Layer.toText layer)
             with :? ConfigurationException ->
                 null)
            "layers",
            Document.list [
                for line in summary.Rows -> row (line.Path, line.Kind, line.OutputShape, int64 line.Parameters)
            ]
            "parameters", Document.whole summary.TotalParameters
            "trainable", Document.whole summary.TrainableParameters
        ]

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let hasText =
            (Arguments.text parsed TrainOptions.network).IsSome
            || (Arguments.text parsed TrainOptions.networkFile).IsSome

        let words, summary, layer =
            match parsed.GetValue model |> Option.ofObj, hasText with
            | Some _, true -> wrongUsage "Give a model or a network as text, not both."
            | None, false -> wrongUsage "What is to be summed up? Give a model, or --network TEXT with --input SHAPE."
            | Some path, false ->
                match Model.load path with
                | OfTables model -> string model, model.Network.Summary(), model.Network.Layer
                | OfTensors network -> string (network.Summary()), network.Summary(), network.Layer
            | None, true ->
                let layer = TrainOptions.layers parsed

                match Arguments.text parsed input with
                | Some text ->
                    let summary = asUsage (fun () -> Network.summary (shape text) layer)
                    string summary, summary, layer
                | None -> wrongUsage "Of which shape is a sample? Give --input, such as --input 28x28x1 or --input 4."

        screen.Result((fun () -> words), fun () -> document summary layer)
        Exit.success

    let command =
        Commands.make
            "summary"
            "Shows the layers, shapes and parameters of a model, or of a network as text. Nothing is trained or drawn for it."
            [ model ]
            [ TrainOptions.network; TrainOptions.networkFile; input ]
            [
                "funcnet summary model.safetensors"
                "funcnet summary --network \"conv2d 16 3, relu, maxPool2d 2, flatten, dense 10\" --input 28x28x1"
            ]
            run
