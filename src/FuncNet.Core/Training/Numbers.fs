namespace FuncNet

open System
open System.Globalization
open System.Text.Json

/// Float64 numbers as text that gives the same bits again. What JSON has no number for is written as a text: "NaN", "Infinity", "-Infinity".
[<RequireQualifiedAccess>]
module internal Numbers =

    /// The shortest text that gives the number again.
    let text (value: float) = value.ToString("R", CultureInfo.InvariantCulture)

    let write (json: Utf8JsonWriter) (name: string) (value: float) =
        if Double.IsFinite value then
            json.WriteNumber(name, value)
        else
            json.WriteString(name, text value)

    let read (json: JsonElement) : float =
        match json.ValueKind with
        | JsonValueKind.Number -> json.GetDouble()
        | JsonValueKind.String ->
            match json.GetString() with
            | "NaN" -> nan
            | "Infinity" -> infinity
            | "-Infinity" -> -infinity
            | other -> raise (JsonException $"'{other}' is not a number.")
        | JsonValueKind.Undefined
        | JsonValueKind.Object
        | JsonValueKind.Array
        | JsonValueKind.True
        | JsonValueKind.False
        | JsonValueKind.Null
        | _ -> raise (JsonException $"{json.GetRawText()} is not a number.")
