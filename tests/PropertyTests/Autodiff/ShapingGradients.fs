[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``The derivatives of operations that move elements``

open FsCheck.Xunit
open FuncNet
open Xunit

/// The operation is linear, so sin makes its second derivative something to check.
let private require (drawn: Drawn) f =
    let x = Draws.tensor drawn.Rng drawn.Sizes
    GradientCheck.require drawn.Key (fun (x: Tensor[]) -> sin (f x[0])) [| x |]

let private shaping op (x: Tensor) = Tensor.Apply(Primitive.Shaping op, x)

[<Property>]
let ``agree with differences for repetition`` (pair: DrawnPair) =
    let target = Shape.broadcast "test" (Shape.ofSeq pair.Left) (Shape.ofSeq pair.Right)
    let x = Draws.tensor pair.Rng pair.Left
    GradientCheck.require pair.Key (fun x -> sin (Tensor.broadcastTo target x[0])) [| x |]
    let y = Draws.tensor pair.Rng (List.ofSeq target)
    GradientCheck.require pair.Key (fun x -> sin (Tensor.sumTo (Shape.ofSeq pair.Left) x[0])) [| y |]

[<Property>]
let ``agree with differences for other shapes and orders`` (drawn: Drawn) =
    let rank = drawn.Sizes.Length
    require drawn (Tensor.reshape [ Draws.sizeOf drawn.Sizes ])
    require drawn (Tensor.permute (Draws.order drawn.Rng rank))
    require drawn (Tensor.expandAxis (drawn.Rng.Next(rank + 1)))
    require drawn (Tensor.reverse (Draws.axes drawn.Rng drawn.Sizes))

[<Property>]
let ``agree with differences for parts with steps`` (drawn: Drawn) =
    let rng = drawn.Rng

    let range n =
        let step = 1 + rng.Next 3
        let start = rng.Next(n + 1)
        let most = if start >= n then 0 else (n - start - 1) / step + 1
        { Start = (if most = 0 then 0 else start); Size = rng.Next(most + 1); Step = step }

    let ranges = drawn.Sizes |> List.map range |> Array.ofList
    require drawn (shaping (Shaping.Slice ranges))

[<Property>]
let ``agree with differences for padding around and between`` (drawn: Drawn) =
    let rng = drawn.Rng
    let range _ = { Before = rng.Next 3; After = rng.Next 2; Interior = rng.Next 3 }
    let ranges = drawn.Sizes |> List.map range |> Array.ofList
    require drawn (shaping (Shaping.Pad ranges))

[<Property>]
let ``agree with differences for places and ranges between brackets`` (drawn: Drawn) =
    let drawn = { drawn with Sizes = Draws.nonEmpty (Draws.atLeastVector drawn.Sizes) }
    let rng = drawn.Rng
    let axis = rng.Next drawn.Sizes.Length
    require drawn (fun x -> x[0])
    require drawn (fun x -> x[-1])
    require drawn (fun x -> x.[0..0])
    require drawn (Tensor.every 2 axis)
    require drawn (Tensor.narrow axis 0 (rng.Next drawn.Sizes[axis]))

[<Property>]
let ``agree with differences for joining and splitting`` (drawn: Drawn) =
    let rng = drawn.Rng
    let sizes = Draws.atLeastVector drawn.Sizes
    let axis = rng.Next sizes.Length
    let other = List.updateAt axis (rng.Next 3) sizes
    let inputs = [| Draws.tensor rng sizes; Draws.tensor rng other |]
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.concatenate axis [ x[0]; x[1]; x[0] ])) inputs
    let alike = [| inputs[0]; Draws.tensor rng sizes |]
    GradientCheck.require drawn.Key (fun x -> sin (Tensor.stack (rng.Next 1) [ x[0]; x[1] ])) alike

    let halves (x: Tensor) =
        let first = sizes[axis] / 2

        match Tensor.split [ first; sizes[axis] - first ] axis x with
        | [ a; b ] -> Tensor.sum (sin a) * Tensor.sum (cos b)
        | _ -> failwith "two parts were asked for"

    GradientCheck.require drawn.Key (fun x -> halves x[0]) [| inputs[0] |]

let private recorded (f: Tensor -> Tensor) (x: Tensor) = (Program.trace (fun x -> [| f x[0] |]) [ x.Spec ]).Length

[<Property>]
let ``are not needed where nothing changes, and nothing is recorded`` (drawn: Drawn) =
    let x = Draws.tensor drawn.Rng drawn.Sizes
    let whole = x.Shape.ToArray() |> Array.map (fun n -> { Start = 0; Size = n; Step = 1 })

    for f in
        [
            Tensor.reshape x.Shape
            Tensor.broadcastTo x.Shape
            Tensor.sumTo x.Shape
            Tensor.permute [ 0 .. x.Rank - 1 ]
            Tensor.reverse []
            Tensor.pad (List.replicate x.Rank (0, 0))
            (fun x -> x.Rearrange(Shaping.Slice whole))
            Tensor.sumOver []
            Tensor.maxOver []
            Tensor.logSumExpOver []
            Tensor.cast x.DType
            (fun x -> if x.Rank = 0 then x else Tensor.concatenate 0 [ x ])
        ] do
        Assert.Equal(0, recorded f x)
        Assert.Equal(x, f x)

[<Fact>]
let ``are recorded once for what does change`` () =
    Assert.Equal(1, recorded (Tensor.reshape [ 6 ]) (Tensor.ones [ 2; 3 ]))
    Assert.Equal(1, recorded Tensor.transpose (Tensor.ones [ 2; 3 ]))
