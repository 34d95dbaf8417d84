module FuncNet.Tests.ReferencePage

open System.IO
open Xunit
open FuncNet

/// The table of docs/operations.md, from what the library knows of its functions of one number.
let private table =
    let number (x: float) = x.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)

    let row f =
        let info = Elementwise.unaryInfo f
        // A bar would end the cell.
        let formula = info.Formula.Replace("|", @"\|")

        let kinks =
            match info.Kinks with
            | [] -> "none"
            | [ 0.0 ] -> "0"
            | many when List.forall (fun kink -> kink = round kink) many -> "the whole numbers"
            | _ -> "halfway between the whole numbers"

        $"| {f} | {formula} | {number info.Low} … {number info.High} | {kinks} |"

    String.concat "\n" [
        "| function | formula | checked on | kinks |"
        "| --- | --- | --- | --- |"
        yield! Elementwise.unaries |> List.map row
    ]

[<Fact>]
let ``the reference page has the functions of the library`` () =
    let page = File.ReadAllText(Path.Combine(DataFiles.root.Value, "docs", "operations.md"))
    Assert.Contains(table, page.ReplaceLineEndings "\n")
