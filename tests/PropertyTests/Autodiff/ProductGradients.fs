[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The derivatives of products and of reading at indices``

open FsCheck.Xunit
open FuncNet
open Xunit

let private sizes = [| 0; 1; 2; 3; 5 |]

[<Property>]
let ``agree with differences for matrix products, both transposes and batches that broadcast`` (pair: DrawnPair) =
    let rng = pair.Rng
    let size () = sizes[rng.Next sizes.Length]
    let m, k, n = size (), size (), size ()
    let left, right = List.truncate 2 pair.Left, List.truncate 2 pair.Right
    // Truncation may have taken axes that fitted.
    let left =
        if (Shape.tryBroadcast (Shape.ofSeq left) (Shape.ofSeq right)).IsSome then
            left
        else
            []

    for transposeA, transposeB in [ false, false; false, true; true, false; true, true ] do
        let a = Draws.tensor rng (left @ if transposeA then [ k; m ] else [ m; k ])
        let b = Draws.tensor rng (right @ if transposeB then [ n; k ] else [ k; n ])
        GradientCheck.require pair.Key (fun x -> Tensor.matmulWith transposeA transposeB x[0] x[1]) [| a; b |]

[<Property>]
let ``agree with differences for products with vectors`` (seed: Seed) =
    let rng = seed.Rng
    let k = 1 + rng.Next 4
    let vector, other = Draws.tensor rng [ k ], Draws.tensor rng [ k ]
    GradientCheck.require seed.Key (fun x -> matmul x[0] x[1]) [| vector; other |]
    GradientCheck.require seed.Key (fun x -> matmul x[0] x[1]) [| vector; Draws.tensor rng [ 2; k; 3 ] |]
    GradientCheck.require seed.Key (fun x -> matmul x[0] x[1]) [| Draws.tensor rng [ 2; 3; k ]; vector |]

let private operands (shapes: string) =
    let rng = System.Random 11
    let sizes (shape: string) = shape.Split(' ') |> Seq.filter ((<>) "") |> Seq.map int |> List.ofSeq
    shapes.Split('|') |> Array.map (fun shape -> Draws.tensor rng (sizes shape))

/// The sum over every value of every letter, one after another.
let private byLoops (notation: string) (operands: Tensor[]) =
    let sides = notation.Split("->")
    let inputs, result = sides[0].Split(','), sides[1]
    let letters = String.concat "" inputs |> Seq.distinct |> Seq.toArray

    let sizeOf letter =
        Seq.zip inputs operands
        |> Seq.pick (fun (names, x) ->
            if names.Contains(letter: char) then
                Some x.Shape[names.IndexOf letter]
            else
                None)

    let rest = letters |> Array.filter (fun c -> not (result.Contains c))
    let shape = [ for c in result -> sizeOf c ]

    Reference.tabulate shape (fun index ->
        Reference.indices [ for c in rest -> sizeOf c ]
        |> List.sumBy (fun inner ->
            let value c =
                if result.Contains(c: char) then
                    index[result.IndexOf c]
                else
                    inner[System.Array.IndexOf(rest, c)]

            let factor (names: string, x) = Reference.at x [| for c in names -> value c |]
            Seq.zip inputs operands |> Seq.map factor |> Seq.fold (*) 1.0))

[<Theory>]
[<InlineData("ij,jk->ik", "2 3|3 4")>]
[<InlineData("bij,bjk->bik", "2 2 3|2 3 2")>]
[<InlineData("ij->ji", "2 3")>]
[<InlineData("ij->", "2 3")>]
[<InlineData("ii->i", "3 3")>]
[<InlineData("ii->", "3 3")>]
[<InlineData("iij->j", "2 2 3")>]
[<InlineData("i,j->ij", "2|3")>]
[<InlineData("i,i->", "3|3")>]
[<InlineData("ij,kj,k->i", "2 3|4 3|4")>]
[<InlineData("abc,cd,bd->da", "2 3 2|2 3|3 3")>]
[<InlineData("i,,j->ji", "2||0")>]
let ``agree with differences for Einstein's notation, whose values agree with loops``
    (notation: string)
    (shapes: string)
    =
    let operands = operands shapes
    Reference.agree 1e-12 (byLoops notation operands) (Tensor.einsum notation operands)
    GradientCheck.require (Key.ofSeed 1UL) (fun x -> Tensor.einsum notation x) operands

[<Property>]
let ``agree with differences for gathering, and for adding at indices`` (drawn: Drawn) =
    let rng = drawn.Rng
    let sizes = Draws.nonEmpty (Draws.atLeastVector (List.truncate 3 drawn.Sizes))
    let axis = rng.Next sizes.Length
    let x = Draws.tensor rng sizes
    let places = Draws.places rng sizes[axis] [ 2; rng.Next 4 ]
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.gather axis places x[0])) [| x |]
    let values = Draws.tensor rng (sizes[.. axis - 1] @ List.ofSeq places.Shape @ sizes[axis + 1 ..])
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.scatterAdd axis sizes[axis] places x[0])) [| values |]

[<Property>]
let ``agree with differences for reading and adding along an axis`` (drawn: Drawn) =
    let rng = drawn.Rng
    let sizes = Draws.nonEmpty (Draws.atLeastVector drawn.Sizes)
    let axis = rng.Next sizes.Length
    let places = Draws.places rng sizes[axis] (List.updateAt axis (rng.Next 4) sizes)
    let x = Draws.tensor rng sizes
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.gatherAlong axis places x[0])) [| x |]
    let values = Draws.tensor rng (List.ofSeq places.Shape)
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.scatterAddAlong axis sizes[axis] places x[0])) [| values |]
