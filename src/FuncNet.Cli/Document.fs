namespace FuncNet.Cli

open System
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes
open FuncNet

/// JSON documents, as --json writes them.
module internal Document =

    let text (value: string) : JsonNode | null = JsonValue.Create value
    let whole (value: int) : JsonNode | null = JsonValue.Create value
    let truth (value: bool) : JsonNode | null = JsonValue.Create value

    /// JSON has no NaN and no infinity; they are texts.
    let number (value: float) : JsonNode | null =
        if Double.IsFinite value then
            JsonValue.Create value
        else
            JsonValue.Create(string value)

    let list (items: (JsonNode | null) seq) : JsonNode | null = JsonArray(Seq.toArray items)

    let object (fields: (string * (JsonNode | null)) seq) : JsonNode | null =
        let made = Nodes.JsonObject()

        for name, value in fields do
            made[name] <- value

        made

    let figures (figures: Figure seq) = object [ for figure in figures -> figure.Name, number figure.Value ]
    let shape (shape: Shape) = list [ for n in shape -> whole n ]

    let private options =
        JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

    let write (document: JsonNode | null) : string =
        match document with
        | null -> "null"
        | document -> document.ToJsonString options
