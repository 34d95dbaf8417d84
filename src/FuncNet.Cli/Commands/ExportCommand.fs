namespace FuncNet.Cli

open System.CommandLine
open System.IO
open FuncNet

/// funcnet export.
module internal ExportCommand =

    let private model = Arguments.argument "MODEL" "a file that funcnet train has written"

    let private output =
        Arguments.argument
            "FILE"
            "what to write; its ending says which: .onnx for ONNX Runtime and others; .npz (NumPy) or .safetensors for the values alone"

    /// The forms by the endings of their names.
    let private forms: (string * (string -> Network -> unit)) list = [
        ".onnx", Onnx.export
        ".npz", (fun path network -> Npz.write path (Seq.append network.Parameters network.State))
        ".safetensors", Network.saveWeights
    ]

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let path = parsed.GetRequiredValue output
        let ending = endingOf path
        let endings = forms |> List.map fst

        match forms |> List.tryFind (fun (known, _) -> known = ending) with
        | None ->
            wrongUsage
                "'%s' has no ending that says what to write. These are known: %s.%s"
                path
                (String.concat ", " endings)
                (Spelling.hint endings ending)
        | Some(_, write) ->
            Targets.require screen (Arguments.isSet parsed Arguments.force) path
            let model = Model.load (parsed.GetRequiredValue model)
            let network = Model.network model
            write path network
            let bytes = FileInfo(path).Length

            // ONNX and values have no columns of tables.
            let inputs =
                match model with
                | OfTables model -> List.ofSeq model.Preprocessor.FeatureNames
                | OfTensors _ -> []

            screen.Result(
                (fun () ->
                    String.concat "\n" [
                        $"{path}: {bytes:N0} bytes"

                        if not inputs.IsEmpty then
                            let names = String.concat ", " inputs
                            $"It takes the features that the preprocessing makes of a row, in this order: {names}."
                    ]),
                fun () ->
                    Document.object [
                        "file", Document.text path
                        "bytes", Document.whole (int bytes)
                        "parameters", Document.whole network.Parameters.Size
                        "features", Document.list [ for name in inputs -> Document.text name ]
                    ]
            )

            Exit.success

    let command =
        Commands.make
            "export"
            "Writes a model in another form."
            [ model; output ]
            [ Arguments.force ]
            [ "funcnet export model.safetensors model.onnx"; "funcnet export model.safetensors weights.npz" ]
            run
