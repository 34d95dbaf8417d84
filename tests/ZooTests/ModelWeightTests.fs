module FuncNet.Tests.``Weights of ready models``

open Xunit
open FuncNet

/// A convolution's filters as PyTorch has them.
let private conv name outputs inputs kernel = [ $"{name}.weight", [ outputs; inputs; kernel; kernel ] ]

let private norm name channels = [
    for leaf in [ "weight"; "bias"; "running_mean"; "running_var" ] -> $"{name}.{leaf}", [ channels ]
]

/// The names and shapes of the state_dict of torchvision's resnet18 for c classes, in its order.
let private resNet18 classes = [
    yield! conv "conv1" 64 3 7
    yield! norm "bn1" 64

    for stage, inputs, outputs in [ 1, 64, 64; 2, 64, 128; 3, 128, 256; 4, 256, 512 ] do
        for block in 0..1 do
            let at = $"layer{stage}.{block}"
            yield! conv $"{at}.conv1" outputs (if block = 0 then inputs else outputs) 3
            yield! norm $"{at}.bn1" outputs
            yield! conv $"{at}.conv2" outputs outputs 3
            yield! norm $"{at}.bn2" outputs

            if block = 0 && inputs <> outputs then
                yield! conv $"{at}.downsample.0" outputs inputs 1
                yield! norm $"{at}.downsample.1" outputs

    yield "fc.weight", [ classes; 512 ]
    yield "fc.bias", [ classes ]
]

let private drawn names =
    names
    |> List.mapi (fun i (name: string, shape: int list) ->
        let values = 0.05 * Key.normal DType.Float32 shape (Key.foldIn i (Key.ofSeed 7UL))
        name, (if name.EndsWith "running_var" then abs values + 1.0 else values))

[<Fact>]
let ``of torchvision's ResNet-18 go where their names say`` () =
    let network = Zoo.resNet18 5 |> Network.build (Key.ofSeed 1UL) [ 33; 33; 3 ]
    let weights = drawn (resNet18 5)

    let loaded =
        (network |> Network.fitWeights WeightMap.pyTorch (Parameters.ofSeq weights)).Require "the test"

    let given = dict weights

    Assert.Equal<Tensor>(
        given["layer3.0.downsample.0.weight"] |> Tensor.permute [ 2; 3; 1; 0 ],
        loaded.Parameters["layer3.0.downsample.0.kernel"]
    )

    Assert.Equal<Tensor>(given["layer4.1.bn2.running_var"], loaded.State["layer4.1.bn2.variance"])
    Assert.Equal<Tensor>(Tensor.transpose given["fc.weight"], loaded.Parameters["fc.kernel"])

[<Fact>]
let ``of torchvision's ResNet-18 go into their places in order, too`` () =
    let network = Zoo.resNet18 5 |> Network.build (Key.ofSeed 1UL) [ 33; 33; 3 ]
    let weights = Parameters.ofSeq (drawn (resNet18 5))
    let byName = (network |> Network.fitWeights WeightMap.pyTorch weights).Require "the test"

    let inOrder =
        (network |> Network.fitWeights (WeightMap.inOrder WeightMap.pyTorch) weights).Require "the test"

    Assert.Equal<Parameters>(byName.Parameters, inOrder.Parameters)

[<Fact>]
let ``of a head for other classes are told`` () =
    let network = Zoo.resNet18 4 |> Network.build (Key.ofSeed 1UL) [ 33; 33; 3 ]
    let fit = network |> Network.fitWeights WeightMap.pyTorch (Parameters.ofSeq (drawn (resNet18 5)))
    Assert.Equal<string list>([ "fc.kernel"; "fc.bias" ], [ for struct (path, _) in fit.NotFitting -> path ])
    Assert.Empty fit.Missing
    Assert.Empty fit.LeftOver
