namespace FuncNet

open System
open System.Text.Json

/// Settings as JSON: true, 128, 0.5, "same", [0.5, 1], and {"normal": [0, 0.02]} for a call.
module internal SettingJson =

    let rec write (json: Utf8JsonWriter) (setting: Setting) =
        match setting with
        | Setting.Truth value -> json.WriteBooleanValue value
        | Setting.Whole value -> json.WriteNumberValue value
        | Setting.Number value when Double.IsFinite value -> json.WriteNumberValue value
        // JSON has no such numbers; the texts are read as numbers again.
        | Setting.Number _ -> json.WriteStringValue(string setting)
        | Setting.Text text -> json.WriteStringValue text
        | Setting.List values ->
            json.WriteStartArray()
            values |> Array.iter (write json)
            json.WriteEndArray()
        | Setting.Call(name, arguments) ->
            json.WriteStartObject()
            json.WriteStartArray name
            arguments |> Array.iter (write json)
            json.WriteEndArray()
            json.WriteEndObject()

    /// The setting; fail says what is wrong with it.
    let rec read (fail: string -> Setting) (json: JsonElement) : Setting =
        match json.ValueKind with
        | JsonValueKind.True -> Setting.Truth true
        | JsonValueKind.False -> Setting.Truth false
        | JsonValueKind.String -> Setting.Text(string (json.GetString()))
        | JsonValueKind.Number ->
            match json.TryGetInt32(), json.TryGetDouble() with
            | (true, whole), _ -> Setting.Whole whole
            | _, (true, number) when Double.IsFinite number -> Setting.Number number
            | _ -> fail $"has the number {json.GetRawText()}, which is out of range."
        | JsonValueKind.Array -> Setting.List [| for item in json.EnumerateArray() -> read fail item |]
        | JsonValueKind.Object ->
            match [ for field in json.EnumerateObject() -> field ] with
            | [ field ] when field.Value.ValueKind = JsonValueKind.Array ->
                Setting.Call(field.Name, [| for item in field.Value.EnumerateArray() -> read fail item |])
            | _ -> fail "has an object that is no {\"name\": [values]}."
        | JsonValueKind.Null
        | JsonValueKind.Undefined
        | _ -> fail "has a null."
