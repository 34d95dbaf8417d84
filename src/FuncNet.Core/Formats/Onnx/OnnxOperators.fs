namespace FuncNet

open System.Collections.Generic

/// Every operator that is read.
[<RequireQualifiedAccess>]
module internal OnnxOperators =

    /// The versions of the operator set that are read.
    let oldest, newest = 9L, 18L

    let private all file =
        OnnxArithmetic.operators
        @ OnnxShapes.operators file
        @ OnnxReductions.operators
        @ OnnxImages.operators
        @ OnnxRecurrences.operators

    /// What each operator does, by its name. file: the name of the file in messages.
    let table file : IReadOnlyDictionary<string, OnnxCall -> Tensor list> = dict (all file) |> Dictionary :> _

    let names = all "" |> List.map fst |> List.sort

    /// The number of letters to change, insert or leave out.
    let private distance (a: string) (b: string) =
        let next (row: int list) (letter: char) =
            let folder (left, diagonal, cells) (above, other) =
                let cell = min (min left above + 1) (if letter = other then diagonal else diagonal + 1)
                cell, above, cell :: cells

            let first = row.Head + 1
            let _, _, cells = Seq.fold folder (first, row.Head, [ first ]) (Seq.zip row.Tail b)
            List.rev cells

        Seq.fold next [ 0 .. b.Length ] a |> List.last

    /// The name of an operator that is read, nearest to one that is not.
    let nearest (name: string) =
        let name = if name.Length > 40 then name[..39] else name
        names |> List.minBy (fun known -> distance (name.ToLowerInvariant()) (known.ToLowerInvariant()))
