namespace FuncNet

open System.Text.Json

/// A JSON object of which every field is read once by its name; what is missing, double, unknown or of another kind is an error that
/// names the file and the object.
[<Sealed>]
type internal JsonObject(file: string, what: string, json: JsonElement) =

    let fail problem : 'T = Errors.data "'%s': %s %s" file what problem

    let fields =
        if json.ValueKind <> JsonValueKind.Object then
            fail "is not a JSON object."

        [ for field in json.EnumerateObject() -> field.Name, field.Value ]

    let mutable read: string list = []

    let field name =
        match fields |> List.filter (fun (known, _) -> known = name) with
        | [ _, value ] ->
            read <- name :: read
            value
        | [] -> fail $"has no \"{name}\"."
        | _ -> fail $"has \"{name}\" more than once."

    let text name (value: JsonElement) =
        match (if value.ValueKind = JsonValueKind.String then value.GetString() else null) with
        | null -> fail $"has something else than a text in \"{name}\"."
        | text -> text

    let items name (value: JsonElement) =
        if value.ValueKind <> JsonValueKind.Array then
            fail $"has something else than a list in \"{name}\"."

        value.EnumerateArray() |> Seq.toArray

    member _.Fail(problem: string) : 'T = fail problem

    /// The names of the fields, in order.
    member _.Names = fields |> List.map fst

    /// The value of a field as it is.
    member _.Value(name: string) = field name

    member _.Text(name: string) = text name (field name)
    member _.Texts(name: string) = field name |> items name |> Array.map (text name)

    member _.Whole(name: string) =
        let value = field name
        let isWhole, number = if value.ValueKind = JsonValueKind.Number then value.TryGetInt32() else false, 0

        if isWhole && number >= 0 then
            number
        else
            fail $"has something else than a whole number in \"{name}\"."

    member _.Truth(name: string) =
        let value = field name

        if value.ValueKind <> JsonValueKind.True && value.ValueKind <> JsonValueKind.False then
            fail $"has something else than true or false in \"{name}\"."

        value.GetBoolean()

    member _.Object(name: string, what: string) = JsonObject(file, what, field name)

    member _.Objects(name: string, what: int -> string) =
        field name |> items name |> Array.mapi (fun place value -> JsonObject(file, what place, value))

    /// One of these cases, by its name.
    member this.Case(name: string, cases: (string * 'T) list) : 'T =
        let given = this.Text name

        match cases |> List.tryFind (fun (known, _) -> known = given) with
        | Some(_, value) -> value
        | None ->
            let known = cases |> Seq.map fst |> String.concat ", "
            fail $"has \"{name}\" {given}, which is none of {known}; it was written by another version."

    /// Throws if there is a field that nobody has read.
    member _.End() =
        match fields |> List.tryFind (fun (name, _) -> not (List.contains name read)) with
        | Some(name, _) -> fail $"has the unknown field \"{name}\"; it was written by another version."
        | None -> ()
