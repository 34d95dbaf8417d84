namespace FuncNet

open System.Collections.Generic

[<Sealed>]
type TablePrediction internal (preprocessor: Preprocessor, result: Tensor) =

    let target = preprocessor.Target

    let names () =
        match preprocessor.FittedTarget with
        | FittedTarget.Classes(_, names) -> names
        | FittedTarget.Numbers _ ->
            Errors.configuration "The model predicts numbers of '%s', not classes; take Numbers." target

    let classes () =
        let names = names ()
        (Tensor.argMax 1 result).ToArray<int>() |> Array.map (fun label -> names[label])

    let probabilities () =
        names () |> ignore
        Tensor.softmax 1 result

    let numbers () =
        match preprocessor.FittedTarget with
        | FittedTarget.Numbers(_, center, scale) ->
            result.ToArray<float32>() |> Array.map (fun y -> float y * scale + center)
        | FittedTarget.Classes _ ->
            Errors.configuration "The model predicts classes of '%s', not numbers; take Classes." target

    member _.Count = result.Shape[0]
    member _.Classes: IReadOnlyList<string> = System.Array.AsReadOnly(classes ())
    member _.Probabilities = probabilities ()
    member _.Numbers: IReadOnlyList<float> = System.Array.AsReadOnly(numbers ())

    member _.Table =
        match preprocessor.FittedTarget with
        | FittedTarget.Classes(_, names) ->
            let values = probabilities().ToArray<float32>()

            Table.ofColumns [
                yield Column.texts target (classes ())

                for label in 0 .. names.Length - 1 do
                    yield
                        Column.numbers $"{target}={names[label]}" [
                            for row in 0 .. result.Shape[0] - 1 -> float values[row * names.Length + label]
                        ]
            ]
        | FittedTarget.Numbers(columnType, _, _) ->
            let columnType = if columnType.IsDate then ColumnType.Date else ColumnType.Number
            Table.ofColumns [ Column(target, columnType, Fields.Numbers(numbers ())) ]

    override prediction.ToString() = string prediction.Table

[<Sealed>]
type TableModel internal (preprocessor: Preprocessor, network: Network) =
    member _.Preprocessor = preprocessor
    member _.Network = network
    member _.Target = preprocessor.Target
    member _.ClassNames = preprocessor.ClassNames
    member _.ColumnNames = preprocessor.ColumnNames
    override _.ToString() = $"{preprocessor}\n\n{network.Summary()}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TableModel =

    let create (preprocessor: Preprocessor) (network: Network) =
        let input = Preprocessor.inputShape preprocessor
        let output = Signal.One(Shape preprocessor.OutputCount)

        if network.DType <> DType.Float32 then
            Errors.dtype
                "TableModel: the network is %O; the preprocessing gives float32. Build it in float32."
                network.DType

        if network.InputShape <> input || network.OutputShape <> output then
            Errors.shape
                "TableModel: the preprocessing gives %O and takes %O; the network takes %O and gives %O. Preprocessor.layer makes one that fits."
                input
                output
                network.InputShape
                network.OutputShape

        let names = preprocessor.ClassNames
        TableModel(preprocessor, (if names.Count > 0 then network.WithClassNames names else network))

    let readWith (options: TableOptions) (path: string) (model: TableModel) =
        let types = Dictionary<string, ColumnType>()

        for column in model.Preprocessor.Fitted do
            if not column.Kind.IsLeftOut then
                // Whole numbers and truth values are numbers to the network, so a new table may have any.
                types[column.Name] <-
                    match column.Kind, column.Type with
                    | FittedKind.Numbers _, ColumnType.Whole -> ColumnType.Number
                    | _, (ColumnType.Number | ColumnType.Whole | ColumnType.Truth | ColumnType.Date | ColumnType.Text) ->
                        column.Type

        types[model.Target] <-
            match model.Preprocessor.FittedTarget with
            | FittedTarget.Classes(columnType, _) -> columnType
            | FittedTarget.Numbers(ColumnType.Date, _, _) -> ColumnType.Date
            | FittedTarget.Numbers _ -> ColumnType.Number

        for entry in options.Types do
            types[entry.Key] <- entry.Value

        Table.readTyped options types path

    let read (path: string) (model: TableModel) = readWith TableOptions.Default path model

    let private results (table: Table) (model: TableModel) =
        model.Network.PredictOne(Preprocessor.inputs table model.Preprocessor)

    let predict (table: Table) (model: TableModel) = TablePrediction(model.Preprocessor, results table model)

    let private labels (table: Table) (model: TableModel) =
        Tensor.owning [ table.Count ] (Preprocessor.targets table model.Preprocessor |> Array.map int)

    /// Predicted and true numbers.
    let private numbers (table: Table) (model: TableModel) =
        let predicted = Seq.toArray (predict table model).Numbers

        Tensor.owning [ table.Count ] predicted,
        Tensor.owning [ table.Count ] (Preprocessor.targets table model.Preprocessor)

    let private crossEntropy logits labels = {
        Name = "crossEntropy"
        Value = (Loss.value Loss.softmaxCrossEntropy logits labels).ToScalar()
    }

    let private rootMeanSquare (predicted: Tensor) (truth: Tensor) = {
        Name = "rootMeanSquaredError"
        Value = sqrt ((mean (Tensor.square (predicted - truth))).ToScalar())
    }

    let cost (table: Table) (model: TableModel) : Figure =
        match model.Preprocessor.FittedTarget with
        | FittedTarget.Classes _ -> crossEntropy (results table model) (labels table model)
        | FittedTarget.Numbers _ -> numbers table model ||> rootMeanSquare

    let evaluate (table: Table) (model: TableModel) : IReadOnlyList<Figure> =
        match model.Preprocessor.FittedTarget with
        | FittedTarget.Classes _ ->
            let logits, labels = results table model, labels table model

            [|
                { Name = "accuracy"; Value = (mean (Metric.evaluate Metric.accuracy logits labels)).ToScalar() }
                crossEntropy logits labels
            |]
        | FittedTarget.Numbers _ ->
            let predicted, truth = numbers table model

            [|
                { Name = "meanAbsoluteError"; Value = (mean (abs (predicted - truth))).ToScalar() }
                rootMeanSquare predicted truth
                { Name = "r2"; Value = Score.r2 predicted truth }
            |]

    let confusionMatrix (table: Table) (model: TableModel) =
        match model.Preprocessor.FittedTarget with
        | FittedTarget.Classes(_, names) ->
            ConfusionMatrix.create names (Tensor.argMax 1 (results table model)) (labels table model)
        | FittedTarget.Numbers _ ->
            Errors.configuration "The model predicts numbers of '%s'; a confusion matrix is for classes." model.Target
