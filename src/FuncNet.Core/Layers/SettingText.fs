namespace FuncNet

open System
open System.Text

/// What is wrong at a place of a text.
type internal TextException(place: int, problem: string) =
    inherit FuncNetException(problem)
    member _.Place = place
    member _.Problem = problem

/// A place in a text that is read from left to right. Used within one call only.
[<Sealed>]
type internal TextCursor(text: string) =

    let mutable place = 0

    member _.Place = place
    member _.IsAtEnd = place >= text.Length

    /// The character here; 0 at the end.
    member _.Here = if place < text.Length then text[place] else '\000'

    member _.Next() = place <- place + 1

    /// Throws: here is something else than was expected.
    member cursor.Expected(expected: string) : 'T =
        let found =
            if cursor.IsAtEnd then "the text ends"
            elif cursor.Here = '\n' then "the line ends"
            else $"here is {cursor.Here}"

        raise (TextException(place, $"{expected} is expected; {found}."))

    /// Goes over blanks and comments, and over ends of lines if asked to.
    member cursor.SkipBlanks(lines: bool) =
        let mutable inComment = false

        while not cursor.IsAtEnd
              && (cursor.Here <> '\n' || lines)
              && (inComment || Char.IsWhiteSpace cursor.Here || cursor.Here = '#') do
            inComment <- (inComment || cursor.Here = '#') && cursor.Here <> '\n'
            place <- place + 1

    /// The characters up to a blank, a bracket, a comma, a quote, a comment or an equals sign.
    member cursor.Word() =
        let start = place

        while not cursor.IsAtEnd && not (Char.IsWhiteSpace cursor.Here) && not (",()[]#=\"".Contains cursor.Here) do
            place <- place + 1

        text[start .. place - 1]

/// Settings as texts have them: 128, 0.5, true, same, "a b", 3x5, [0.5, 1], normal(0, 0.02).
module internal SettingText =

    /// Brackets in brackets.
    let private deepest = 16

    let private quoted (cursor: TextCursor) =
        let start, found = cursor.Place, StringBuilder()
        cursor.Next()

        while cursor.Here <> '"' do
            if cursor.IsAtEnd || cursor.Here = '\n' then
                raise (TextException(start, "the quote is not closed; \" is expected at its end."))

            if cursor.Here = '\\' then
                cursor.Next()

            found.Append cursor.Here |> ignore
            cursor.Next()

        cursor.Next()
        string found

    /// Values between brackets, with commas between them.
    let rec private listed (cursor: TextCursor) depth (closing: char) =
        if depth > deepest then
            raise (TextException(cursor.Place, $"brackets are nested deeper than {deepest} times."))

        cursor.Next()
        let values = ResizeArray<Setting>()
        cursor.SkipBlanks true

        while cursor.Here <> closing do
            values.Add(value cursor depth true)
            cursor.SkipBlanks true

            if cursor.Here = ',' then
                cursor.Next()
                cursor.SkipBlanks true
            elif cursor.Here <> closing then
                cursor.Expected $"a comma or {closing}"

        cursor.Next()
        values.ToArray()

    /// The setting here. callable: whether a bracket directly behind a word makes a call of it.
    and value (cursor: TextCursor) depth callable : Setting =
        match cursor.Here with
        | '"' -> Setting.Text(quoted cursor)
        | '[' -> Setting.List(listed cursor (depth + 1) ']')
        | _ ->
            match cursor.Word() with
            | "" -> cursor.Expected "a value"
            | name when callable && cursor.Here = '(' -> Setting.Call(name, listed cursor (depth + 1) ')')
            | word -> Setting.OfWord word

    /// The setting that a whole text is; operation is named in messages.
    let parse operation (text: string) : Setting =
        let cursor = TextCursor text

        try
            let read = value cursor 0 true
            if cursor.IsAtEnd then read else cursor.Expected "the end"
        with :? TextException as error ->
            Errors.configuration "%s: in \"%s\", %s" operation text error.Problem
