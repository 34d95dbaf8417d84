[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``An error``

open FsCheck.Xunit
open FuncNet
open Xunit

let private zeros (sizes: int list) = Tensor.zeros sizes
let private message<'E when 'E :> exn> (f: unit -> unit) = Assert.Throws<'E>(f).Message

let private says (parts: string list) (message: string) =
    for part in parts do
        Assert.Contains(part, message)

let private shape parts f = message<ShapeException>(f >> ignore) |> says parts
let private dtype parts f = message<DTypeException>(f >> ignore) |> says parts

/// G5: either the shapes broadcast, or the error names the operation and both shapes.
[<Property>]
let ``names the operation and both shapes when they do not broadcast`` (a: Drawn) (b: Drawn) =
    let x, y = zeros a.Sizes, zeros b.Sizes

    match Shape.tryBroadcast x.Shape y.Shape with
    | ValueSome shape -> Assert.Equal<Shape>(shape, (x * y).Shape)
    | ValueNone ->
        shape [ "Add"; string x.Shape; string y.Shape ] (fun () -> x + y)
        shape [ "Less"; string x.Shape; string y.Shape ] (fun () -> Tensor.less x y)
        shape [ "Select"; string x.Shape; string y.Shape ] (fun () -> Tensor.where (Tensor.vector [ true ]) x y)

[<Property>]
let ``of broadcasting is symmetric, and repetition is idempotent`` (pair: DrawnPair) =
    let a, b = Shape.ofSeq pair.Left, Shape.ofSeq pair.Right
    let common = Shape.broadcast "test" a b
    Assert.Equal<Shape>(common, Shape.broadcast "test" b a)
    Assert.Equal<Shape>(common, Shape.broadcast "test" a common)

[<Fact>]
let ``names a number that an int32 cannot hold`` () =
    for number in [ 1.5; 1e10; nan ] do
        dtype [ "int32"; "whole number" ] (fun () -> Tensor.full DType.Int32 [ 2 ] number)
        dtype [ "int32"; "whole number" ] (fun () -> Tensor.full DType.Int32 [ 2 ] 1.0 + number)

[<Fact>]
let ``names what does not fit in products`` () =
    shape [ "MatMul"; "[2; 3]"; "[4; 5]"; "3 and 4" ] (fun () -> matmul (zeros [ 2; 3 ]) (zeros [ 4; 5 ]))
    shape [ "MatMul"; "[2; 3]ᵀ"; "2 and 4" ] (fun () -> Tensor.matmulWith true false (zeros [ 2; 3 ]) (zeros [ 4; 5 ]))
    shape [ "MatMul"; "[2]"; "[3]" ] (fun () -> matmul (zeros [ 2; 1; 1 ]) (zeros [ 3; 1; 1 ]))

    shape [ "einsum"; "'j'"; "3 and 4"; "ij,jk->ik" ] (fun () ->
        Tensor.einsum "ij,jk->ik" [ zeros [ 2; 3 ]; zeros [ 4; 5 ] ])

    shape [ "einsum"; "\"ij\" names 2 axes of the shape [2]" ] (fun () -> Tensor.einsum "ij->i" [ zeros [ 2 ] ])
    shape [ "einsum"; "names 2 operands; 1 were given" ] (fun () -> Tensor.einsum "i,j->ij" [ zeros [ 2 ] ])
    shape [ "einsum"; "'k'" ] (fun () -> Tensor.einsum "ij->k" [ zeros [ 2; 2 ] ])

[<Fact>]
let ``names what does not fit in reductions`` () =
    shape [ "sum"; "no axis 2"; "[2; 3]" ] (fun () -> Tensor.sumOver [ 2 ] (zeros [ 2; 3 ]))
    shape [ "sum"; "twice"; "[2; 3]" ] (fun () -> Tensor.sumOver [ 1; -1 ] (zeros [ 2; 3 ]))
    shape [ "Max 0"; "[0; 3]"; "nothing" ] (fun () -> Tensor.maxOver [ 0 ] (zeros [ 0; 3 ]))
    shape [ "ArgMin 1"; "[2; 0]"; "nothing" ] (fun () -> Tensor.argMin 1 (zeros [ 2; 0 ]))
    shape [ "topK"; "4 of the 3" ] (fun () -> Tensor.topK 4 0 (zeros [ 3 ]))

[<Fact>]
let ``names what does not fit in moves`` () =
    shape [ "Reshape"; "[2; 3]"; "6 elements"; "[4]" ] (fun () -> Tensor.reshape [ 4 ] (zeros [ 2; 3 ]))
    shape [ "reshape"; "[2; 3]"; "[-1; 4]" ] (fun () -> Tensor.reshape [ -1; 4 ] (zeros [ 2; 3 ]))
    shape [ "Broadcast"; "[2; 3]"; "[3; 3]" ] (fun () -> Tensor.broadcastTo [ 3; 3 ] (zeros [ 2; 3 ]))
    shape [ "sumTo"; "[2; 3]"; "[2]" ] (fun () -> Tensor.sumTo [ 2 ] (zeros [ 2; 3 ]))
    shape [ "Transpose"; "[2; 3]" ] (fun () -> Tensor.permute [ 0; 0 ] (zeros [ 2; 3 ]))
    shape [ "transpose"; "matrix"; "[3]" ] (fun () -> Tensor.transpose (zeros [ 3 ]))
    shape [ "Slice"; "axis 0"; "[3]" ] (fun () -> Tensor.narrow 0 2 2 (zeros [ 3 ]))
    shape [ "Pad"; "at least 0" ] (fun () -> Tensor.pad [ -1, 0 ] (zeros [ 3 ]))

    shape [ "Concatenate"; "[2; 3]"; "[2; 4]"; "axis 0" ] (fun () ->
        Tensor.concatenate 0 [ zeros [ 2; 3 ]; zeros [ 2; 4 ] ])

    shape [ "concatenate"; "at least one" ] (fun () -> Tensor.concatenate 0 [])
    shape [ "split"; "[1; 1]"; "3 places of axis 0" ] (fun () -> Tensor.split [ 1; 1 ] 0 (zeros [ 3 ]))
    shape [ "split"; "at least 0"; "[5; -2]" ] (fun () -> Tensor.split [ 5; -2 ] 0 (zeros [ 3 ]))
    shape [ "at most 2^31"; "[50000; 50000]" ] (fun () -> zeros [ 50000; 50000 ])
    shape [ "expandAxis"; "3"; "[2]" ] (fun () -> Tensor.expandAxis 3 (zeros [ 2 ]))

[<Fact>]
let ``names the index that is outside`` () =
    let at (places: int list) = Tensor.vector places
    shape [ "Gather 0"; "index 3 at place 1"; "0 … 2" ] (fun () -> Tensor.gather 0 (at [ 0; 3 ]) (zeros [ 3 ]))
    shape [ "ScatterAdd 0"; "index -1 at place 0" ] (fun () -> Tensor.scatterAdd 0 3 (at [ -1 ]) (zeros [ 1 ]))
    shape [ "GatherAlong 1"; "index 9" ] (fun () -> Tensor.gatherAlong 1 (Tensor.matrix [ [ 9 ] ]) (zeros [ 1; 3 ]))
    shape [ "scatterAdd"; "axis 2" ] (fun () -> Tensor.scatterAdd 2 3 (at [ 0 ]) (zeros [ 1 ]))
    shape [ "Gather 0"; "index 3" ] (fun () -> Tensor.oneHot DType.Float32 3 (at [ 3 ]))
    dtype [ "Gather 0"; "int32"; "float32" ] (fun () -> Tensor.gather 0 (zeros [ 1 ]) (zeros [ 3 ]))

[<Fact>]
let ``names what does not fit in windows`` () =
    let one = struct (1, 1)
    let convolve filter image = Tensor.conv2d one one Padding.Valid 1 (zeros filter) (zeros image)

    shape [ "Convolution"; "[3; 3; 2; 4]"; "[1; 5; 5; 3]"; "1 groups" ] (fun () ->
        convolve [ 3; 3; 2; 4 ] [ 1; 5; 5; 3 ])

    shape [ "Convolution"; "[3; 3; 3; 4]"; "larger"; "[1; 2; 5; 3]" ] (fun () -> convolve [ 3; 3; 3; 4 ] [ 1; 2; 5; 3 ])
    shape [ "conv2d"; "[5; 5; 3]" ] (fun () -> convolve [ 3; 3; 3; 4 ] [ 5; 5; 3 ])

    shape [ "MaxPool"; "[1; 1; 1; 1]" ] (fun () ->
        Tensor.maxPool2d (struct (2, 2)) one Padding.Valid (zeros [ 1; 1; 1; 1 ]))

    let strides () = Tensor.conv2d (struct (0, 1)) one Padding.Valid 1 (zeros [ 1; 1; 1; 1 ]) (zeros [ 1; 1; 1; 1 ])
    message<ConfigurationException>(strides >> ignore) |> says [ "conv2d"; "strides"; "0 and 1" ]

[<Property>]
let ``comes of two types in one operation`` (drawn: Drawn) =
    let x = Draws.tensor drawn.Rng drawn.Sizes
    let y = Tensor.cast DType.Float32 x
    dtype [ "Add"; "float64"; "float32"; "cast" ] (fun () -> x + y)
    dtype [ "Equal"; "float64"; "float32" ] (fun () -> Tensor.equal x y)
    dtype [ "Select"; "float32"; "float64" ] (fun () -> Tensor.where (Tensor.vector [ true ]) y x)
    dtype [ "Concatenate"; "float64"; "float32" ] (fun () -> Tensor.stack 0 [ x; y ])

    dtype [ "MatMul"; "float64"; "float32" ] (fun () ->
        matmul (Tensor.zeros [ 1; 1 ] |> Tensor.cast DType.Float64) (zeros [ 1; 1 ]))

[<Fact>]
let ``comes of a type that has no such operation`` () =
    dtype [ "Exp"; "int32"; "float" ] (fun () -> exp (Tensor.range 3))
    dtype [ "Add"; "bool" ] (fun () -> Tensor.vector [ true ] + Tensor.vector [ true ])
    dtype [ "And"; "float32" ] (fun () -> Tensor.logicalAnd (zeros [ 1 ]) (zeros [ 1 ]))
    dtype [ "Sum"; "bool" ] (fun () -> sum (Tensor.vector [ true ]))
    dtype [ "Sum"; "bool" ] (fun () -> Tensor.sumOver [] (Tensor.vector [ true ]))
    dtype [ "mean"; "int32" ] (fun () -> mean (Tensor.range 3))
    dtype [ "variance"; "int32" ] (fun () -> Tensor.variance (Tensor.range 3))
    dtype [ "Softmax"; "int32" ] (fun () -> Tensor.softmax 0 (Tensor.range 3))
    dtype [ "2.5"; "int32" ] (fun () -> Tensor.range 3 * 2.5)
    dtype [ "3e+09"; "int32" ] (fun () -> Tensor.number DType.Int32 3e9)
    dtype [ "Uniform"; "int32" ] (fun () -> Key.uniform DType.Int32 [ 2 ] (Key.ofSeed 1UL))

[<Fact>]
let ``comes of shapes that no tensor has`` () =
    shape [ "at most 8 axes"; "9" ] (fun () -> Tensor.zeros (List.replicate 9 1))
    shape [ "at least 0" ] (fun () -> Tensor.zeros [ 2; -1 ])
    shape [ "at most 2^31" ] (fun () -> Tensor.zeros [ 1 <<< 16; 1 <<< 16 ])

[<Fact>]
let ``names the operation of the user's own that breaks its promise`` () =
    let operation (numbers: System.Array) = {
        new CustomOperation() with
            member _.Name = "Mine"
            member _.Infer specs = specs[0]
            member _.Evaluate _ = numbers
            member _.Gradient(_, _, g) = [| g; g |]
    }

    let x = Tensor.vector [ 1.0; 2.0 ]
    shape [ "Mine"; "1 elements"; "[2]" ] (fun () -> Tensor.custom (operation [| 1.0 |]) [ x ])
    dtype [ "Mine"; "Single[]"; "float64" ] (fun () -> Tensor.custom (operation [| 1f; 2f |]) [ x ])

    shape [ "Mine"; "each of the 1 operands" ] (fun () ->
        grad (fun x -> sum (Tensor.custom (operation [| 1.0; 2.0 |]) [ x ])) x)
