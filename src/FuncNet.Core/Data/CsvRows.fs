namespace FuncNet

open System
open System.Globalization
open System.IO
open CsvHelper
open CsvHelper.Configuration

/// Text in rows and fields, as CSV has them. Quotes are as in RFC 4180; parsed by CsvHelper.
module internal CsvRows =

    let fail path line problem : 'T = Errors.data "'%s', line %d: %s" path line problem

    /// The separator that the line has most of outside of quotes; of equals the one that is rarer in numbers and text.
    let detectSeparator (line: string) =
        let outside =
            line.Split '"'
            |> Seq.indexed
            |> Seq.filter (fun (i, _) -> i % 2 = 0)
            |> Seq.collect snd
            |> Seq.toArray

        [ '\t'; ';'; ',' ]
        |> List.maxBy (fun separator -> outside |> Array.filter ((=) separator) |> Array.length)

    /// The first line that is not blank.
    let firstLine path (file: Stream) =
        use reader = new StreamReader(file, leaveOpen = true)

        let rec next () =
            match reader.ReadLine() with
            | null -> Errors.data "'%s' is empty: a table with a sample in each row is expected." path
            | line when String.IsNullOrWhiteSpace line -> next ()
            | line -> line

        next ()

    /// Every row that is not blank, with the number of its first line.
    let parse path (separator: char) (file: Stream) : (int * string[]) seq =
        seq {
            let configuration =
                CsvConfiguration(
                    CultureInfo.InvariantCulture,
                    Delimiter = string separator,
                    TrimOptions = TrimOptions.Trim
                )

            use parser = new CsvParser(new StreamReader(file, leaveOpen = true), configuration)

            let breaks (text: string) = text |> Seq.filter ((=) '\n') |> Seq.length
            let mutable ended = 0

            // Fields are unquoted when they are asked for, so both may find a quotation mark out of place: one that stands
            // inside a field, or one that is never closed, in which case the last end of line is counted too.
            let next () =
                try
                    if parser.Read() then Option.ofObj parser.Record else None
                with :? CsvHelperException ->
                    let line = max (ended + 1) (parser.RawRow - breaks parser.RawRecord)
                    fail path line "a quotation mark is out of place; quote a whole field, and double marks in it."

            let mutable record = next ()

            while record.IsSome do
                ended <- parser.RawRow
                ended - breaks (parser.RawRecord.TrimEnd('\r', '\n')), record.Value
                record <- next ()
        }

    /// The rows of a file, at least one, from its beginning; '\000' finds the separator.
    let ofFile path (separator: char) (file: Stream) : (int * string[]) seq =
        let line = firstLine path file
        let separator = if separator = '\000' then detectSeparator line else separator
        file.Position <- 0L
        parse path separator file
