module FuncNet.Tests.``Sequences of indices``

open Xunit
open FuncNet

let private key = Key.ofSeed 5UL

/// Sequences of eight words out of ten, of the class 1 if the word 3 is among them. Half of them have it.
let private sentences n seed =
    let rng = System.Random(int seed)

    let sentence i =
        let words = Array.init 8 (fun _ -> let word = rng.Next 9 in if word >= 3 then word + 1 else word)

        if i % 2 = 1 then
            words[rng.Next 8] <- 3

        words

    Dataset.ofTensors
        (Tensor.ofArray [ n; 8 ] (Array.collect sentence [| 0 .. n - 1 |]))
        (Tensor.vector (Seq.init n (fun i -> i % 2)))

let private learns (reduce: Layer) =
    let model = Layer.embedding 10 6 >=> reduce >=> Layer.dense 2

    let result =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.05)
        |> Trainer.withValidation (sentences 100 2)
        |> Trainer.fit key 15 (sentences 300 1)

    Assert.Equal(DType.Float32, result.Network.DType)
    Assert.True(result.History[14].ValidationMetrics[0].Value >= 0.97, string result.History[14].ValidationMetrics[0])

[<Fact>]
let ``are classified by the average of their words`` () = learns Layer.globalAveragePool

[<Fact>]
let ``are classified by all of their words`` () = learns Layer.flatten

[<Fact>]
let ``are an error for a layer of numbers, which names it and the type`` () =
    let indices = Tensor.zeros [ 4; 3 ] |> Tensor.cast DType.Int32

    for path, shape, layer in
        [
            "dense1", [ 3 ], Layer.relu >=> Layer.dense 2
            "head", [ 3 ], Layer.named "head" (Layer.dense 2)
            "maxout1", [ 3 ], Layer.maxout 2 2
            "layernorm1", [ 3 ], Layer.layerNorm
            "batchnorm1", [ 3 ], Layer.batchNorm
            "prelu1", [ 3 ], Layer.prelu
        ] do
        let network = Network.build key shape layer
        let error = Assert.Throws<DTypeException>(fun () -> network.Predict indices |> ignore)
        Assert.Equal(path, error.LayerPath)
        Assert.Contains("float32", error.Message)
        Assert.Contains("int32", error.Message)

    let images = Tensor.zeros [ 2; 5; 5; 1 ] |> Tensor.cast DType.Int32

    for path, layer in
        [
            "conv2d1", Layer.conv2d 2 3
            "maxpool2d1", Layer.maxPool2d 2
            "averagepool2d1", Layer.averagePool2d 2
            "globalaveragepool1", Layer.globalAveragePool
            "dropout1", Layer.dropout 0.5 >=> Layer.averagePool2d 2
        ] do
        let network = Network.build key [ 5; 5; 1 ] layer

        let error =
            Assert.Throws<DTypeException>(fun () ->
                let context = { Training = true; Key = key }

                Network.applyWith context network.Parameters network.State (Signal.One images) network |> ignore)

        Assert.Equal(path, error.LayerPath)
        Assert.Contains("float", error.Message)
        Assert.Contains("int32", error.Message)

[<Fact>]
let ``must be int32, or the embedding says so`` () =
    let network = Network.build key [ 3 ] (Layer.named "words" (Layer.embedding 5 2))
    let error = Assert.Throws<DTypeException>(fun () -> network.Predict(Tensor.ones [ 1; 3 ]) |> ignore)
    Assert.Equal("words", error.LayerPath)
    Assert.Contains("int32", error.Message)
    Assert.Contains("float32", error.Message)

[<Fact>]
let ``are read to their lengths, which are an input beside them`` () =
    let rng = System.Random 3
    let words = Array.init (300 * 6) (fun _ -> rng.Next 10)
    let lengths = Array.init 300 (fun _ -> 1 + rng.Next 6)
    // The class is told by the last word within the length, and the words beyond it mislead.
    let classes = lengths |> Array.mapi (fun i n -> if words[i * 6 + n - 1] >= 5 then 1 else 0)

    let data =
        Dataset.ofMany [ Tensor.ofArray [ 300; 6 ] words; Tensor.vector lengths ] [ Tensor.vector classes ]

    let model = Layer.beside (Layer.embedding 10 6) Layer.identity >=> Layer.gru 8 >=> Layer.dense 2

    let result =
        Trainer.create model Loss.softmaxCrossEntropy (Optimizer.adam 0.03) |> Trainer.fit key 25 data

    let figure = (Seq.last result.History).Metrics[0]
    Assert.True(figure.Value > 0.97, string figure)
