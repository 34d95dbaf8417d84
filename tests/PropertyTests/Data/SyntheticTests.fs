module FuncNet.Tests.SyntheticTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private key = Key.ofSeed 11UL

let private points (data: Dataset) =
    let x, labels = data.Inputs.ToArray<float32>(), data.Targets.ToArray<int>()
    Array.init data.Count (fun i -> float x[2 * i], float x[2 * i + 1], labels[i])

module ``Points without noise`` =

    let private all (holds: float * float * int -> bool) data =
        for point in points data do
            Assert.True(holds point, $"{point}")

    let private near (a: float) (b: float) = abs (a - b) < 1e-5

    [<Fact>]
    let ``of circles lie on two circles`` () =
        let radius label = if label = 0 then 1.0 else 0.8

        Synthetic.circles 300 0.0 key
        |> all (fun (x, y, label) -> near (x * x + y * y) (radius label ** 2.0))

        Synthetic.circlesWith 0.5 11 0.0 key
        |> all (fun (x, y, label) -> label = 0 || near (x * x + y * y) 0.25)

    [<Fact>]
    let ``of moons lie on two half circles`` () =
        Synthetic.moons 101 0.0 key
        |> all (fun (x, y, label) ->
            let x, y = if label = 0 then x, y else 1.0 - x, 0.5 - y
            near (x * x + y * y) 1.0 && y > -1e-5)

    [<Fact>]
    let ``of spirals lie on their arms`` () =
        Synthetic.spirals 3 90 0.0 key
        |> all (fun (x, y, label) ->
            let t = sqrt (x * x + y * y)
            let angle = 3.0 * Math.PI * t + 2.0 * Math.PI * float label / 3.0
            abs (x - t * cos angle) < 1e-5 && abs (y - t * sin angle) < 1e-5)

    [<Fact>]
    let ``of blobs are their centres, of xor the corners`` () =
        Synthetic.blobs 4 40 0.0 key
        |> all (fun (x, y, label) ->
            near (atan2 y x) (atan2 (sin (Math.PI / 2.0 * float label)) (cos (Math.PI / 2.0 * float label))))

        Synthetic.xor 40 0.0 key
        |> all (fun (x, y, label) -> abs x = 1.0 && abs y = 1.0 && (x <> y) = (label = 1))

    [<Fact>]
    let ``of xor come from all four corners alike`` () =
        let corners = points (Synthetic.xor 400 0.0 key) |> Array.countBy (fun (x, y, _) -> x, y)
        Assert.Equal(4, corners.Length)
        Assert.All(corners, (fun (_, count) -> Assert.Equal(100, count)))

module ``Synthetic points`` =

    let private makers: (string * (int -> float -> Key -> Dataset)) list = [
        "circles", Synthetic.circles
        "moons", Synthetic.moons
        "spirals", Synthetic.spirals 3
        "blobs", Synthetic.blobs 4
        "xor", Synthetic.xor
    ]

    [<Property>]
    let ``have classes of equal size, to one point`` (PositiveInt count) (seed: uint64) =
        makers
        |> List.forall (fun (_, make) ->
            let data = make count 0.1 (Key.ofSeed seed)
            let sizes = Dataset.classSizes data
            Seq.sum sizes = count && Seq.max sizes - Seq.min sizes <= 1)

    [<Fact>]
    let ``are functions of the key`` () =
        for _, make in makers do
            let inputs seed = (make 50 0.1 (Key.ofSeed seed)).Inputs
            Assert.Equal(inputs 3UL, inputs 3UL)
            Assert.NotEqual(inputs 3UL, inputs 4UL)

    [<Fact>]
    let ``scatter by the noise`` () =
        let data = Synthetic.blobs 1 20_000 0.5 key
        let deviation = (Standardization.fit data).Deviation.ToArray<float32>()
        Assert.All(deviation, (fun σ -> Assert.InRange(σ, 0.49f, 0.51f)))

    [<Fact>]
    let ``are refused without samples, without classes and with a negative noise`` () =
        for name, make in makers do
            refused [ name; "at least one sample"; "0" ] (fun () -> make 0 0.1 key)
            refused [ name; "noise"; "-0.1" ] (fun () -> make 10 -0.1 key)
            refused [ name; "noise"; "NaN" ] (fun () -> make 10 nan key)

        refused [ "spirals"; "at least one class" ] (fun () -> Synthetic.spirals 0 10 0.1 key)

module ``Synthetic digits`` =

    let private images (data: Dataset) = data.Inputs.ToArray<float32>() |> Array.chunkBySize 784

    [<Fact>]
    let ``are images of 28 by 28 levels from 0 to 1, in steps of 1/255`` () =
        let data = Synthetic.digits 50 key
        Assert.True((data.Inputs.Shape = Shape(50, 28, 28, 1)))
        Assert.Equal<string>(Array.init 10 string, Seq.toArray data.ClassNames)

        Assert.All(
            data.Inputs.ToArray<float32>(),
            (fun level ->
                Assert.InRange(level, 0.0f, 1.0f)
                Assert.Equal(round (level * 255.0f), level * 255.0f, 3))
        )

    [<Property(MaxTest = 20)>]
    let ``begin in the same way however many there are`` (PositiveInt few) (PositiveInt more) (seed: uint64) =
        let some = Synthetic.digits few (Key.ofSeed seed)
        let many = Synthetic.digits (few + more) (Key.ofSeed seed) |> Dataset.take few
        some.Inputs = many.Inputs && some.Targets = many.Targets

    [<Fact>]
    let ``are functions of the key, and no two are alike`` () =
        let data = Synthetic.digits 200 key
        Assert.Equal(data.Inputs, (Synthetic.digits 200 key).Inputs)
        Assert.NotEqual(data.Inputs, (Synthetic.digits 200 (Key.ofSeed 12UL)).Inputs)
        Assert.Equal(200, images data |> Array.distinct |> Array.length)

    [<Fact>]
    let ``have every digit once in every ten, in changing order`` () =
        let labels = (Synthetic.digits 200 key).Targets.ToArray<int>() |> Array.chunkBySize 10
        Assert.All(labels, (fun ten -> Assert.Equal<int>([| 0..9 |], Array.sort ten)))
        Assert.True((labels |> Array.distinct |> Array.length) > 15)

    [<Fact>]
    let ``have ink in the middle and none at the border`` () =
        for image in images (Synthetic.digits 200 key) do
            let ink places = places |> Seq.averageBy (fun (y, x) -> image[28 * y + x])

            let border = [
                for i in 0..27 do
                    yield! [ 0, i; 27, i; i, 0; i, 27 ]
            ]

            Assert.InRange(
                ink [
                    for y in 6..21 do
                        for x in 6..21 -> y, x
                ],
                0.05f,
                0.8f
            )

            Assert.InRange(ink border, 0.0f, 0.1f)

    [<Fact>]
    let ``are told apart by the nearest mean, but not all of them`` () =
        let train, test = Synthetic.digits 1200 key |> Dataset.splitAt 1000
        let samples (data: Dataset) = Array.zip (images data) (data.Targets.ToArray<int>())

        let means =
            samples train
            |> Array.groupBy snd
            |> Array.map (fun (label, members) ->
                label, Array.init 784 (fun i -> members |> Array.averageBy (fun (image, _) -> image[i])))

        let nearest (image: float32[]) =
            means
            |> Array.minBy (fun (_, mean) -> Array.fold2 (fun sum a b -> sum + (a - b) * (a - b)) 0.0f image mean)
            |> fst

        let right = samples test |> Array.filter (fun (image, label) -> nearest image = label) |> Array.length
        // A tenth by chance. Handwriting is neither noise nor print.
        Assert.InRange(right, 120, 190)
