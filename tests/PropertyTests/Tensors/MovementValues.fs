[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The values of operations that move elements``

open FsCheck.Xunit
open FuncNet
open Xunit

let private shaping op (x: Tensor) = Tensor.Apply(Primitive.Shaping op, x)

/// Each element is its own number, so that every move shows.
let private numbered (sizes: int list) = Tensor.ofArray sizes (Array.init (Draws.sizeOf sizes) float)

[<Property>]
let ``are those of loops for repetition`` (pair: DrawnPair) =
    let x = numbered pair.Left
    let target = Shape.broadcast "test" x.Shape (Shape.ofSeq pair.Right)

    let expected =
        Reference.tabulate target (fun index -> Reference.at x (Reference.broadcastIndex x.Shape index))

    Reference.same expected (Tensor.broadcastTo target x)
    // The sum over what was repeated counts the repetitions.
    let times = if x.Size = 0 then 0.0 else float (target.Size / x.Size)
    Reference.same (times * x) (Tensor.sumTo x.Shape expected)

[<Property>]
let ``are those of loops for orders of axes and of elements`` (drawn: Drawn) =
    let x = numbered drawn.Sizes
    let order = Draws.order drawn.Rng x.Rank
    let sizes = order |> Array.map (fun axis -> x.Shape[axis])
    let back (index: int[]) = Array.init x.Rank (fun axis -> index[Array.findIndex ((=) axis) order])
    Reference.same (Reference.tabulate sizes (back >> Reference.at x)) (Tensor.permute order x)
    let axes = Draws.axes drawn.Rng drawn.Sizes
    let mirrored = Array.mapi (fun axis i -> if List.contains axis axes then x.Shape[axis] - 1 - i else i)
    Reference.same (Reference.tabulate x.Shape (mirrored >> Reference.at x)) (Tensor.reverse axes x)
    Reference.same (Tensor.reshape [ x.Size ] x) (Tensor.reshape [ -1 ] (Tensor.expandAxis -1 x))

[<Property>]
let ``are those of loops for parts with steps, and padding is their inverse`` (drawn: Drawn) =
    let rng = drawn.Rng
    let x = numbered drawn.Sizes + 1.0

    let zeros =
        drawn.Sizes
        |> List.map (fun _ -> { Before = rng.Next 3; After = rng.Next 3; Interior = rng.Next 3 })
        |> Array.ofList

    let padded = shaping (Shaping.Pad zeros) x
    let size axis n = zeros[axis].Before + zeros[axis].After + n + max 0 (n - 1) * zeros[axis].Interior
    Assert.Equal<Shape>(Shape.ofSeq (List.mapi size drawn.Sizes), padded.Shape)

    let expected =
        Reference.tabulate padded.Shape (fun index ->
            let from = index |> Array.mapi (fun axis i -> i - zeros[axis].Before, zeros[axis].Interior + 1)

            let isElement =
                from
                |> Seq.indexed
                |> Seq.forall (fun (axis, (i, step)) -> i >= 0 && i % step = 0 && i / step < x.Shape[axis])

            if isElement then
                Reference.at x (from |> Array.map (fun (i, step) -> i / step))
            else
                0.0)

    Reference.same expected padded

    let ranges =
        zeros
        |> Array.mapi (fun axis z -> { Start = z.Before; Size = x.Shape[axis]; Step = z.Interior + 1 })

    Reference.same x (shaping (Shaping.Slice ranges) padded)

[<Property>]
let ``are all there after joining, and apart again after splitting`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = drawn.Rng.Next sizes.Length
    let parts = [ for n in [ sizes[axis]; 0; 2 ] -> numbered (List.updateAt axis n sizes) + float n ]
    let joined = Tensor.concatenate axis parts
    let starts = [ 0; sizes[axis]; sizes[axis]; sizes[axis] + 2 ]

    let expected =
        Reference.tabulate joined.Shape (fun index ->
            let part = if index[axis] < sizes[axis] then 0 else 2
            Reference.at parts[part] (Reference.replaced axis (index[axis] - starts[part]) index))

    Reference.same expected joined
    Assert.Equal<Tensor list>(parts, Tensor.split [ sizes[axis]; 0; 2 ] axis joined)
    let stacked = Tensor.stack axis [ parts[0]; parts[0] + 1.0 ]
    Reference.same (parts[0] + 1.0) (Tensor.narrow axis 1 1 stacked |> Tensor.reshape parts[0].Shape)

[<Property>]
let ``are those of loops for every type`` (drawn: Drawn) =
    let truths = Draws.truths drawn.Rng drawn.Sizes
    let order = Draws.order drawn.Rng drawn.Sizes.Length

    for dtype in [ DType.Float32; DType.Float64; DType.Int32; DType.Bool ] do
        let moved = Tensor.permute order (Tensor.cast dtype truths)
        Assert.Equal(dtype, moved.DType)
        Reference.same (Tensor.permute order truths) moved

[<Property>]
let ``are those of loops for gathering, and for adding at indices`` (drawn: Drawn) =
    let rng = drawn.Rng
    let sizes = Draws.nonEmpty (Draws.atLeastVector (List.truncate 3 drawn.Sizes))
    let axis = rng.Next sizes.Length
    let x = numbered sizes
    let places = Draws.places rng sizes[axis] [ 2; rng.Next 4 ]
    let place (index: int[]) = int (Reference.at places index[axis .. axis + 1])
    let source (index: int[]) = Array.concat [ index[.. axis - 1]; [| place index |]; index[axis + 2 ..] ]
    let gathered = Tensor.gather axis places x
    let shape = sizes[.. axis - 1] @ List.ofSeq places.Shape @ sizes[axis + 1 ..]
    Reference.same (Reference.tabulate shape (source >> Reference.at x)) gathered
    let groups = Reference.indices shape |> List.groupBy source |> Map.ofList
    let total index = groups |> Map.tryFind index |> Option.defaultValue [] |> List.sumBy (Reference.at gathered)
    Reference.same (Reference.tabulate sizes total) (Tensor.scatterAdd axis sizes[axis] places gathered)

[<Property>]
let ``are those of loops for reading and adding along an axis`` (drawn: Drawn) =
    let rng = drawn.Rng
    let sizes = Draws.nonEmpty (Draws.atLeastVector drawn.Sizes)
    let axis = rng.Next sizes.Length
    let x = numbered sizes
    let shape = List.updateAt axis (rng.Next 4) sizes
    let places = Draws.places rng sizes[axis] shape
    let source index = Reference.replaced axis (int (Reference.at places index)) index
    let read = Tensor.gatherAlong axis places x
    Reference.same (Reference.tabulate shape (source >> Reference.at x)) read
    let groups = Reference.indices shape |> List.groupBy source |> Map.ofList
    let total index = groups |> Map.tryFind index |> Option.defaultValue [] |> List.sumBy (Reference.at read)
    Reference.same (Reference.tabulate sizes total) (Tensor.scatterAddAlong axis sizes[axis] places read)

[<Property>]
let ``are those of loops for matrix products in batches`` (pair: DrawnPair) =
    let rng = pair.Rng
    let m, k, n = rng.Next 4, rng.Next 4, rng.Next 4
    let left, right = pair.Left, pair.Right
    let a, b = Draws.tensor rng (left @ [ m; k ]), Draws.tensor rng (right @ [ k; n ])
    let batch = Shape.broadcast "test" (Shape.ofSeq left) (Shape.ofSeq right)

    let expected =
        Reference.tabulate (List.ofSeq batch @ [ m; n ]) (fun index ->
            let outer, i, j = index[.. batch.Rank - 1], index[batch.Rank], index[batch.Rank + 1]

            let at (x: Tensor) sizes row column =
                Reference.at x (Array.append (Reference.broadcastIndex (Shape.ofSeq sizes) outer) [| row; column |])

            Seq.sum (seq { for l in 0 .. k - 1 -> at a left i l * at b right l j }))

    Reference.agree 1e-12 expected (matmul a b)
    Reference.agree 1e-12 expected (Tensor.matmulWith true false (Tensor.transpose a) b)
    Reference.agree 1e-12 expected (Tensor.matmulWith false true a (Tensor.transpose b))
    let single x = Tensor.cast DType.Float32 x
    Reference.agree 1e-5 expected (matmul (single a) (single b))

[<Fact>]
let ``are one at the index of a one-hot row`` () =
    let rows = Tensor.oneHot DType.Float64 3 (Tensor.vector [ 2; 0 ])
    Assert.Equal(Tensor.matrix [ [ 0.0; 0.0; 1.0 ]; [ 1.0; 0.0; 0.0 ] ], rows)
