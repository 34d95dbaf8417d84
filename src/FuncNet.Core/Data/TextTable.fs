namespace FuncNet

open System

/// Tables for people: columns of equal width, two spaces apart.
module internal TextTable =

    [<RequireQualifiedAccess>]
    type Side =
        | Left
        | Right

    /// The header over the rows. Control characters, such as ends of lines, become spaces.
    let render (header: (string * Side) list) (rows: string list list) =
        let plain (text: string) = String.map (fun c -> if Char.IsControl c then ' ' else c) text
        let rows = rows |> List.map (List.map plain)
        let titles = header |> List.map (fst >> plain)

        let widths =
            titles :: rows
            |> List.transpose
            |> List.map (fun cells -> cells |> List.map String.length |> List.max)

        let line cells =
            List.map3
                (fun (cell: string) (width: int) (_, side) ->
                    match side with
                    | Side.Left -> cell.PadRight width
                    | Side.Right -> cell.PadLeft width)
                cells
                widths
                header
            |> String.concat "  "
            |> _.TrimEnd()

        titles :: rows |> List.map line |> String.concat "\n"

    /// A text in at most so many characters.
    let short (most: int) (text: string) = if text.Length <= most then text else text[.. most - 2] + "…"

    /// A number for people, in four significant digits, or all before the point; nothing for NaN.
    let number (x: float) =
        let form = if x = floor x || abs x >= 1000.0 then "0" else "G4"

        if Double.IsNaN x then
            ""
        elif abs x >= 1e15 then
            x.ToString("G4", Globalization.CultureInfo.InvariantCulture)
        else
            x.ToString(form, Globalization.CultureInfo.InvariantCulture)
