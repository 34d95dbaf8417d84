[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 5)>]
module FuncNet.Tests.``A scan whose rows know nothing of one another``

open FsCheck.Xunit
open FuncNet
open Xunit

/// Sizes for which blocks are worth while.
let private batch, units, steps = 20, 64, 16

let private spec sizes = { Shape = Shape.ofSeq sizes; DType = DType.Float64 }

/// The body of a step: two states, a sequence for the gates and one that masks, a matrix and a bias.
let private signature = [|
    spec [ batch; units ]
    spec [ batch; units ]
    spec [ batch; 2 * units ]
    spec [ batch; 1 ]
    spec [ units; 2 * units ]
    spec [ 2 * units ]
|]

let private step (x: Tensor[]) =
    let gates = x[2] + Tensor.matmul x[0] x[4] + x[5]

    let next =
        Tensor.sigmoid (Tensor.narrow 1 0 units gates) * x[1] + tanh (Tensor.narrow 1 units units gates)

    let isOn = Tensor.greater x[3] (Tensor.number DType.Float64 0.0)
    [| Tensor.where isOn (tanh next) x[0]; Tensor.where isOn next x[1] |]

let private scanOf signature step : Scan =
    let body, _ = signature |> Bodies.trace (fun x -> let y = step x in Array.append y [| y[0] |])

    { Body = body; Carries = 2; Sequences = 2; Steps = steps; Backwards = false }

let private blocks scan = [ for struct (first, body) in ScanBlocks.split scan -> first, body.Inputs[0].Shape ]

let private operands (rng: System.Random) =
    signature
    |> Array.mapi (fun i spec ->
        let sizes = List.ofSeq spec.Shape
        Draws.between rng -0.5 0.5 (if i = 2 || i = 3 then steps :: sizes else sizes))

let private run (x: Tensor[]) =
    let final, all =
        Tensor.scan (fun c s -> let y = step [| yield! c; yield! s; x[4]; x[5] |] in y, [| y[0] |]) x[..1] x[2..3]

    Array.append final all

[<Fact>]
let ``is cut into blocks of rows`` () =
    Assert.Equal<(int * Shape) list>(
        [ 0, Shape(8, units); 8, Shape(8, units); 16, Shape(4, units) ],
        blocks (scanOf signature step)
    )

[<Fact>]
let ``is not cut where it has little to do, or reads much at every step`` () =
    let whole = [ 0, Shape(batch, units) ]
    let scan = scanOf signature step
    Assert.Equal<(int * Shape) list>(whole, blocks { scan with Steps = 2 })
    let large = signature |> Array.updateAt 5 (spec [ 10_000; 2 * units ])
    let readsMuch x = step (Array.updateAt 5 (Tensor.narrow 0 0 1 (Array.item 5 x)) x)
    Assert.Equal<(int * Shape) list>(whole, blocks (scanOf large readsMuch))

[<Fact>]
let ``is not cut where a row reads others`` () =
    let whole = [ 0, Shape(batch, units) ]

    let mixing: (Tensor -> Tensor) list = [
        fun h -> h - Tensor.meanOver [ 0 ] h
        Tensor.reverse [ 0 ]
        fun h -> Tensor.reshape [ units; batch ] h |> Tensor.transpose
        fun h -> Tensor.matmul (Tensor.matmulWith false true h h) h
        fun h -> h + Tensor.narrow 0 0 1 h
    ]

    for mix in mixing do
        Assert.Equal<(int * Shape) list>(whole, blocks (scanOf signature (step >> Array.map mix)))

[<Property>]
let ``gives each row the bits that it has without the others`` (seed: Seed) =
    let x = operands seed.Rng
    let rows axis = Tensor.narrow axis 9 6
    let part = [| rows 0 x[0]; rows 0 x[1]; rows 1 x[2]; rows 1 x[3]; x[4]; x[5] |]
    let y = run x
    Array.iter2 Reference.same [| rows 0 y[0]; rows 0 y[1]; rows 1 y[2] |] (run part)

[<Property>]
let ``has the derivative that it has row by row`` (seed: Seed) =
    let x = operands seed.Rng
    let loss x = run x |> Array.map (sin >> sum) |> Array.reduce (+)
    let gradient = Differentiate.gradMany loss

    let parts = [
        for first in 0..5 .. batch - 1 ->
            let rows axis = Tensor.narrow axis first 5
            gradient [| rows 0 x[0]; rows 0 x[1]; rows 1 x[2]; rows 1 x[3]; x[4]; x[5] |]
    ]

    let joined axis i = parts |> List.map (Array.item i) |> Tensor.concatenate axis
    let summed i = parts |> List.map (Array.item i) |> List.reduce (+)

    Array.iter2
        (Reference.agree 1e-10)
        [| joined 0 0; joined 0 1; joined 1 2; joined 1 3; summed 4; summed 5 |]
        (gradient x)
