[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 100)>]
module FuncNet.Tests.``A tensor``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

/// t[i, j] = 10·i + j, [3; 4].
let private t = Reference.tabulate [ 3; 4 ] (fun i -> float (10 * i[0] + i[1]))
let private vector (numbers: float list) = Tensor.vector numbers
let private same (expected: Tensor) (actual: Tensor) = Assert.Equal(expected, actual)

[<Fact>]
let ``gives places, counted from either end`` () =
    same (vector [ 10.0; 11.0; 12.0; 13.0 ]) t[1]
    same (vector [ 20.0; 21.0; 22.0; 23.0 ]) t[-1]
    Assert.Equal(12.0, t[1, 2].ToScalar())
    Assert.Equal(23.0, t[-1, -1].ToScalar())

[<Fact>]
let ``gives ranges, in which both bounds are included`` () =
    same (vector [ 10.0; 11.0; 12.0; 13.0 ]) t.[1, *]
    same (vector [ 2.0; 12.0; 22.0 ]) t.[*, 2]
    same (Tensor.matrix [ [ 11.0; 12.0 ]; [ 21.0; 22.0 ] ]) t.[1.., 1..2]
    same (vector [ 20.0; 21.0 ]) t.[2, ..1]
    same (vector [ 12.0; 13.0 ]) t.[-2, -2 ..]
    same t t.[*, *]
    same t t.[0..2]

[<Fact>]
let ``gives empty ranges`` () =
    let n = 0
    Assert.Equal<Shape>(Shape [| 3; 0 |], t.[*, 0 .. n - 1].Shape)
    Assert.Equal<Shape>(Shape [| 0; 4 |], t.[3..].Shape)

[<Fact>]
let ``takes indices and ranges as C# writes them`` () =
    same t.[1.., 1..2] t[Slice.op_Implicit (Range.StartAt(Index 1)), Slice.op_Implicit (Range(Index 1, Index(1, true)))]
    same t[2] t[Slice.op_Implicit (Index(1, true))]
    Assert.Equal(Slice.At -1, Slice.At(Index(1, true)))
    Assert.NotEqual(Slice.At 1, Slice.At(Index(1, true)))
    Assert.NotEqual(Slice.All, Slice.At 0)

[<Fact>]
let ``refuses places and ranges outside of it`` () =
    let fails part (f: unit -> Tensor) =
        Assert.Contains(part, Assert.Throws<ShapeException>(fun () -> f () |> ignore).Message)

    fails "there is no place 3 along axis 0 of the shape [3; 4]" (fun () -> t[3])
    fails "there is no place ^4 along axis 0 of the shape [3; 4]" (fun () -> t[-4])
    fails "the range 1..6 is outside of axis 1 of the shape [3; 4]" (fun () -> t.[*, 1..5])
    fails "ends before the first place" (fun () -> t.[*, 1 .. -1])
    fails "3 places or ranges were given for the shape [3; 4]" (fun () -> t[1, 1, 1])

[<Fact>]
let ``is made of numbers, arrays, rows and sequences`` () =
    Assert.Equal(DType.Float32, (Tensor.scalar 1.5).DType)
    Assert.Equal(DType.Float32, (Tensor.vector [ 1.0f ]).DType)
    Assert.Equal(DType.Float64, (Tensor.vector [ 1.0 ]).DType)
    Assert.Equal(DType.Int32, (Tensor.vector [ 1 ]).DType)
    Assert.Equal(DType.Bool, (Tensor.vector [ true ]).DType)
    same (vector [ 0.0; 1.0; 10.0; 11.0 ]) (Tensor.reshape [ 4 ] (Tensor.matrix [ [ 0.0; 1.0 ]; [ 10.0; 11.0 ] ]))
    Assert.Equal<int[]>([| 0; 1; 2 |], (Tensor.range 3).ToArray())
    Assert.Equal<int[]>([| 0; 1; 2; 0; 1; 2 |], (Tensor.iota [ 2; 3 ] 1).ToArray())
    Assert.Equal<float32[]>([| 0f; 0.5f; 1f |], (Tensor.linspace 0.0 1.0 3).ToArray())
    Assert.Equal<float32[]>([| 1f; 0f; 0f; 1f |], (Tensor.eye DType.Float32 2).ToArray())
    let number: Tensor = Tensor.op_Implicit 2.5
    Assert.Equal(DType.Float64, number.DType)
    Assert.Throws<ShapeException>(fun () -> Tensor.matrix [ [ 1.0 ]; [ 1.0; 2.0 ] ] |> ignore) |> ignore
    Assert.Throws<ShapeException>(fun () -> Tensor.ofArray [ 2; 2 ] [| 1.0 |] |> ignore) |> ignore
    Assert.Throws<DTypeException>(fun () -> Tensor.vector [ 'a' ] |> ignore) |> ignore

[<Fact>]
let ``does not change with the array it is made of or read into`` () =
    let numbers = [| 1.0; 2.0 |]
    let x = Tensor.ofArray [ 2 ] numbers
    numbers[0] <- 9.0
    x.ToArray<float>()[1] <- 9.0
    same (vector [ 1.0; 2.0 ]) x

[<Fact>]
let ``shows type, shape and an excerpt`` () =
    Assert.Equal("float32 [] 1.5", string (Tensor.scalar 1.5))
    Assert.Equal("float64 [2] [0.5, -12]", (string (vector [ 0.5; -12.0 ])).Replace("  ", " "))
    Assert.Equal("float64 [2; 2]\n[[1, 2],\n [3, 4]]", string (Tensor.matrix [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]))
    Assert.Equal("bool [2] [ true, false]", string (Tensor.vector [ true; false ]))
    Assert.Equal("int32 [10] [0, 1, 2, …, 7, 8, 9]", string (Tensor.range 10))
    Assert.Equal("float32 [0; 3] []", string (Tensor.zeros [ 0; 3 ]))
    Assert.Contains("e", string (vector [ 1e-9; 1.0 ]))
    Assert.Contains("NaN", string (vector [ Double.NaN ]))
    Assert.True((string (Tensor.zeros [ 100; 100; 100 ])).Length < 5000)

[<Fact>]
let ``shows its form while it is traced`` () =
    let mutable shown = ""

    grad
        (fun x ->
            shown <- string x
            sum x)
        (vector [ 1.0 ])
    |> ignore

    Assert.Equal("traced float64 [1] [1]", shown)

    Program.trace
        (fun x ->
            shown <- string x[0]
            x)
        [ t.Spec ]
    |> ignore

    Assert.Equal("abstract float64 [3; 4]", shown)

[<Property>]
let ``equals what has its type, shape and bits, and hashes alike`` (drawn: Drawn) =
    let x = Draws.tensor drawn.Rng drawn.Sizes
    let y = Tensor.ofArray drawn.Sizes (x.ToArray<float>())
    Assert.Equal(x, y)
    Assert.Equal(x.GetHashCode(), y.GetHashCode())
    Assert.NotEqual(x, Tensor.expandAxis 0 x |> Tensor.reshape (1 :: drawn.Sizes))

    if x.Size > 0 then
        Assert.NotEqual(x, x + 1.0)
        Assert.NotEqual(x, Tensor.cast DType.Float32 x)

[<Fact>]
let ``tells NaN, and 0 from −0, by their bits`` () =
    same (vector [ Double.NaN ]) (vector [ Double.NaN ])
    Assert.NotEqual(vector [ 0.0 ], vector [ -0.0 ])

[<Property>]
let ``goes to System.Numerics.Tensors and back`` (drawn: Drawn) =
    let sizes = Draws.atLeastVector drawn.Sizes
    let x = Draws.tensor drawn.Rng sizes
    let there = Tensor.toDotNet<float> x
    Assert.Equal<nativeint[]>(sizes |> List.map nativeint |> Array.ofList, there.Lengths.ToArray())
    same x (Tensor.ofDotNet there)

[<Fact>]
let ``of rank 0 goes to System.Numerics.Tensors as a vector`` () =
    same (vector [ 2.5 ]) (Tensor.ofDotNet (Tensor.toDotNet<float>(Tensor.number DType.Float64 2.5)))

[<Fact>]
let ``is read as the type it has`` () =
    let error = Assert.Throws<DTypeException>(fun () -> t.ToArray<int>() |> ignore)
    Assert.Contains("This tensor is float64; it cannot be read as Int32", error.Message)
    Assert.Throws<ShapeException>(fun () -> t.ToScalar() |> ignore) |> ignore
    Assert.Equal(1.0, (Tensor.vector [ true ]).ToScalar())
