[<FsCheck.Xunit.Properties(Arbitrary = [| typeof<FuncNet.Tests.Draw> |], MaxTest = 30)>]
module FuncNet.Tests.``Features of features``

open Xunit
open FsCheck.Xunit
open FuncNet

let private apply layer (x: Tensor) =
    let shape = Signal.One(Shape.ofSeq [ x.Shape[1] ])
    (Network.buildFor DType.Float64 (Key.ofSeed 1UL) shape layer).Predict x

/// F9, in the order of scikit-learn's PolynomialFeatures without bias.
[<Fact>]
let ``are the powers and products by hand`` () =
    let a, b = 2.0, 3.0
    let x = Tensor.matrix [ [ a; b ] ]
    Close.values 0.0 [ a; b ] (apply (Layer.polynomialFeatures 1) x)
    Close.values 0.0 [ a; b; a * a; a * b; b * b ] (apply (Layer.polynomialFeatures 2) x)

    Close.values
        0.0
        [ a; b; a * a; a * b; b * b; a * a * a; a * a * b; a * b * b; b * b * b ]
        (apply (Layer.polynomialFeatures 3) x)

    Close.values 0.0 [ a; b; a * b; b * b ] (apply (Layer.crossedFeatures [ 0, 1; 1, 1 ]) x)
    Close.values 0.0 [ a; b ] (apply (Layer.crossedFeatures []) x)

[<Property>]
let ``of any degree are all products once, as many as the formula says`` (seed: Seed) =
    let n, degree = 1 + seed.Number % 4, 1 + seed.Number / 4 % 4
    let x = Draws.tensor seed.Rng [ 1; n ]
    let numbers = x.ToArray<float>()

    let rec products degree from =
        if degree = 0 then
            [ 1.0 ]
        else
            [
                for j in from .. n - 1 do
                    for rest in products (degree - 1) j -> numbers[j] * rest
            ]

    let expected = [ 1..degree ] |> List.collect (fun d -> products d 0)
    let binomial = List.fold (fun c k -> c * (n + k) / k) 1 [ 1..degree ]
    Assert.Equal(binomial - 1, expected.Length)
    Close.values 1e-13 expected (apply (Layer.polynomialFeatures degree) x)

[<Fact>]
let ``let a linear model learn what is not linear`` () =
    let data = Synthetic.xor 400 0.3 (Key.ofSeed 1UL)
    let train, test = Dataset.splitAt 300 data

    let accuracy layer =
        let trained =
            Trainer.create layer Loss.softmaxCrossEntropy (Optimizer.adam 0.05)
            |> Trainer.fit (Key.ofSeed 1UL) 30 train

        let _, figures =
            Trainer.evaluate
                (Trainer.ofNetwork trained.Network Loss.softmaxCrossEntropy Optimizer.identity)
                trained.Network
                test

        figures[0].Value

    Assert.True(accuracy (Layer.dense 2) < 0.75)
    Assert.True(accuracy (Layer.crossedFeatures [ 0, 1 ] >=> Layer.dense 2) > 0.93)
    Assert.True(accuracy (Layer.polynomialFeatures 2 >=> Layer.dense 2) > 0.93)

[<Fact>]
let ``that make no sense are refused`` () =
    let build shape layer () = Network.build (Key.ofSeed 1UL) shape layer
    Thrown.by<ShapeException, _> [ "0 … 2"; "has 3" ] (build [ 3 ] (Layer.crossedFeatures [ 0, 3 ]))
    Thrown.by<ShapeException, _> [ "vector of features"; "[3; 2]" ] (build [ 3; 2 ] (Layer.polynomialFeatures 2))
    Thrown.by<ConfigurationException, _> [ "200 features"; "degree 5" ] (build [ 200 ] (Layer.polynomialFeatures 5))
    Thrown.by<ConfigurationException, _> [ "degree"; "at least 1" ] (fun () -> Layer.polynomialFeatures 0)
