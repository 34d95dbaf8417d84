module FuncNet.Tests.``An augmentation``

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 7UL

/// 0, 1, … in images of these sizes.
let private counted n h w c = Tensor.ofArray [ n; h; w; c ] (Array.init (n * h * w * c) float32)

let private rows (lines: float32 list list) =
    Tensor.ofArray [ 1; lines.Length; lines.Head.Length; 1 ] (List.concat lines |> List.toArray)

let private near tolerance (a: Tensor) (b: Tensor) =
    Assert.Equal<Shape>(a.Shape, b.Shape)
    Assert.True((Tensor.max (abs (a - b))).ToScalar() <= tolerance, $"{a} and {b}")

/// One image moved by a known amount.
let private moved border move image =
    let plain = { Interpolation = Interpolation.Bilinear; Border = border; Fill = 0.0 }
    Augmentation.apply (Augmentation [ Moved(plain, [ move ]) ]) key image

let private exactly value : Interval = { Low = value; High = value }

/// By pixels of a 3×3 image.
let private shifted down right = PlaneMove.Shift(exactly (float down / 3.0), exactly (float right / 3.0))

let private square = rows [ [ 1f; 2f; 3f ]; [ 4f; 5f; 6f ]; [ 7f; 8f; 9f ] ]

let private all: (string * Augmentation) list = [
    "shift", Augmentation.shift 0.2 0.3
    "shiftPixels", Augmentation.shiftPixels 2 1
    "padAndCrop", Augmentation.padAndCrop 2
    "rotate", Augmentation.rotate 30.0
    "rotateBetween", Augmentation.rotateBetween 10.0 80.0
    "zoom", Augmentation.zoom 0.7 1.4
    "shear", Augmentation.shear 20.0
    "flipHorizontal", Augmentation.flipHorizontal 0.5
    "flipVertical", Augmentation.flipVertical 0.5
    "randomCrop", Augmentation.randomCrop 4 3
    "centreCrop", Augmentation.centreCrop 4 3
    "erase", Augmentation.erase 0.7 0.1 0.5
    "brightness", Augmentation.brightness 0.3
    "contrast", Augmentation.contrast 0.5
    "noise", Augmentation.noise 0.2
    "clamp", Augmentation.clamp 0.2 0.8
    "sometimes", Augmentation.sometimes 0.5 (Augmentation.rotate 40.0)
    "ofFunction", Augmentation.ofFunction "double" (fun _ x -> 2.0 * x)
]

[<Fact>]
let ``moves by a pixel, and shows its border beyond the edge`` () =
    let down border = moved border (shifted 1 0) square
    let expected (first: float32 list) = rows [ first; [ 1f; 2f; 3f ]; [ 4f; 5f; 6f ] ]
    Assert.Equal(expected [ 0f; 0f; 0f ], down Border.Constant)
    Assert.Equal(expected [ 1f; 2f; 3f ], down Border.Edge)
    Assert.Equal(expected [ 1f; 2f; 3f ], down Border.Reflect)
    Assert.Equal(expected [ 7f; 8f; 9f ], down Border.Wrap)
    let left border = moved border (shifted 0 -2) square
    let expected (behind: float32 list list) = rows [ for i in 0..2 -> float32 (3 * i + 3) :: behind[i] ]

    Assert.Equal(expected [ [ 0f; 0f ]; [ 0f; 0f ]; [ 0f; 0f ] ], left Border.Constant)
    Assert.Equal(expected [ [ 3f; 3f ]; [ 6f; 6f ]; [ 9f; 9f ] ], left Border.Edge)
    Assert.Equal(expected [ [ 3f; 2f ]; [ 6f; 5f ]; [ 9f; 8f ] ], left Border.Reflect)
    Assert.Equal(expected [ [ 1f; 2f ]; [ 4f; 5f ]; [ 7f; 8f ] ], left Border.Wrap)
    // Far out the mirrors and repetitions go on.
    Assert.Equal(moved Border.Wrap (shifted 0 1) square, moved Border.Wrap (shifted 0 7) square)
    Assert.Equal(moved Border.Reflect (shifted 0 1) square, moved Border.Reflect (shifted 0 7) square)

[<Fact>]
let ``fills what is beyond the edge with a number of one's own`` () =
    let down =
        Augmentation [
            Moved({ Interpolation = Interpolation.Bilinear; Border = Border.Constant; Fill = 0.0 }, [ shifted 1 0 ])
        ]

    Assert.Equal(
        rows [ [ 5f; 5f; 5f ]; [ 1f; 2f; 3f ]; [ 4f; 5f; 6f ] ],
        Augmentation.apply (Augmentation.withFill 5.0 down) key square
    )

    let half = PlaneMove.Shift(exactly (0.5 / 3.0), exactly 0.0)
    // Between two pixels the mean, at the edge of the fill and the first row.
    near
        1e-6
        (rows [ [ 0.5f; 1f; 1.5f ]; [ 2.5f; 3.5f; 4.5f ]; [ 5.5f; 6.5f; 7.5f ] ])
        (moved Border.Constant half square)

[<Fact>]
let ``turns by quarters exactly, whatever the size`` () =
    for size in [ 1; 2; 5; 28 ] do
        let image = counted 2 size size 3
        let turned = Augmentation.apply (Augmentation.rotateBetween 90.0 90.0) key image
        let expected = Tensor.reverse [ 1 ] (Tensor.permute [ 0; 2; 1; 3 ] image)
        Assert.Equal(expected, turned)
        let half = Augmentation.apply (Augmentation.rotateBetween 180.0 180.0) key image
        Assert.Equal(Tensor.reverse [ 1; 2 ] image, half)

[<Fact>]
let ``that flips twice, zooms by 1 or turns by 0 changes no bit`` () =
    let image = Key.uniform DType.Float32 [ 3; 5; 4; 2 ] key
    let same augmentation = Assert.Equal(image, Augmentation.apply augmentation key image)
    let h, v = Augmentation.flipHorizontal 1.0, Augmentation.flipVertical 1.0
    same Augmentation.none
    same (Augmentation.sequence [ h; h ])
    same (Augmentation.sequence [ h; v; v; h ])
    same (Augmentation.sequence [ h; Augmentation.rotate 0.0; h ])
    same (Augmentation.zoom 1.0 1.0)
    same (Augmentation.shear 0.0)
    same (Augmentation.shift 0.0 0.0)
    same (Augmentation.contrast 0.0)
    same (Augmentation.sometimes 0.0 h)
    same (Augmentation.erase 0.0 0.5 0.9)
    Assert.Equal(Tensor.reverse [ 2 ] image, Augmentation.apply h key image)
    Assert.Equal(Tensor.reverse [ 1 ] image, Augmentation.apply v key image)
    // A flip among other moves is the flip, too.
    Assert.Equal(
        Tensor.reverse [ 2 ] image,
        Augmentation.apply (Augmentation.sequence [ h; Augmentation.zoom 1.0 1.0 ]) key image
    )

[<Fact>]
let ``enlarges around the middle, and leans as italics do`` () =
    let point = rows [ for i in 0..4 -> [ for j in 0..4 -> if i = 1 && j = 3 then 1f else 0f ] ]

    let nearest move =
        let plain = { Interpolation = Interpolation.Nearest; Border = Border.Constant; Fill = 0.0 }
        Augmentation.apply (Augmentation [ Moved(plain, [ move ]) ]) key point
    // One right of and above the middle: under zoom 2 two away.
    let zoomed = nearest (PlaneMove.Zoom(exactly 2.0))
    Assert.Equal(1.0, zoomed[0, 0, 4, 0].ToScalar())
    let small = nearest (PlaneMove.Zoom(exactly 0.25))
    Assert.Equal(0.0, (Tensor.sum small).ToScalar())
    // A row over the middle moves right by tan 45° = 1.
    let leaning = nearest (PlaneMove.Shear(exactly 45.0))
    Assert.Equal(1.0, leaning[0, 1, 4, 0].ToScalar())
    Assert.Equal(1.0, (Tensor.sum leaning).ToScalar())

[<Fact>]
let ``resamples neighbouring moves once`` () =
    let image = Key.uniform DType.Float32 [ 4; 9; 9; 1 ] key
    // A turn there and back is nothing; two resamplings would have blurred.
    let there = PlaneMove.Rotate(exactly 17.0)
    let back = PlaneMove.Rotate(exactly -17.0)
    let plain = { Interpolation = Interpolation.Bilinear; Border = Border.Constant; Fill = 0.0 }
    let one move = Augmentation [ Moved(plain, [ move ]) ]
    let both = Augmentation.sequence [ one there; one back ]
    Assert.Equal(1, both.Parts.Length)
    Assert.Equal(image, Augmentation.apply both key image)
    Assert.NotEqual<Tensor>(image, Augmentation.apply (one back) key (Augmentation.apply (one there) key image))

[<Fact>]
let ``in sequence is associative, with none as its unit`` () =
    let image = Key.uniform DType.Float32 [ 3; 8; 8; 1 ] key
    let seq = Augmentation.sequence

    let parts =
        all |> List.map snd |> List.filter (fun a -> (Augmentation.outputShape a (Shape(8, 8, 1)))[0] = 8)

    for a, b in List.pairwise parts do
        for c in [ Augmentation.rotate 5.0; Augmentation.noise 0.1 ] do
            let left, right = seq [ seq [ a; b ]; c ], seq [ a; seq [ b; c ] ]
            Assert.Equal(Augmentation.apply left key image, Augmentation.apply right key image)

            Assert.Equal(
                Augmentation.apply left key image,
                Augmentation.apply (seq [ Augmentation.none; left ]) key image
            )

[<Fact>]
let ``draws for each image from the key and its place alone`` () =
    let images = Key.uniform DType.Float32 [ 6; 7; 6; 2 ] key

    for name, augmentation in all do
        let many = Augmentation.apply augmentation key images
        let few = Augmentation.apply augmentation key (Tensor.narrow 0 0 3 images)
        Assert.True(Tensor.narrow 0 0 3 many = few, name)
        Assert.Equal(many, Augmentation.apply augmentation key images)
        Assert.True(Augmentation.apply augmentation key (Tensor.narrow 0 0 0 images) |> _.Size = 0, name)

[<Fact>]
let ``gives the same bits on 1, 2 and 4 threads, and traced as run`` () =
    let images = Key.uniform DType.Float32 [ 70; 28; 28; 3 ] key
    let before = Kernels.Work.Threads

    for name, augmentation in all do
        try
            let results = [
                for threads in [ 1; 2; 4 ] do
                    Kernels.Work.Threads <- threads
                    Augmentation.apply augmentation key images
            ]

            let traced = Compile.many (fun x -> [| Augmentation.apply augmentation (Key.ofTensor x[0]) x[1] |])
            let results = (traced [| key.Tensor; images |])[0] :: results
            Assert.True(results |> List.forall ((=) results.Head), name)
        finally
            Kernels.Work.Threads <- before

[<Fact>]
let ``passes the gradient check in its images, at first and second order`` () =
    let images = Key.uniform DType.Float64 [ 2; 5; 6; 2 ] key

    for name, augmentation in all |> List.filter (fun (name, _) -> name <> "clamp") do
        for border in [ Border.Constant; Border.Edge; Border.Reflect; Border.Wrap ] do
            let augmentation = Augmentation.withBorder border augmentation
            let f (x: Tensor) = Tensor.sum (Tensor.square (Augmentation.apply augmentation key x))
            let found = grad f images
            // f is quadratic: a central difference is its derivative, but for rounding.
            let direction = Key.normal DType.Float64 images.Shape (Key.ofSeed 3UL)
            let along t = (f (images + t * direction)).ToScalar()
            let slope = (along 0.5 - along -0.5)
            let curvature = along 1.0 - 2.0 * along 0.0 + along -1.0
            let second = grad (fun x -> Tensor.sum (grad f x * direction)) images

            let near expected (found: Tensor) =
                let found = (Tensor.sum (found * direction)).ToScalar()

                Assert.True(
                    abs (expected - found) < 1e-9 * (1.0 + abs expected),
                    $"{name}, {border}: {found}, not {expected}"
                )

            near slope found
            near curvature second

[<Fact>]
let ``draws its amounts evenly from their ranges`` () =
    let n = 20_000
    let ones = Tensor.ones [ n; 1; 1; 1 ]
    let brighter = Augmentation.apply (Augmentation.brightness 0.4) key ones - 1.0
    Assert.InRange((Tensor.mean brighter).ToScalar(), -0.01, 0.01)
    // The variance of a uniform number on [−a, a] is a²/3.
    Assert.InRange((Tensor.variance brighter).ToScalar(), 0.0533 * 0.96, 0.0533 * 1.04)
    Assert.InRange((Tensor.max (abs brighter)).ToScalar(), 0.39, 0.4001)
    let corner = Tensor.concatenate 2 [ Tensor.zeros [ n; 1; 1; 1 ]; ones ]
    let flipped = Augmentation.apply (Augmentation.flipHorizontal 0.3) key corner
    Assert.InRange((Tensor.mean (Tensor.narrow 2 0 1 flipped)).ToScalar(), 0.285, 0.315)
    let sometimes = Augmentation.sometimes 0.25 (Augmentation.ofFunction "zero" (fun _ x -> 0.0 * x))
    Assert.InRange((Tensor.mean (Augmentation.apply sometimes key ones)).ToScalar(), 0.735, 0.765)

[<Fact>]
let ``shifts by whole pixels in every direction as often`` () =
    let n = 9_000

    let point =
        Tensor.ofArray [ 1; 3; 3; 1 ] [| 0f; 0f; 0f; 0f; 1f; 0f; 0f; 0f; 0f |]
        |> Tensor.broadcastTo [ n; 3; 3; 1 ]

    let shifted = Augmentation.apply (Augmentation.padAndCrop 1) key point
    let shares = Tensor.meanOver [ 0 ] shifted
    Assert.InRange((Tensor.min shares).ToScalar(), 0.1, 0.1111)
    Assert.InRange((Tensor.max shares).ToScalar(), 0.1111, 0.123)
    Assert.Equal(float n, (Tensor.sum shifted).ToScalar())

[<Fact>]
let ``crops at random from every place, and to the middle in inference`` () =
    let images = counted 1 5 4 1 |> Tensor.broadcastTo [ 4_000; 5; 4; 1 ]
    let crops = Augmentation.apply (Augmentation.randomCrop 3 2) key images
    Assert.Equal<Shape>(Shape(4_000, 3, 2, 1), crops.Shape)
    let first = crops[Slice.All, Slice.At 0, Slice.At 0, Slice.At 0].ToArray<float32>()
    // Rows 0 to 2 and columns 0 to 2: nine corners.
    Assert.Equal<float32 list>(
        [
            for i in 0..2 do
                for j in 0..2 -> float32 (4 * i + j)
        ],
        first |> Seq.distinct |> Seq.sort |> List.ofSeq
    )

    Assert.All(Seq.countBy id first, fun (_, count) -> Assert.InRange(count, 370, 520))
    // Each is a part as it stands.
    let right = crops[Slice.All, Slice.At 2, Slice.At 1, Slice.At 0].ToArray<float32>()
    Assert.All(Array.zip first right, fun (a, b) -> Assert.Equal(a + 9f, b))
    let middle = Augmentation.apply (Augmentation.centreCrop 3 2) key images
    Assert.Equal(5.0, middle[0, 0, 0, 0].ToScalar())
    let network = Network.build key [ 5; 4; 1 ] (Layer.augment (Augmentation.randomCrop 3 2))
    Assert.Equal(middle, network.Predict images)

[<Fact>]
let ``erases a rectangle of the area that was asked for, within the image`` () =
    let images = Tensor.ones [ 2_000; 20; 20; 2 ]
    let erased = Augmentation.apply (Augmentation.erase 0.5 0.1 0.3 |> Augmentation.withFill 3.0) key images
    let gone = (erased - 1.0) / 2.0
    let areas = (Tensor.meanOver [ 1; 2; 3 ] gone).ToArray<float32>()
    let hit = areas |> Array.filter (fun area -> area > 0f)
    Assert.InRange(hit.Length, 920, 1080)
    Assert.InRange(Array.average hit, 0.18f, 0.21f)
    Assert.All(hit, fun area -> Assert.InRange(area, 0.07f, 0.34f))
    // A rectangle: the area is the product of its rows and columns.
    let rows = (Tensor.sumOver [ 1 ] (Tensor.maxOver [ 2; 3 ] gone)).ToArray<float32>()
    let columns = (Tensor.sumOver [ 1 ] (Tensor.maxOver [ 1; 3 ] gone)).ToArray<float32>()
    Assert.All(Array.zip3 areas rows columns, fun (area, r, c) -> Assert.Equal(r * c / 400f, area, 1e-5f))

[<Fact>]
let ``changes contrast around the mean of each image, and adds noise of its deviation`` () =
    let images = Key.uniform DType.Float32 [ 50; 6; 6; 1 ] key
    let changed = Augmentation.apply (Augmentation.contrast 0.5) key images
    near 1e-6 (Tensor.meanOver [ 1; 2; 3 ] images) (Tensor.meanOver [ 1; 2; 3 ] changed)
    let noise = Augmentation.apply (Augmentation.noise 0.3) key (Tensor.zeros [ 40; 20; 20; 1 ])
    Assert.InRange((Tensor.variance noise).ToScalar(), 0.09 * 0.97, 0.09 * 1.03)

    let clamped =
        Augmentation.apply (Augmentation.sequence [ Augmentation.noise 3.0; Augmentation.clamp 0.0 1.0 ]) key images

    Assert.Equal((0.0, 1.0), ((Tensor.min clamped).ToScalar(), (Tensor.max clamped).ToScalar()))

[<Fact>]
let ``as a layer acts in training with the step's key, and lets inference be`` () =
    let network = Network.build key [ 8; 8; 1 ] (Layer.augment (Augmentation.rotate 30.0))
    let images = Key.uniform DType.Float32 [ 5; 8; 8; 1 ] key
    Assert.Equal(images, network.Predict images)

    let train seed =
        let context = { Training = true; Key = Key.ofSeed seed }

        (Signal.values (fst (Network.applyWith context network.Parameters network.State (Signal.One images) network)))
            .Head

    Assert.Equal(train 1UL, train 1UL)
    Assert.NotEqual<Tensor>(train 1UL, train 2UL)
    Assert.NotEqual<Tensor>(images, train 1UL)
    let summary = string (Network.summary [ 8; 8; 1 ] (Layer.augment (Augmentation.randomCrop 6 5)))
    Assert.Contains("6, 5, 1", summary)

[<Fact>]
let ``says what is wrong`` () =
    let configuration words (make: unit -> Augmentation) =
        let error = Assert.Throws<ConfigurationException>(fun () -> make () |> ignore)
        words |> List.iter (fun word -> Assert.Contains(word, (error.Message: string)))

    configuration [ "Augmentation.shift"; "at least 0"; "-0.1" ] (fun () -> Augmentation.shift -0.1 0.0)
    configuration [ "Augmentation.zoom"; "over 0" ] (fun () -> Augmentation.zoom 0.0 1.0)
    configuration [ "Augmentation.zoom"; "lower bound 2"; "upper bound 1" ] (fun () -> Augmentation.zoom 2.0 1.0)
    configuration [ "Augmentation.shear"; "under 90" ] (fun () -> Augmentation.shear 90.0)
    configuration [ "Augmentation.flipVertical"; "between 0 and 1"; "1.5" ] (fun () -> Augmentation.flipVertical 1.5)

    configuration [ "Augmentation.rotateBetween"; "finite" ] (fun () ->
        Augmentation.rotateBetween 0.0 Double.PositiveInfinity)

    configuration [ "Augmentation.randomCrop"; "at least 1"; "0" ] (fun () -> Augmentation.randomCrop 0 3)
    configuration [ "Augmentation.erase"; "largest area" ] (fun () -> Augmentation.erase 0.5 0.1 1.2)
    configuration [ "Augmentation.withFill"; "finite" ] (fun () -> Augmentation.withFill nan Augmentation.none)
    let images = Tensor.zeros [ 2; 4; 4; 1 ]

    let shape words f =
        let error = Assert.Throws<ShapeException>(fun () -> f () |> ignore)
        words |> List.iter (fun word -> Assert.Contains(word, (error.Message: string)))

    shape [ "[n; height; width; channels]"; "[4; 4]" ] (fun () ->
        Augmentation.apply (Augmentation.rotate 5.0) key (Tensor.zeros [ 4; 4 ]))

    shape [ "randomCrop"; "5×2"; "[4; 4; 1]" ] (fun () -> Augmentation.apply (Augmentation.randomCrop 5 2) key images)

    shape [ "sometimes"; "one size"; "crop 2×2" ] (fun () ->
        Augmentation.apply (Augmentation.sometimes 0.5 (Augmentation.randomCrop 2 2)) key images)

    let error =
        Assert.Throws<DTypeException>(fun () ->
            Augmentation.apply (Augmentation.rotate 5.0) key (Tensor.cast DType.Int32 images) |> ignore)

    Assert.Contains("int32", error.Message)

    let error =
        Assert.Throws<ShapeException>(fun () ->
            Network.build key [ 4; 4; 1 ] (Layer.augment (Augmentation.centreCrop 5 2)) |> ignore)

    Assert.Equal("augment1", error.LayerPath)

[<Fact>]
let ``reads as it is written`` () =
    let text =
        string (
            Augmentation.sequence [
                Augmentation.shift 0.1 0.2
                Augmentation.rotate 10.0
                Augmentation.zoom 0.9 1.1
                Augmentation.padAndCrop 2
                Augmentation.sometimes 0.5 (Augmentation.noise 0.1)
            ]
        )

    Assert.Equal(
        "shift ±0.1 × ±0.2, rotate ±10°, zoom 0.9 to 1.1, shift ±2 × ±2 pixels, sometimes 0.5 (noise 0.1)",
        text
    )

    Assert.Equal("none", string Augmentation.none)
