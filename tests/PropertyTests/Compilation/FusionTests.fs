[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 60)>]
module FuncNet.Tests.``A fused chain``

open System
open FsCheck.Xunit
open FuncNet
open Xunit

/// Shapes around the sizes of tiles and chunks, and with rows that are short, long, or single numbers.
let private shapes = [|
    []
    [ 1 ]
    [ 3 ]
    [ 17 ]
    [ 2047 ]
    [ 2048 ]
    [ 70_001 ]
    [ 5; 3 ]
    [ 333; 10 ]
    [ 7; 2049 ]
    [ 40; 1; 300 ]
    [ 3; 50; 7; 20 ]
    [ 130; 3; 16 ]
    [ 2600; 5 ]
    [ 300; 513 ]
    [ 2; 1; 3; 1; 5; 4 ]
|]

/// An operand of a result of these sizes: leading axes may be missing, sizes may be 1.
let private operand (rng: Random) (sizes: int list) =
    sizes
    |> List.map (fun n -> if rng.Next 3 = 0 then 1 else n)
    |> List.skip (if rng.Next 3 = 0 then rng.Next(sizes.Length + 1) else 0)

/// Steps over one shape, of all kinds and types; the last result, and some on the way, are given.
let private chain (seed: Seed) (x: Tensor[]) : Tensor[] =
    let rng = seed.Rng
    let numbers = ResizeArray x
    let truths = ResizeArray<Tensor>()
    let number () = numbers[rng.Next numbers.Count]
    let full () = numbers[0] * 0.5 + number ()

    for _ in 1 .. 4 + rng.Next 20 do
        match rng.Next 12 with
        | 0 -> numbers.Add(number () + number ())
        | 1 -> numbers.Add(number () * full ())
        | 2 -> numbers.Add(tanh (number ()))
        | 3 -> numbers.Add(number () / (1.5 + Tensor.square (number ())))
        | 4 -> numbers.Add(Tensor.relu (full ()))
        | 5 -> numbers.Add(sqrt (abs (number ())) - 0.25)
        | 6 -> numbers.Add(exp (-abs(number ())))
        | 7 -> truths.Add(Tensor.greater (full ()) (number ()))
        | 8 when truths.Count > 0 -> numbers.Add(Tensor.where truths[rng.Next truths.Count] (number ()) (full ()))
        | 9 when truths.Count > 0 ->
            numbers.Add(full () * Tensor.cast x[0].DType (Tensor.logicalNot truths[rng.Next truths.Count]))
        | 10 -> numbers.Add(Tensor.cast x[0].DType (Tensor.cast DType.Int32 (10.0 * number ())) * full ())
        | _ -> numbers.Add((full ()) ** 2.0)

    [| numbers[numbers.Count - 1]; numbers[numbers.Count / 2]; yield! Seq.truncate 1 truths; full () |]

let private operands (seed: Seed) =
    let rng = Random(seed.Number + 1)
    let sizes = shapes[rng.Next shapes.Length]
    let dtype = if rng.Next 2 = 0 then DType.Float32 else DType.Float64

    [|
        for sizes in sizes :: [ for _ in 1..4 -> operand rng sizes ] do
            Tensor.cast dtype (Draws.tensor rng sizes)
    |]

let private onThreads count run =
    let before = Kernels.Work.Threads
    Kernels.Work.Threads <- count

    try
        run ()
    finally
        Kernels.Work.Threads <- before

[<Property>]
let ``gives the bits of its operations one by one, on any number of threads`` (seed: Seed) =
    let x = operands seed
    let compiled = Compile.many (chain seed)
    let expected = chain seed x

    for threads in [ 1; 2; 4 ] do
        Assert.Equal<Tensor[]>(expected, onThreads threads (fun () -> compiled x))

[<Property>]
let ``reads parts of tensors where they lie`` (seed: Seed) =
    let rng = Random(seed.Number + 2)
    let sizes = shapes[3 + rng.Next(shapes.Length - 3)]
    let axis = rng.Next sizes.Length

    let whole = Draws.tensor rng (sizes |> List.mapi (fun i n -> if i = axis then 3 * n + 1 else n))

    let parts (x: Tensor) = [| for i in 0..2 -> Tensor.narrow axis (i * sizes[axis]) sizes[axis] x |]

    let f (x: Tensor[]) =
        let skipping = Tensor.reverse [ axis ] x[0] |> Tensor.narrow axis 0 sizes[axis]
        chain seed (Array.append (parts x[0]) [| skipping |])

    let compiled = Compile.many f
    let expected = f [| whole |]

    for threads in [ 1; 2 ] do
        Assert.Equal<Tensor[]>(expected, onThreads threads (fun () -> compiled [| whole |]))

[<Property>]
let ``ends with sums over rows`` (seed: Seed) =
    let x = operands seed
    let rank = x[0].Rank
    let axes = [ 0 .. Random(seed.Number + 3).Next(max 1 (rank - 1)) ] |> List.truncate rank

    // What is summed and what is not, what reads the sums, and what would have to run around them.
    let f (x: Tensor[]) =
        let y = chain seed x
        let whole = y |> Array.filter (fun y -> y.Shape = x[0].Shape)
        let sums = whole |> Array.map (Tensor.cast x[0].DType >> Tensor.sumOver axes)
        let centred = Array.last y * 0.5 - Array.last sums
        Array.concat [ Array.truncate 1 y; sums; [| centred; Tensor.sumOver axes centred |] ]

    let compiled = Compile.many f
    let expected = f x

    for threads in [ 1; 2; 4 ] do
        Assert.Equal<Tensor[]>(expected, onThreads threads (fun () -> compiled x))

[<Fact>]
let ``takes the sums of a normalization from its tiles, and writes no value for them alone`` () =
    let f (x: Tensor[]) =
        let centred = x[0] - x[1]
        [| Tensor.sumOver [ 0; 1 ] (Tensor.square centred); Tensor.sumOver [ 0; 1 ] centred |]

    let specs = [ for sizes in [ [ 40; 50; 24 ]; [ 24 ] ] -> { Shape = Shape.ofSeq sizes; DType = DType.Float32 } ]
    let executable = Compile.executable f specs
    Assert.Equal(1, executable.Program.Length)
    Assert.True(executable.Plan.Peak < 4L * 40L * 50L * 24L + 4096L)

let private sizes = [| 1; 3; 8; 17; 48; 96; 100; 200; 513 |]

[<Property(MaxTest = 40)>]
let ``begins with a matrix product of any size`` (seed: Seed) =
    let rng = seed.Rng
    let size () = sizes[rng.Next sizes.Length]
    let batch = if rng.Next 3 = 0 then [ 1 + rng.Next 3 ] else []
    let m, n, k = size (), size (), size ()
    let transposeA, transposeB = rng.Next 2 = 0, rng.Next 2 = 0
    let turned flag a b = if flag then [ b; a ] else [ a; b ]
    let draw sizes = Tensor.cast DType.Float32 (Draws.tensor rng sizes)
    let a = draw ((if rng.Next 2 = 0 then batch else []) @ turned transposeA m k)
    let b = draw (batch @ turned transposeB k n)

    let f (x: Tensor[]) =
        let product = Tensor.matmulWith transposeA transposeB x[0] x[1] + x[2]
        let active = Tensor.relu product
        [| active; (if seed.Number % 2 = 0 then product else Tensor.sum product); active * active - 1.0 |]

    let x = [| a; b; draw [ n ] |]
    let executable = Compile.executable f (x |> Array.map _.Spec)
    Assert.Contains("Fused MatMul", string executable.Program)

    for threads in [ 1; 2 ] do
        Assert.Equal<Tensor[]>(f x, onThreads threads (fun () -> executable.Run x))

[<Property(MaxTest = 40)>]
let ``begins with a convolution of any size`` (seed: Seed) =
    let rng = seed.Rng
    let draw sizes = Tensor.cast DType.Float32 (Draws.tensor rng sizes)
    let groups = 1 + rng.Next 2
    let channels, filters = groups * (1 + rng.Next 9), groups * (1 + rng.Next 20)
    let images = draw [ 1 + rng.Next 4; 3 + rng.Next 30; 3 + rng.Next 30; channels ]
    let kernel = draw [ 1 + rng.Next 3; 1 + rng.Next 3; channels / groups; filters ]

    let f (x: Tensor[]) =
        let y =
            Tensor.relu (Tensor.conv2d (struct (1, 1)) (struct (1, 1)) Padding.Valid groups x[1] x[0] + x[2])

        [| y; Tensor.square y |]

    let x = [| images; kernel; draw [ filters ] |]
    let executable = Compile.executable f (x |> Array.map _.Spec)
    Assert.Contains("Fused Convolution", string executable.Program)

    for threads in [ 1; 2 ] do
        Assert.Equal<Tensor[]>(f x, onThreads threads (fun () -> executable.Run x))

[<Fact>]
let ``takes the whole update of an optimizer, and the gradient before it, into one operation`` () =
    let f (x: Tensor[]) =
        let gradient = Tensor.matmulWith true false x[0] x[1]
        let momentum = 0.9 * x[2] + 0.1 * gradient
        [| momentum; x[3] - 0.01 * momentum |]

    let matrix sizes = { Shape = Shape.ofSeq sizes; DType = DType.Float32 }
    let specs = [ matrix [ 32; 64 ]; matrix [ 32; 16 ]; matrix [ 64; 16 ]; matrix [ 64; 16 ] ]
    let executable = Compile.executable f specs
    Assert.Equal(1, executable.Program.Length)
    Assert.Contains("Fused MatMul Aᵀ·B, Multiply, Multiply, Add, Multiply, Subtract", string executable.Program)

[<Fact>]
let ``does not go around an operation of another kind`` () =
    // The sum needs all of the first exponentials before any of the second ones.
    let f (x: Tensor[]) =
        let e = exp x[0]
        [| tanh (e / Tensor.sum e) * e |]

    let executable = Compile.executable f [ { Shape = Shape 1000; DType = DType.Float32 } ]
    let x = [| Tensor.cast DType.Float32 (Draws.tensor (Random 1) [ 1000 ]) |]
    Assert.Equal(3, executable.Program.Length)
    Assert.Equal<Tensor[]>(f x, executable.Run x)

[<Property>]
let ``takes a pooling to the end of a convolution, if nobody else reads that and its windows lie side by side``
    (seed: Seed)
    =
    let rng = seed.Rng
    let channels, filters = rng.Next(1, 5), rng.Next(1, 20)
    let draw sizes = Key.normal DType.Float32 sizes (Key.foldIn (rng.Next()) seed.Key)
    let image = draw [ rng.Next 4; rng.Next(6, 20); rng.Next(6, 20); channels ]
    let filter, bias = draw [ 3; 3; channels; filters ], draw [ filters ]
    let struct (height, _) as pool = struct (rng.Next(1, 4), rng.Next(1, 4))
    let strides = if rng.Next 4 = 0 then struct (1, 2) else pool
    let isReadTwice = rng.Next 4 = 0

    let f (x: Tensor[]) =
        let convolved = Tensor.conv2d (struct (1, 1)) (struct (1, 1)) Padding.Same 1 filter x[0]
        let y = Tensor.maximum (convolved + bias) (Tensor.number DType.Float32 0.0)
        let pooled = Tensor.maxPool2d pool strides Padding.Valid y
        if isReadTwice then [| pooled; y |] else [| pooled |]

    let executable = Compile.executable f [ image.Spec ]
    let joins = strides = pool && image.Shape[1] % height = 0 && not isReadTwice && image.Size > 0

    if image.Size > 0 then
        Assert.Equal((if joins then 1 else 2), executable.Program.Length)

    Assert.Equal<Tensor[]>(f [| image |], executable.Run [| image |])

[<Property>]
let ``masks the gradient of maxima instead of that of all that is pooled`` (seed: Seed) =
    let rng = seed.Rng
    let channels = rng.Next(1, 20)
    let draw sizes = Key.normal DType.Float32 sizes (Key.foldIn (rng.Next()) seed.Key)
    let image = draw [ rng.Next(1, 4); rng.Next(4, 12); rng.Next(4, 12); channels ]
    let pool = struct (rng.Next(1, 4), rng.Next(1, 4))
    let strides = if rng.Next 2 = 0 then struct (1, 2) else pool
    let isReadTwice = rng.Next 3 = 0

    // A gradient of −0, a maximum that is no number, and windows of zeros alone are among what is pooled.
    let image = Tensor.where (Tensor.greater image (Tensor.number DType.Float32 2.0)) (image * nan) image

    let objective (x: Tensor) =
        let y = Tensor.relu x
        let pooled = Tensor.maxPool2d pool strides Padding.Valid y
        let weighted = sum (Tensor.square pooled - pooled)
        if isReadTwice then weighted + sum (y * y) else weighted

    let slope (x: Tensor[]) = [| grad objective x[0] |]
    let executable = Compile.executable slope [ image.Spec ]

    let last = Array.last executable.Program.Entries
    let endsWithPooling = (Primitive.name last.Primitive).StartsWith "MaxPoolGradient"
    Assert.Equal(not isReadTwice, endsWithPooling)
    let bits (x: Tensor[]) = x[0].ToArray<float32>() |> Array.map System.BitConverter.SingleToInt32Bits
    Assert.Equal<int[]>(bits (slope [| image |]), bits (executable.Run [| image |]))

[<Property>]
let ``notes the places of maxima at the end of a convolution, too`` (seed: Seed) =
    let rng = seed.Rng
    let channels, filters = rng.Next(1, 5), rng.Next(1, 20)
    let draw sizes = Key.normal DType.Float32 sizes (Key.foldIn (rng.Next()) seed.Key)
    let struct (height, _) as pool = struct (rng.Next(1, 4), rng.Next(1, 4))
    let image = draw [ rng.Next(1, 4); height * rng.Next(2, 6); rng.Next(6, 20); channels ]
    let filter, bias = draw [ 3; 3; channels; filters ], draw [ filters ]

    let objective (x: Tensor[]) =
        let y = Tensor.relu (Tensor.conv2d (struct (1, 1)) (struct (1, 1)) Padding.Same 1 x[0] image + x[1])
        sum (Tensor.square (Tensor.maxPool2d pool pool Padding.Valid y))

    let slope (x: Tensor[]) = [|
        grad (fun w -> objective [| w; x[1] |]) x[0]
        grad (fun b -> objective [| x[0]; b |]) x[1]
    |]

    let executable = Compile.executable slope [ filter.Spec; bias.Spec ]

    let joined =
        executable.Program.Entries
        |> Array.filter (fun entry -> (Primitive.name entry.Primitive).Contains "MaxPool ")

    Assert.True(joined |> Array.forall (fun entry -> entry.Outputs.Length = 3), string executable.Program)
    Assert.Equal<Tensor[]>(slope [| filter; bias |], executable.Run [| filter; bias |])
