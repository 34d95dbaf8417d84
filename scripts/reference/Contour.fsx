// The lines on which a function of two variables has one value.
module Contour

open System.Collections.Generic

type Point = float * float

/// The pieces of the line f = level, f given at the points of a grid: values[row][column] at (xs[column], ys[row]). Each cell is
/// cut along its diagonal, since in a triangle there is one way only to join two crossed sides.
let private pieces (xs: float[]) (ys: float[]) (values: float[][]) level = [
    // Both cells beside a side name its ends in the same order, so they find the same point, to the bit.
    let crossing (i, j) (k, l) =
        let u, v = values[i][j], values[k][l]

        if (u < level) = (v < level) then
            None
        else
            let t = (level - u) / (v - u)
            Some(xs[j] + t * (xs[l] - xs[j]), ys[i] + t * (ys[k] - ys[i]))

    for i in 0 .. ys.Length - 2 do
        for j in 0 .. xs.Length - 2 do
            let low, high = (i, j), (i + 1, j + 1)

            for corner in [ i, j + 1; i + 1, j ] do
                match List.choose id [ crossing low corner; crossing corner high; crossing low high ] with
                | [ a; b ] when a <> b -> (a, b)
                | _ -> ()
]

/// Pieces with common ends as long lines.
let private joined (pieces: (Point * Point) list) =
    let neighbours = Dictionary<Point, ResizeArray<Point>>()

    for a, b in pieces do
        for point, other in [ a, b; b, a ] do
            neighbours.TryAdd(point, ResizeArray()) |> ignore
            neighbours[point].Add other

    let rec walk line point =
        match List.ofSeq neighbours[point] with
        | [] -> line |> List.rev |> Array.ofList
        | next :: _ ->
            neighbours[point].Remove next |> ignore
            neighbours[next].Remove point |> ignore
            walk (next :: line) next

    let walkFrom (ends: int -> bool) = [
        for point in Seq.toArray neighbours.Keys do
            if ends neighbours[point].Count then
                walk [ point ] point
    ]

    // Open lines from their ends; what is left then is closed.
    walkFrom (fun count -> count = 1) @ walkFrom (fun count -> count > 0)

/// The lines f = level, f given at the points of a grid: values[row][column] at (xs[column], ys[row]).
let lines xs ys values level : Point[] list = pieces xs ys values level |> joined
