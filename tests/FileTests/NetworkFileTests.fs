module FuncNet.Tests.``A file of a network``

open System.Collections.Generic
open System.IO
open FuncNet
open FuncNet.Tests.LayerCases
open Xunit

let private vector = List.head all

[<Fact>]
let ``is read without the layers, for every layer: the same summary, values, first values and results`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")

        let faults = [
            for case in all do
                let network = built case.Layer case
                Network.save path network
                let loaded = Network.load path

                if loaded.Parameters <> network.Parameters || loaded.State <> network.State then
                    $"{case.Text}: other values"

                if loaded.Apply case.Sample <> network.Apply case.Sample then
                    $"{case.Text}: other results"

                // A network that is drawn of what was read, too.
                match difference case.Layer loaded.Layer case with
                | Some fault -> $"{case.Text}: other {fault}"
                | None -> ()
        ]

        Assert.True(faults.IsEmpty, String.concat "\n" faults))

[<Fact>]
let ``keeps the numbers that were fitted to data`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        let data = Key.normal DType.Float64 [ 9; 6; 5; 4 ] (Key.ofSeed 4UL)
        let layer = Layer.standardizeBy data >=> Layer.rescaleBy data >=> Layer.flatten >=> Layer.dense 2
        let network = Network.build (Key.ofSeed 1UL) [ 6; 5; 4 ] layer
        Network.save path network
        let loaded = Network.load path
        let again = Network.build (Key.ofSeed 1UL) [ 6; 5; 4 ] loaded.Layer
        Assert.Equal<Parameters>(network.State, loaded.State)
        Assert.Equal<Parameters>(network.State, again.State)
        Assert.Equal<Parameters>(network.Parameters, again.Parameters))

[<Fact>]
let ``has float64, several inputs, class names, frozen and shared layers`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        let tower = Layer.shared (Layer.named "tower" (Layer.dense 4 >=> Layer.batchNorm))

        let layer =
            Layer.beside (Layer.freeze "tower.dense1" tower) tower
            >=> Layer.join Join.Concatenate
            >=> Layer.dense 2

        let input = Signal.Many [| Signal.One(Shape 3); Signal.One(Shape 3) |]

        let network =
            (Network.buildFor DType.Float64 (Key.ofSeed 2UL) input layer).WithClassNames [ "狐"; "\"b\"" ]

        Network.save path network
        let loaded = Network.load path
        Assert.Equal(string (network.Summary()), string (loaded.Summary()))
        Assert.Equal(DType.Float64, loaded.DType)
        Assert.Equal<string list>([ "狐"; "\"b\"" ], List.ofSeq loaded.ClassNames)
        Assert.Equal<string list>([ "tower.dense1.kernel"; "tower.dense1.bias" ], Network.frozen loaded)
        Assert.Equal<Parameters>(network.Parameters, loaded.Parameters))

[<Fact>]
let ``has metadata that can be read`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        let layer = Layer.residual (Layer.named "inner" (Layer.dense 6)) >=> Layer.dropout 0.5
        Network.save path (Network.build (Key.ofSeed 1UL) [ 6 ] layer)

        Assert.Equal(
            """{"version":1,"library":"0.1.0","dtype":"float32","input":[6],"layers":[{"fork":"Add","layers":[[],{"name":"inner","layer":{"kind":"Dense","hyperparameters":{"units":6,"kernel":"glorotUniform","bias":"zeros"}}}]},{"kind":"Dropout","hyperparameters":{"rate":0.5}}]}""",
            (Safetensors.read path).Metadata["funcnet.network"]
        ))

[<Fact>]
let ``has layers of one's own by a catalog, and names a kind that it does not know`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")

        for _, layer in ownCases do
            let network = built layer vector
            Network.saveWith own path network
            Assert.Equal(network.Apply vector.Sample, (Network.loadWith own path).Apply vector.Sample)
            Assert.Equal(None, difference layer (Network.loadWith own path).Layer vector)

        let network = built (scaled 3.0) vector
        Network.saveWith own path network

        refused<DataException, _>
            [ path; "layers is of the kind \"Scaled\""; "LayerCatalog.add \"Scaled\"" ]
            (fun () -> Network.load path)

        refused<ConfigurationException, _> [ "\"Scaled\""; "Network.saveWith"; "Network.saveWeights" ] (fun () ->
            Network.save path network)

        // The weights alone need no catalog.
        Network.saveWeights path network
        refused<DataException, _> [ path; "weights alone"; "Network.loadWeights" ] (fun () -> Network.load path)
        let fresh = Network.build (Key.ofSeed 8UL) [ 6 ] (scaled 3.0)
        Assert.Equal<Parameters>(network.Parameters, (Network.loadWeights WeightMap.own path fresh).Parameters))

[<Fact>]
let ``is not written where the catalog would make another layer`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        let forgetful = LayerCatalog.standard |> LayerCatalog.add "Scaled" "factor" (fun _ -> scaled 1.0)

        refused<ConfigurationException, _> [ "\"scaled1\""; "another layer of the kind \"Scaled\"" ] (fun () ->
            Network.saveWith forgetful path (built (scaled 3.0) vector))

        let named = Initializer.custom "mine" (fun shape dtype _ -> Tensor.full dtype shape 0.5)

        refused<ConfigurationException, _> [ "no initializer mine"; "LayerCatalog.addInitializer" ] (fun () ->
            Network.save path (built (Layer.denseWith { Dense.defaults with Kernel = named } 3) vector))

        let own = Layer.augment (Augmentation.ofFunction "negated" (fun _ x -> -x))

        refused<ConfigurationException, _> [ "no augmentation negated"; "LayerCatalog.addAugmentation" ] (fun () ->
            Network.save path (built (Layer.reshape [ 2; 3; 1 ] >=> own) vector))

        Assert.False(File.Exists path)
        let deep = Seq.fold (fun layer _ -> Layer.residual layer) Layer.tanh [ 1..70 ]
        refused<ConfigurationException, _> [ "64 levels" ] (fun () -> Network.save path (built deep vector)))

/// A file with another text about its network.
let private rewritten path (change: string -> string) =
    let content = Safetensors.read path

    let metadata = [
        for entry in content.Metadata ->
            KeyValuePair(entry.Key, (if entry.Key = "funcnet.network" then change entry.Value else entry.Value))
    ]

    Safetensors.writeWith metadata path content.Tensors

[<Fact>]
let ``is refused where its text is wrong, and says where`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")

        let wrong (parts: string list) (old: string) (changed: string) =
            Network.save path (Network.build (Key.ofSeed 1UL) [ 6 ] (Layer.dense 3 >=> Layer.relu))

            rewritten path (fun text ->
                Assert.Contains(old, text)
                text.Replace(old, changed))

            refused<DataException, _> (path :: parts) (fun () -> Network.load path)

        wrong [ "version 2"; "reads version 1" ] "\"version\":1" "\"version\":2"
        wrong [ "not JSON" ] "\"version\":1" "\"version\":"
        wrong [ "layers[1] is of the kind \"Dens\""; "Did you mean \"Dense\"?" ] "\"Dense\"" "\"Dens\""
        wrong [ "layers[1] has a wrong \"units\""; "whole number" ] "\"units\":3" "\"units\":\"3a\""
        wrong [ "layers[1]"; "at least 1; it is 0" ] "\"units\":3" "\"units\":0"
        wrong [ "layers[1]"; "\"more\""; "no such argument" ] "\"units\":3" "\"units\":3,\"more\":1"
        wrong [ "layers[1]"; "\"units\""; "twice" ] "\"units\":3" "\"units\":3,\"units\":3"
        wrong [ "layers[1]"; "\"units\""; "missing" ] "\"units\":3," ""
        wrong [ "layers[2] is no layer" ] "{\"kind\":\"Relu\"}" "{}"
        wrong [ "layers[2] is not a JSON object" ] "{\"kind\":\"Relu\"}" "7"
        wrong [ "layers[2] has the unknown field \"x\"" ] "\"kind\":\"Relu\"" "\"kind\":\"Relu\",\"x\":1"
        wrong [ "shared layer 1, which does not stand before" ] "{\"kind\":\"Relu\"}" "{\"shared\":1}"
        wrong [ "float32, float64" ] "\"float32\"" "\"int32\""
        wrong [ "whole number among its sizes" ] "\"input\":[6]" "\"input\":[-6]"
        wrong [ "dense1.kernel"; "[6; 3]"; "[7; 3]" ] "\"input\":[6]" "\"input\":[7]"

        wrong
            [ "no tensor \"dense2.kernel\"" ]
            "{\"kind\":\"Relu\"}"
            "{\"kind\":\"Dense\",\"hyperparameters\":{\"units\":3}}"

        wrong [ "at most 2^31 - 1 elements" ] "\"units\":3" "\"units\":2000000000"

        wrong
            [ "cannot be built"; "matches no layer" ]
            "{\"kind\":\"Relu\"}"
            "{\"freeze\":\"x\",\"layer\":{\"kind\":\"Relu\"}}"

        let nested = String.replicate 70 "{\"name\":\"a\",\"layer\":" + "[]" + String.replicate 70 "}"
        wrong [ "deeper than 64" ] "{\"kind\":\"Relu\"}" nested
        let lists = String.replicate 500 "[" + String.replicate 500 "]"
        wrong [ "not JSON"; "depth" ] "{\"kind\":\"Relu\"}" lists)

[<Fact>]
let ``that claims more than it holds is refused before anything is allocated`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "n.safetensors")
        Network.save path (Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense 3))
        rewritten path (fun text -> text.Replace("\"units\":3", "\"units\":1000000000"))
        let before = System.GC.GetAllocatedBytesForCurrentThread()
        refused<DataException, _> [ path; "dense1.kernel"; "1000000000" ] (fun () -> Network.load path)
        let allocated = System.GC.GetAllocatedBytesForCurrentThread() - before
        Assert.True(allocated < 4_000_000L, $"{allocated} bytes"))
