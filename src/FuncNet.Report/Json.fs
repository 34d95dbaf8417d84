namespace FuncNet

open System
open System.IO
open System.Text
open System.Text.Json

/// A document in JSON.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Json =
    | Nothing
    | Flag of bool
    | Text of string
    /// What JSON has no number for is written as a text: "NaN", "Infinity", "-Infinity".
    | Number of float
    | List of Json seq
    | Object of (string * Json) seq

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Json =

    let whole (number: int) = Json.Number(float number)
    let texts (values: string seq) = Json.List(Seq.map Json.Text values)
    let numbers (values: float seq) = Json.List(Seq.map Json.Number values)
    let wholes (values: int seq) = Json.List(Seq.map whole values)

    let rec private write (writer: Utf8JsonWriter) (value: Json) =
        match value with
        | Json.Nothing -> writer.WriteNullValue()
        | Json.Flag flag -> writer.WriteBooleanValue flag
        | Json.Text text -> writer.WriteStringValue text
        | Json.Number number when Double.IsFinite number -> writer.WriteNumberValue number
        | Json.Number number -> writer.WriteStringValue(Numbers.text number)
        | Json.List values ->
            writer.WriteStartArray()
            Seq.iter (write writer) values
            writer.WriteEndArray()
        | Json.Object members ->
            writer.WriteStartObject()

            for name, value in members do
                writer.WritePropertyName(name: string)
                write writer value

            writer.WriteEndObject()

    /// The document on one line. Of <, >, &, ' and of whatever is not ASCII the writer leaves nothing but escapes, so that the text can
    /// stand within a page, and in an event of a server, as it is.
    let text (value: Json) : string =
        use buffer = new MemoryStream()
        using (new Utf8JsonWriter(buffer)) (fun writer -> write writer value)
        Encoding.UTF8.GetString(buffer.GetBuffer(), 0, int buffer.Length)
