namespace FuncNet.Tests

open Xunit

/// Tests that count what all threads allocate: nothing runs beside them.
[<CollectionDefinition("Alone", DisableParallelization = true)>]
type Alone() = class end

namespace FuncNet.Tests.Bound

open System
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests
open Xunit

module private Bound =

    let private copies (x: NDArray[]) =
        x
        |> Array.map (fun source ->
            let target = NDArray.allocate source.Spec
            NDArray.copy source target
            target)

    /// The bytes that some runs allocate, by a counter. What a run allocates it allocates in every try; what the runtime does
    /// beside it (a method compiled anew, another thread of the test's host) does not come every time.
    let rec private fewest (counter: unit -> int64) runs tries run =
        let before = counter ()

        for _ in 1..runs do
            run ()

        let bytes = counter () - before

        if bytes = 0L || tries = 1 then
            bytes
        else
            min bytes (fewest counter runs (tries - 1) run)

    let onThisThread run = fewest GC.GetAllocatedBytesForCurrentThread 100 20 run
    let onAllThreads run = fewest (fun () -> GC.GetTotalAllocatedBytes true) 5 100 run

    /// The operation, bound once, gives the bits that evaluation gives, also when its operands have other numbers by then.
    let agrees (rng: Random) case =
        let x = case.Operands rng
        let y = Primitive.infer case.Op (x |> Array.map _.Spec) |> Array.map NDArray.allocate
        let run = Primitive.bind case.Op x y

        for round in 1..4 do
            run ()
            let expected = Primitive.evaluate case.Op (copies x)

            if not (Array.forall2 NDArray.equal expected y) then
                failwith $"{Primitive.name case.Op} of {x[0].Spec} has other bits in run {round}."

            Array.iter2 NDArray.copy (case.Operands rng) x

        run

    let allocatesNothing count rng case =
        let run = agrees rng case
        let bytes: int64 = count run

        if bytes > 0L then
            failwith $"{Primitive.name case.Op} of {(Array.head (case.Operands rng)).Spec} allocates {bytes} bytes."

[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<Draw> |], MaxTest = 15)>]
module ``A bound operation run again, with numbers that changed, gives the bits of evaluation and allocates nothing`` =

    let private hold (rng: Random) cases = cases |> List.iter (Bound.allocatesNothing Bound.onThisThread rng)

    [<Property>]
    let ``element by element`` (drawn: DrawnPair) = BoundCases.elementwise drawn.Left drawn.Right |> hold drawn.Rng

    [<Property>]
    let ``along axes`` (drawn: Drawn) =
        let sizes = Draws.nonEmpty drawn.Sizes
        BoundCases.reductions sizes (Draws.axes drawn.Rng sizes) |> hold drawn.Rng

    [<Fact>]
    let ``along scattered axes`` () = BoundCases.reductions [ 3; 2; 4; 2; 5 ] [ 0; 2; 4 ] |> hold (Random 1)

    [<Property>]
    let ``in shaping`` (drawn: DrawnPair) =
        let larger = Shape.broadcast "test" (Shape.ofSeq drawn.Left) (Shape.ofSeq drawn.Right)
        BoundCases.shaping drawn.Rng drawn.Left larger |> hold drawn.Rng

    [<Property>]
    let ``in products of matrices`` (drawn: DrawnPair) =
        let rng = drawn.Rng
        let size () = [| 0; 1; 2; 5; 17 |][rng.Next 5]
        BoundCases.products drawn.Left drawn.Right (size (), size (), size ()) |> hold rng

    [<Property>]
    let ``in convolutions and pooling`` (drawn: Seed) =
        let rng = drawn.Rng
        let pair low high = struct (rng.Next(low, high + 1), rng.Next(low, high + 1))

        let window = { Stride = pair 1 2; Dilation = pair 1 2; PadHeight = pair 0 1; PadWidth = pair 0 1 }

        let groups = [| 1; 2; 4 |][rng.Next 3]

        BoundCases.convolutions window groups (rng.Next 3, 5 + rng.Next 3, 4, 2 + rng.Next 2, 4 * (1 + rng.Next 2))
        |> hold rng

    [<Property>]
    let ``by index`` (drawn: Drawn) = BoundCases.indexing (Draws.nonEmpty drawn.Sizes) [ 2; 3 ] |> hold drawn.Rng

    [<Property>]
    let ``in sampling`` (drawn: Drawn) = BoundCases.sampling drawn.Sizes |> hold drawn.Rng

    [<Property>]
    let ``in scans`` (drawn: Seed) =
        BoundCases.scans (drawn.Rng.Next 6) (1 + drawn.Rng.Next 3) (1 + drawn.Rng.Next 5) |> hold drawn.Rng

    [<Property>]
    let ``in cells of recurrences`` (drawn: Seed) =
        BoundCases.recurrentCells (drawn.Rng.Next 4) (drawn.Rng.Next 20) |> hold drawn.Rng

[<Collection("Alone")>]
module ``A large bound operation allocates nothing on any thread`` =

    let private hold cases = cases |> List.iter (Bound.allocatesNothing Bound.onAllThreads (Random 2))

    [<Fact>]
    let ``element by element`` () = BoundCases.elementwise [ 300; 257 ] [ 257 ] |> hold

    [<Fact>]
    let ``along axes`` () =
        BoundCases.reductions [ 40; 3; 700 ] [ 0; 2 ] |> hold
        BoundCases.reductions [ 200_000 ] [ 0 ] |> hold
        BoundCases.reductions [ 1500; 30 ] [ 0 ] |> hold

    [<Fact>]
    let ``in shaping`` () = BoundCases.shaping (Random 3) [ 400; 1; 300 ] (Shape [| 400; 2; 300 |]) |> hold

    [<Fact>]
    let ``in products of matrices`` () =
        BoundCases.products [ 5; 1 ] [ 4 ] (40, 30, 50) |> hold
        BoundCases.products [] [] (130, 400, 420) |> hold
        BoundCases.products [ 2; 3 ] [ 2; 3 ] (100, 90, 100) |> hold

    [<Fact>]
    let ``in convolutions and pooling`` () =
        let window = {
            Stride = struct (1, 1)
            Dilation = struct (1, 1)
            PadHeight = struct (1, 1)
            PadWidth = struct (1, 1)
        }

        let strided = { window with Stride = struct (2, 2) }
        BoundCases.convolutions window 1 (4, 24, 16, 3, 20) |> hold
        BoundCases.convolutions strided 2 (4, 24, 16, 3, 20) |> hold
        BoundCases.convolutions window 32 (4, 24, 32, 3, 32) |> hold

    [<Fact>]
    let ``by index`` () = BoundCases.indexing [ 50; 40; 30 ] [ 60 ] |> hold

    [<Fact>]
    let ``in sampling`` () = BoundCases.sampling [ 50_000 ] |> hold

    [<Fact>]
    let ``in scans`` () = BoundCases.scans 7 20 300 |> hold

    [<Fact>]
    let ``in cells of recurrences`` () = BoundCases.recurrentCells 30 300 |> hold

module ``A bound operation`` =

    let private numbers sizes = NDArray.owning (Shape.ofSeq sizes) (Array.init (Draws.sizeOf sizes) float32)

    [<Fact>]
    let ``has nothing to do where its result is a view of its operand`` () =
        let x = numbers [ 2; 3 ]

        for op, y in
            [
                Primitive.Shaping(Shaping.Reshape(Shape 6)), x.WithShape(Shape 6)
                Primitive.Control Control.StopGradient, x
            ] do
            let result = Primitive.evaluate op [| x |]
            Assert.True(x.SharesWith result[0])
            let run = Primitive.bind op [| x |] [| y |]
            Assert.Equal(0L, Bound.onThisThread run)
            Assert.Equal<float32>([| 0f; 1f; 2f; 3f; 4f; 5f |], y.AsSpan<float32>().ToArray())

    [<Fact>]
    let ``of the user's own takes what the user gives each time`` () =
        let doubled = {
            new ICustomPrimitive with
                member _.Name = "Doubled"
                member _.Infer operands = operands[0]

                member _.Evaluate operands =
                    operands[0].AsSpan<float32>().ToArray() |> Array.map (fun x -> 2f * x) :> Array
        }

        let case = {
            Op = Primitive.Custom doubled
            Operands = fun rng -> [| NDArray.owning (Shape 3) (Array.init 3 (fun _ -> rng.NextSingle())) |]
        }

        // Its arrays are what the counters must see.
        let run = Bound.agrees (Random 4) case
        Assert.NotEqual(0L, Bound.onThisThread run)
        Assert.NotEqual(0L, Bound.onAllThreads run)

    [<Fact>]
    let ``checks indices in every run`` () =
        let indices = NDArray.owning (Shape 1) [| 1 |]
        let y = numbers [ 1 ]
        let run = Primitive.bind (Primitive.Indexing(Indexing.Gather 0)) [| numbers [ 3 ]; indices |] [| y |]
        run ()
        Assert.Equal(1f, y.AsSpan<float32>()[0])
        indices.Target<int>()[0] <- 3
        Assert.Throws<ShapeException>(run) |> ignore
