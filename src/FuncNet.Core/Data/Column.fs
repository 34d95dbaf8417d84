namespace FuncNet

open System
open System.Globalization

[<RequireQualifiedAccess>]
type ColumnType =
    | Number
    | Whole
    | Truth
    | Date
    | Text

[<RequireQualifiedAccess>]
type Fields =
    | Numbers of float[]
    | Texts of string[]

module private FieldText =

    let epoch = DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)

    /// Dates alone, then dates with a time of the day.
    let dateForms = [|
        "yyyy-MM-dd"
        "yyyy/MM/dd"
        "yyyy-MM-dd HH:mm"
        "yyyy-MM-dd HH:mm:ss"
        "yyyy-MM-ddTHH:mm"
        "yyyy-MM-ddTHH:mm:ss"
    |]

    let typeName columnType =
        match columnType with
        | ColumnType.Number -> "number"
        | ColumnType.Whole -> "whole"
        | ColumnType.Truth -> "truth"
        | ColumnType.Date -> "date"
        | ColumnType.Text -> "text"

    let date (days: float) =
        let moment = epoch.AddSeconds(Math.Round(days * 86400.0))
        let form = if moment.TimeOfDay = TimeSpan.Zero then dateForms[0] else dateForms[3]
        moment.ToString(form, CultureInfo.InvariantCulture)

    let ofNumber columnType (x: float) =
        if Double.IsNaN x then
            ""
        else
            match columnType with
            | ColumnType.Truth -> if x = 0.0 then "false" else "true"
            | ColumnType.Date -> date x
            | ColumnType.Number
            | ColumnType.Whole
            | ColumnType.Text -> x.ToString("R", CultureInfo.InvariantCulture)

[<Sealed>]
type Column(name: string, columnType: ColumnType, fields: Fields) =

    let missing =
        match fields with
        | Fields.Numbers numbers -> numbers |> Seq.filter Double.IsNaN |> Seq.length
        | Fields.Texts texts -> texts |> Seq.filter ((=) "") |> Seq.length

    member _.Fields = fields
    member _.Name = name
    member _.Type = columnType
    member _.MissingCount = missing

    member _.Count =
        match fields with
        | Fields.Numbers numbers -> numbers.Length
        | Fields.Texts texts -> texts.Length

    member _.IsMissing(row: int) =
        match fields with
        | Fields.Numbers numbers -> Double.IsNaN numbers[row]
        | Fields.Texts texts -> texts[row] = ""

    member _.Number(row: int) =
        match fields with
        | Fields.Numbers numbers -> numbers[row]
        | Fields.Texts texts ->
            Errors.data "The column '%s' holds texts, such as '%s'; a number was asked for." name texts[row]

    member _.Text(row: int) =
        match fields with
        | Fields.Numbers numbers -> FieldText.ofNumber columnType numbers[row]
        | Fields.Texts texts -> texts[row]

    member column.ToNumbers() = Array.init column.Count column.Number
    member column.ToTexts() = Array.init column.Count column.Text

    override column.ToString() =
        let missing = if missing = 0 then "" else $", {missing} missing"
        $"{name}: {FieldText.typeName columnType}, {column.Count} rows{missing}"

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Column =

    let private named (name: string) =
        if String.IsNullOrWhiteSpace name then
            Errors.data "A column needs a name; it is '%s'." name

        name

    let private ofNumbers name columnType values = Column(named name, columnType, Fields.Numbers(Seq.toArray values))

    let numbers name (values: float seq) =
        let values = Seq.toArray values

        match values |> Array.tryFindIndex Double.IsInfinity with
        | Some row ->
            Errors.data "The column '%s' has infinity in row %d; numbers are finite, or NaN if missing." name row
        | None -> ofNumbers name ColumnType.Number values

    let wholes name (values: int seq) = values |> Seq.map float |> ofNumbers name ColumnType.Whole

    let truths name (values: bool seq) =
        values |> Seq.map (fun x -> if x then 1.0 else 0.0) |> ofNumbers name ColumnType.Truth

    let private days (date: DateTime) = (date - FieldText.epoch).TotalDays
    let dates name (values: DateTime seq) = values |> Seq.map days |> ofNumbers name ColumnType.Date

    let texts name (values: (string | null) seq) =
        let values = values |> Seq.map (Option.ofObj >> Option.defaultValue "") |> Seq.toArray
        Column(named name, ColumnType.Text, Fields.Texts values)

    let rename name (column: Column) = Column(named name, column.Type, column.Fields)

    let rows (places: int[]) (column: Column) =
        let fields =
            match column.Fields with
            | Fields.Numbers numbers -> Fields.Numbers(places |> Array.map (fun row -> numbers[row]))
            | Fields.Texts texts -> Fields.Texts(places |> Array.map (fun row -> texts[row]))

        Column(column.Name, column.Type, fields)

    /// The largest whole number up to which all have a float64 of their own.
    let private largestWhole = 9007199254740992.0

    /// 007 is the name of something; 0, 0.7 and -0 are numbers.
    let private hasLeadingZero (field: string) =
        let digits = field.TrimStart('+', '-')
        digits.Length > 1 && digits[0] = '0' && Char.IsAsciiDigit digits[1]

    let private finite (decimal: char) (field: string) =
        let format =
            if decimal = '.' then
                NumberFormatInfo.InvariantInfo
            else
                NumberFormatInfo(NumberDecimalSeparator = string decimal, NumberGroupSeparator = "")

        match Double.TryParse(field, NumberStyles.Float, format) with
        | true, x when Double.IsFinite x && not (hasLeadingZero field) -> ValueSome x
        | true, _
        | false, _ -> ValueNone

    let parse columnType decimal (field: string) =
        match columnType with
        | ColumnType.Number -> finite decimal field
        | ColumnType.Whole ->
            match finite decimal field with
            | ValueSome x when x = floor x && abs x <= largestWhole && not (field.Contains decimal) -> ValueSome x
            | ValueSome _
            | ValueNone -> ValueNone
        | ColumnType.Truth ->
            match field.ToLowerInvariant() with
            | "true" -> ValueSome 1.0
            | "false" -> ValueSome 0.0
            | _ -> ValueNone
        | ColumnType.Date ->
            match
                DateTime.TryParseExact(field, FieldText.dateForms, CultureInfo.InvariantCulture, DateTimeStyles.None)
            with
            | true, date -> ValueSome(days date)
            | false, _ -> ValueNone
        | ColumnType.Text -> ValueNone

    let typeName columnType = FieldText.typeName columnType

    let plural columnType =
        match columnType with
        | ColumnType.Number -> "numbers"
        | ColumnType.Whole -> "whole numbers"
        | ColumnType.Truth -> "true and false"
        | ColumnType.Date -> "dates such as 2024-05-31"
        | ColumnType.Text -> "texts"
