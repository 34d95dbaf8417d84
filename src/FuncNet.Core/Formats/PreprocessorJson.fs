namespace FuncNet

open System
open System.IO
open System.Text
open System.Text.Json

/// A fitted preprocessing as JSON, but for its numbers, which are tensors beside it.
module internal PreprocessorJson =

    let private version = 1

    /// Before the names of the numbers in a file.
    let tensorPrefix = "preprocessing."

    let private types =
        [ ColumnType.Number; ColumnType.Whole; ColumnType.Truth; ColumnType.Date; ColumnType.Text ]
        |> List.map (fun columnType -> Column.typeName columnType, columnType)

    let private scalings = [
        "standardize", Scaling.Standardize
        "range", Scaling.Range
        "log", Scaling.Log
        "asIs", Scaling.AsIs
    ]

    let private unknowns = [
        "none", UnknownCategory.None
        "rare", UnknownCategory.Rare
        "refused", UnknownCategory.Refused
    ]

    let private nameOf cases value = cases |> List.find (fun (_, known) -> known = value) |> fst

    let private fillingName filling =
        match filling with
        | Filling.Mean -> "mean"
        | Filling.Median -> "median"
        | Filling.Constant _ -> "constant"

    // JsonSerializer needs reflection, which a trimmed program does not have.

    let private writeTexts (json: Utf8JsonWriter) (name: string) (texts: string seq) =
        json.WriteStartArray name
        texts |> Seq.iter json.WriteStringValue
        json.WriteEndArray()

    let private writeCategories (json: Utf8JsonWriter) (categories: FittedCategories) =
        json.WriteNumber("minimumCount", categories.Rule.MinimumCount)
        json.WriteNumber("maximumCount", categories.Rule.MaximumCount)
        json.WriteString("unknown", nameOf unknowns categories.Rule.Unknown)
        writeTexts json "kept" categories.Kept
        writeTexts json "rare" categories.Rare

    let private writeColumn (json: Utf8JsonWriter) (column: FittedColumn) =
        json.WriteStartObject()
        json.WriteString("name", column.Name)
        json.WriteString("type", nameOf types column.Type)

        match column.Kind with
        | FittedKind.Numbers numbers ->
            json.WriteString("kind", "numbers")
            json.WriteString("filling", fillingName numbers.Rule.Filling)
            json.WriteBoolean("marksMissing", numbers.Rule.MarksMissing)
            json.WriteString("scaling", nameOf scalings numbers.Rule.Scaling)
            json.WriteBoolean("hasValue", numbers.HasValue)
            json.WriteBoolean("hasMark", numbers.HasMark)
        | FittedKind.OneHot categories ->
            json.WriteString("kind", "oneHot")
            writeCategories json categories
        | FittedKind.Index(categories, size) ->
            json.WriteString("kind", "index")
            writeCategories json categories
            json.WriteNumber("embeddingSize", size)
        | FittedKind.LeftOut reason ->
            json.WriteString("kind", "leftOut")
            json.WriteString("reason", reason)

        json.WriteEndObject()

    let write (preprocessor: Preprocessor) : string =
        use buffer = new MemoryStream()

        using (new Utf8JsonWriter(buffer)) (fun json ->
            json.WriteStartObject()
            json.WriteNumber("version", version)
            json.WriteStartObject "target"
            json.WriteString("name", preprocessor.Target)

            match preprocessor.FittedTarget with
            | FittedTarget.Classes(columnType, names) ->
                json.WriteString("type", nameOf types columnType)
                json.WriteString("kind", "classes")
                writeTexts json "classes" names
            | FittedTarget.Numbers(columnType, _, _) ->
                json.WriteString("type", nameOf types columnType)
                json.WriteString("kind", "numbers")

            json.WriteEndObject()
            json.WriteStartArray "columns"
            preprocessor.Fitted |> Array.iter (writeColumn json)
            json.WriteEndArray()
            json.WriteEndObject())

        Encoding.UTF8.GetString(buffer.ToArray())

    /// state: the tensors of the file by their names there.
    let private finite file (state: string -> Tensor option) name =
        let name = tensorPrefix + name

        match state name with
        | Some tensor when
            tensor.Spec = { Shape = Shape [||]; DType = DType.Float64 } && Double.IsFinite(tensor.ToScalar())
            ->
            tensor.ToScalar()
        | Some tensor -> Errors.data "'%s': \"%s\" is a finite float64; it is %O." file name tensor
        | None -> Errors.data "'%s' has no tensor \"%s\", which its preprocessing needs." file name

    let private positive file state name =
        let value = finite file state name

        if value <= 0.0 then
            Errors.data "'%s': \"%s%s\" is a number over 0; it is %g." file tensorPrefix name value

        value

    let private readCategories (json: JsonObject) : FittedCategories =
        let read = {
            Rule = {
                MinimumCount = json.Whole "minimumCount"
                MaximumCount = json.Whole "maximumCount"
                Unknown = json.Case("unknown", unknowns)
            }
            Kept = json.Texts "kept"
            Rare = json.Texts "rare"
        }

        match Array.append read.Kept read.Rare |> Array.countBy id |> Array.tryFind (fun (_, times) -> times > 1) with
        | Some(name, _) -> json.Fail $"has the category '{name}' twice."
        | None -> ()

        if read.Places = 0 then
            json.Fail "has no categories."

        read

    let private readNumbers file state (json: JsonObject) name : FittedNumbers =
        let fill = finite file state $"{name}.fill"

        let read = {
            Rule = {
                Filling =
                    json.Case(
                        "filling",
                        [ "mean", Filling.Mean; "median", Filling.Median; "constant", Filling.Constant fill ]
                    )
                MarksMissing = json.Truth "marksMissing"
                Scaling = json.Case("scaling", scalings)
            }
            Fill = fill
            Center = finite file state $"{name}.center"
            Scale = positive file state $"{name}.scale"
            HasValue = json.Truth "hasValue"
            HasMark = json.Truth "hasMark"
        }

        if not (read.HasValue || read.HasMark) then
            json.Fail "gives no feature, and is not left out."

        read

    let private readColumn file state (json: JsonObject) : FittedColumn =
        let name = json.Text "name"

        let column = {
            Name = name
            Type = json.Case("type", types)
            Kind =
                match json.Text "kind" with
                | "numbers" -> FittedKind.Numbers(readNumbers file state json name)
                | "oneHot" -> FittedKind.OneHot(readCategories json)
                | "index" ->
                    let size = json.Whole "embeddingSize"

                    if size = 0 then
                        json.Fail "has an embedding of 0 numbers."

                    FittedKind.Index(readCategories json, size)
                | "leftOut" -> FittedKind.LeftOut(json.Text "reason")
                | kind -> json.Fail $"has the kind {kind}, which is unknown; it was written by another version."
        }

        json.End()
        column

    let private readTarget file state (json: JsonObject) =
        let name, columnType = json.Text "name", json.Case("type", types)

        let target =
            match json.Text "kind" with
            | "classes" ->
                let names = json.Texts "classes"

                if names.Length < 2 || (Array.distinct names).Length < names.Length then
                    json.Fail "has fewer than two classes, or one twice."

                FittedTarget.Classes(columnType, names)
            | "numbers" ->
                FittedTarget.Numbers(
                    columnType,
                    finite file state $"{name}.center",
                    positive file state $"{name}.scale"
                )
            | kind -> json.Fail $"has the kind {kind}, which is unknown; it was written by another version."

        json.End()
        name, target

    /// The preprocessing of a file, from its JSON and from its numbers by name.
    let read (file: string) (state: string -> Tensor option) (text: string) : Preprocessor =
        try
            use document = JsonDocument.Parse text
            let json = JsonObject(file, "its preprocessing", document.RootElement)
            let written = json.Whole "version"

            if written <> version then
                json.Fail $"is of version {written}; this library reads version {version}."

            let name, target = readTarget file state (json.Object("target", "the target of its preprocessing"))

            let columns =
                json.Objects("columns", fun place -> $"column {place + 1} of its preprocessing")
                |> Array.map (readColumn file state)

            json.End()

            match
                Array.append [| name |] (columns |> Array.map _.Name)
                |> Array.countBy id
                |> Array.tryFind (fun (_, times) -> times > 1)
            with
            | Some(name, _) -> json.Fail $"has the column '{name}' twice."
            | None -> ()

            if columns |> Array.forall _.Kind.IsLeftOut then
                json.Fail "leaves every column out."

            Preprocessor(name, target, columns)
        with
        | :? JsonException
        | :? InvalidOperationException -> Errors.data "'%s': its preprocessing is not valid JSON." file
