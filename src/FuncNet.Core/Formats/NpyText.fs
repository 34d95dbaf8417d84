namespace FuncNet

open System

/// What a .npy header says of one thing.
[<RequireQualifiedAccess>]
type internal NpyLiteral =
    | Text of string
    | Truth of bool
    | Sizes of int64[]

/// The text in a .npy header: a literal of Python, which is parsed as just that, and as nothing else.
module internal NpyText =

    let fail what problem : 'T = Errors.data "%s is not a valid .npy array: %s" what problem

    /// The beginning of a text on one line, for messages.
    let excerpt (text: string) =
        let start = if text.Length <= 40 then text else text[..39] + "…"
        start |> String.map (fun c -> if Char.IsControl c then ' ' else c)

    /// A dictionary of texts, truth values and sizes, parsed from the beginning of a text.
    type Dictionary(what: string, text: string) =
        let mutable at = 0
        let ends () = at >= text.Length

        let blanks () =
            while not (ends ()) && Char.IsWhiteSpace text[at] do
                at <- at + 1

        let peek () =
            blanks ()
            if ends () then '\000' else text[at]

        let unexpected wanted : unit =
            let found = if ends () then "its end" else $"'{excerpt text[at..]}'"
            fail what $"in its header {wanted} was expected; there is {found}."

        let take (c: char) =
            if peek () <> c then
                unexpected $"'{c}'"

            at <- at + 1

        let tookIf (c: char) =
            let found = peek () = c

            if found then
                at <- at + 1

            found

        let quoted () =
            let quote = peek ()

            if quote <> '\'' && quote <> '"' then
                unexpected "a text in quotes"

            let last = text.IndexOf(quote, at + 1)

            if last < 0 then
                unexpected "a text in quotes"

            let inside = text[at + 1 .. last - 1]

            if inside.Contains '\\' then
                fail what "in its header a text has a backslash."

            at <- last + 1
            inside

        let size () =
            let first = at

            while not (ends ()) && Char.IsAsciiDigit text[at] do
                at <- at + 1

            match Int64.TryParse text[first .. at - 1] with
            | true, n ->
                // As Python 2 wrote long integers.
                if not (ends ()) && text[at] = 'L' then
                    at <- at + 1

                n
            | _ ->
                at <- first
                unexpected "a size, 0 or more,"
                0L

        let tuple () =
            take '('
            let sizes = ResizeArray<int64>()
            let mutable closed = tookIf ')'

            while not closed do
                blanks ()
                sizes.Add(size ())
                let comma = tookIf ','
                closed <- tookIf ')'

                if not closed && not comma then
                    unexpected "',' or ')'"

                if closed && not comma && sizes.Count = 1 then
                    fail what $"the shape ({sizes[0]}) in its header is a number, not a tuple."

            NpyLiteral.Sizes(sizes.ToArray())

        let value () =
            match peek () with
            | '(' -> tuple ()
            | '\''
            | '"' -> NpyLiteral.Text(quoted ())
            | 'T' when text[at..].StartsWith("True", StringComparison.Ordinal) ->
                at <- at + 4
                NpyLiteral.Truth true
            | 'F' when text[at..].StartsWith("False", StringComparison.Ordinal) ->
                at <- at + 5
                NpyLiteral.Truth false
            | '[' -> fail what "its type is a list of fields; structured arrays are not readable, save each field."
            | _ ->
                unexpected "a text, True, False or a tuple of sizes"
                NpyLiteral.Truth false

        /// The entries of the dictionary.
        member _.Entries() : (string * NpyLiteral) list =
            take '{'
            let entries = ResizeArray<string * NpyLiteral>()
            let mutable closed = tookIf '}'

            while not closed do
                let name = quoted ()
                take ':'
                entries.Add((name, value ()))
                let comma = tookIf ','
                closed <- tookIf '}'

                if not closed && not comma then
                    unexpected "',' or '}'"

            blanks ()

            if not (ends ()) then
                unexpected "nothing more"

            List.ofSeq entries
