namespace FuncNet

open System
open System.Globalization

/// Tables of figures, for people.
module internal Figures =

    let number (x: float) = x.ToString("0.0000", CultureInfo.InvariantCulture)

    let seconds (x: float) = x.ToString("0.0", CultureInfo.InvariantCulture)

    /// Columns two spaces apart; those of which all cells but the first are numbers, or nothing, stand on the right.
    let table (rows: string list list) : string =
        let isNumber (cell: string) =
            cell = "" || fst (Double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture))

        let columns =
            rows
            |> List.transpose
            |> List.map (fun cells ->
                let width = cells |> List.map String.length |> List.max

                cells
                |> List.map (fun cell ->
                    if List.forall isNumber cells.Tail then
                        cell.PadLeft width
                    else
                        cell.PadRight width))

        List.transpose columns |> List.map (String.concat "  " >> _.TrimEnd()) |> String.concat "\n"

    /// The mean of numbers.
    let mean (values: float[]) = Array.average values

    /// √(Σ (x − mean)² / (n − 1)); NaN for fewer than two.
    let deviation (values: float[]) =
        let centre = mean values
        sqrt ((values |> Array.sumBy (fun x -> (x - centre) ** 2.0)) / float (values.Length - 1))
