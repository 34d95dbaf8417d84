module FuncNet.Tests.``Ready models for images``

open System
open Xunit
open FuncNet

/// Name, layer, shape of a sample, and the published number of parameters.
let private published = [
    "LeNet-5", Zoo.leNet5 10, [ 28; 28; 1 ], 61_706
    "AlexNet", Zoo.alexNet 1000, [ 224; 224; 3 ], 61_100_840
    "VGG16", Zoo.vgg16 1000, [ 224; 224; 3 ], 138_357_544
    "ResNet-18", Zoo.resNet18 1000, [ 224; 224; 3 ], 11_689_512
    "ResNet-50", Zoo.resNet50 1000, [ 224; 224; 3 ], 25_557_032
    "ResNet-20", Zoo.resNet20 10, [ 32; 32; 3 ], 272_474
]

[<Fact>]
let ``have the published numbers of parameters`` () =
    for name, layer, shape, expected in published do
        let counted = (Network.summary shape layer).TrainableParameters
        Assert.True((expected = counted), $"{name}: {counted} parameters, and {expected} are published")

[<Fact>]
let ``are summed up without a number drawn`` () =
    // Of VGG16 alone, the parameters would be 553 MB.
    for name, layer, shape, _ in published do
        Network.summary shape layer |> ignore
        let before = GC.GetAllocatedBytesForCurrentThread()
        Network.summary shape layer |> ignore
        let bytes = GC.GetAllocatedBytesForCurrentThread() - before
        Assert.True(bytes < 1_000_000L, $"the summary of {name} allocates {bytes} bytes")

[<Fact>]
let ``take images of their least size, and no smaller ones`` () =
    let models = [ "LeNet-5", Zoo.leNet5 7, 12; "AlexNet", Zoo.alexNet 7, 63; "VGG16", Zoo.vgg16 7, 32 ]

    for name, layer, least in models do
        let result = (Network.summary [ least; least; 2 ] layer).Rows |> Seq.last
        Assert.Equal("(None, 7)", result.OutputShape)

        for shape in [ [ least - 1; least; 2 ]; [ least; least - 1; 2 ] ] do
            let error = Assert.Throws<ShapeException>(fun () -> Network.summary shape layer |> ignore)

            Assert.Contains(
                $"{name} takes images of at least {least} × {least}; these are {shape[0]} × {shape[1]}.",
                error.Message
            )

    for layer in [ Zoo.resNet18 7; Zoo.resNet50 7; Zoo.resNet20 7 ] do
        Assert.Equal("(None, 7)", (Network.summary [ 1; 1; 2 ] layer).Rows |> Seq.last |> _.OutputShape)

[<Fact>]
let ``say which number of classes and which shape they cannot take`` () =
    let classes = Assert.Throws<ConfigurationException>(fun () -> Zoo.resNet50 0 |> ignore)
    Assert.Equal("Zoo.resNet50: the number of classes must be at least 1; it is 0.", classes.Message)
    let vector = Assert.Throws<ShapeException>(fun () -> Network.summary [ 784 ] (Zoo.leNet5 10) |> ignore)
    Assert.Contains("LeNet-5 takes images [height; width; channels]; the shape of a sample is [784].", vector.Message)

/// The paths of leaves that torchvision's state_dict has, but for the last part, in its order.
let private modules (summary: Summary) =
    summary.Rows |> Seq.filter (fun row -> row.Parameters > 0) |> Seq.map _.Path |> Seq.toList

[<Fact>]
let ``of dense heads have torchvision's names`` () =
    let named features classifier = [
        for place in features -> $"features.{place}"
        for place in classifier -> $"classifier.{place}"
    ]

    Assert.Equal<string list>(
        named [ 0; 3; 6; 8; 10 ] [ 1; 4; 6 ],
        modules (Network.summary [ 224; 224; 3 ] (Zoo.alexNet 1000))
    )

    Assert.Equal<string list>(
        named [ 0; 2; 5; 7; 10; 12; 14; 17; 19; 21; 24; 26; 28 ] [ 0; 3; 6 ],
        modules (Network.summary [ 224; 224; 3 ] (Zoo.vgg16 1000))
    )

[<Fact>]
let ``of residual blocks halve the image where torchvision's do`` () =
    let shapes =
        (Network.summary [ 224; 224; 3 ] (Zoo.resNet50 1000)).Rows
        |> Seq.map (fun row -> row.Path, row.OutputShape)
        |> dict

    Assert.Equal("(None, 112, 112, 64)", shapes["conv1"])
    Assert.Equal("(None, 56, 56, 64)", shapes["maxpool"])
    Assert.Equal("(None, 56, 56, 256)", shapes["layer1.0.downsample.0"])
    Assert.Equal("(None, 56, 56, 128)", shapes["layer2.0.conv1"])
    Assert.Equal("(None, 28, 28, 128)", shapes["layer2.0.conv2"])
    Assert.Equal("(None, 7, 7, 2048)", shapes["layer4.2.bn3"])
    Assert.Equal("(None, 2048)", shapes["avgpool"])
