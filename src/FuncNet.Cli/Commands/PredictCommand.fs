namespace FuncNet.Cli

open System
open System.CommandLine
open System.IO
open FuncNet

/// funcnet predict.
module internal PredictCommand =

    let private model = Arguments.argument "MODEL" "a file that funcnet train has written"

    let private data =
        Arguments.argument "DATA" "a table, an image, a folder of images, or an .npz file with inputs"

    let private output =
        Arguments.option "--output" "FILE.csv" "where the predictions go; the standard output if not given"

    /// The columns of a prediction beside those of the table; a target that is there keeps its name.
    let private ofTable (path: string) (model: TableModel) : Table =
        let table = TableModel.read path model
        let predicted = (TableModel.predict table model).Table

        let renamed =
            if table.Contains model.Target then
                predicted.Names
                |> Seq.filter (fun name -> name = model.Target)
                |> Seq.fold (fun table name -> Table.rename name $"predicted {name}" table) predicted
            else
                predicted

        table |> Table.withColumns renamed.Columns

    /// A row for each result: its name, and the class with the probabilities, or the numbers.
    let private resultTable (network: Network) (names: string[]) (results: Tensor) : Table =
        let rows = Tensor.reshape [ results.Shape[0]; -1 ] results
        let width = rows.Shape[1]
        let column (values: float32[]) j = [ for i in 0 .. names.Length - 1 -> float values[i * width + j] ]

        Table.ofColumns [
            yield Column.texts "input" names

            if network.ClassNames.Count = width then
                let probabilities = (Tensor.softmax 1 rows |> Tensor.cast DType.Float32).ToArray<float32>()
                let best = (Tensor.argMax 1 rows).ToArray<int>()
                yield Column.texts "class" [ for label in best -> network.ClassNames[label] ]

                for j in 0 .. width - 1 do
                    yield Column.numbers $"class={network.ClassNames[j]}" (column probabilities j)
            else
                let values = (Tensor.cast DType.Float32 rows).ToArray<float32>()

                for j in 0 .. width - 1 do
                    yield Column.numbers (if width = 1 then "result" else $"result{j + 1}") (column values j)
        ]

    let private image (network: Network) (path: string) : Tensor =
        let image = ImageFile.read path

        match network.InputShape with
        | Signal.One shape when shape.Rank = 3 ->
            let coloured = if shape[2] = 1 then Image.grey image else Image.colour image

            if image.Height = shape[0] && image.Width = shape[1] then
                Image.toTensor coloured
            else
                Image.toTensor (Image.resize shape[0] shape[1] coloured)
        | shape -> Errors.data "'%s' is an image; the model takes %O." path shape

    let private isImage (path: string) = List.contains (endingOf path) (fst ImageFile.endings)

    let private ofTensors (path: string) (network: Network) : Table =
        if Directory.Exists path then
            let files =
                Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                |> Seq.filter isImage
                |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b))
                |> Seq.toArray

            if files.Length = 0 then
                Errors.data "The folder '%s' holds no images." path

            let results = [|
                for part in Array.chunkBySize 256 files ->
                    network.Predict(Tensor.stack 0 (part |> Array.map (image network)))
            |]

            let names = files |> Array.map (fun file -> Path.GetRelativePath(path, file))
            resultTable network names (Tensor.concatenate 0 results)
        elif not (File.Exists path) then
            Errors.data "There is no file or folder '%s'." path
        elif isImage path then
            resultTable network [| path |] (network.Predict(Tensor.stack 0 [ image network path ]))
        elif endingOf path = ".npz" then
            let arrays = Npz.read path

            if not (arrays.Contains "inputs") then
                Errors.data "'%s' has no array \"inputs\"; it has: %s." path (String.concat ", " arrays.Paths)

            let results = network.Predict arrays["inputs"]
            resultTable network (Array.init results.Shape[0] string) results
        elif Samples.isTable path then
            Model.refuseTable path network
        else
            wrongUsage "'%s' is none of an image, a folder of images, and an .npz file with inputs." path

    let private document (table: Table) =
        let cell (column: Column) row = if column.IsMissing row then "" else column.Text row

        let value (column: Column) row =
            match column.Type with
            | _ when column.IsMissing row -> null
            | ColumnType.Number
            | ColumnType.Whole -> Document.number (column.Number row)
            | ColumnType.Truth
            | ColumnType.Date
            | ColumnType.Text -> Document.text (cell column row)

        Document.list [
            for row in 0 .. table.Count - 1 ->
                Document.object [ for column in table.Columns -> column.Name, value column row ]
        ]

    let private csv (table: Table) =
        let file = Path.Combine(Path.GetTempPath(), $"funcnet-{Guid.NewGuid():N}.csv")

        try
            Table.write file table
            (File.ReadAllText file).ReplaceLineEndings().TrimEnd()
        finally
            File.Delete file

    let private run (screen: Screen) (parsed: ParseResult) : int =
        let path = parsed.GetRequiredValue data
        let file = Arguments.text parsed output
        file |> Option.iter (Targets.require screen (Arguments.isSet parsed Arguments.force))

        let table =
            match Model.load (parsed.GetRequiredValue model) with
            | OfTables model ->
                match Samples.read Samples.asTheyAre path with
                | Rows path -> ofTable path model
                | Samples _ ->
                    wrongUsage
                        "'%s' is no table; the model takes the columns %s."
                        path
                        (String.concat ", " model.ColumnNames)
            | OfTensors network -> ofTensors path network

        match file with
        | Some file ->
            Table.write file table

            screen.Result(
                (fun () -> $"{table.Count:N0} predictions: {file}"),
                fun () -> Document.object [ "predictions", Document.whole table.Count; "file", Document.text file ]
            )
        | None -> screen.Result((fun () -> csv table), fun () -> document table)

        Exit.success

    let command =
        Commands.make
            "predict"
            "Predicts: for the rows of a table, with probabilities beside them; for images; for tensors."
            [ model; data ]
            [ output; Arguments.force ]
            [
                "funcnet predict model.safetensors new.csv --output predictions.csv"
                "funcnet predict digits.safetensors seven.png"
                "funcnet predict digits.safetensors scans/ --json"
            ]
            run
