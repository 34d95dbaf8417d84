module FuncNet.Tests.NetworkSurgery

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet

let private key = Key.ofSeed 7UL
let private other = Key.ofSeed 8UL
let private input = Key.normal DType.Float64 [ 5; 4 ] (Key.ofSeed 11UL)
let private build layer = Network.buildFor DType.Float64 key (Signal.One(Shape 4)) layer

let private body =
    Layer.dense 6
    >=> Layer.tanh
    >=> Layer.named "block" (Layer.dense 5 >=> Layer.batchNorm >=> Layer.relu >=> Layer.dense 4)

/// Layers without and with names: dense1, tanh1, block.dense1, block.batchnorm1, block.relu1, block.dense2, sigmoid1, dense2.
let private whole = build (body >=> Layer.sigmoid >=> Layer.dense 3)

let private paths (network: Network) = List.ofSeq network.Parameters.Paths
let private layers (network: Network) = [ for row in network.Summary().Rows -> row.Path ]

/// Every leaf of the first list has the same bits in both.
let private requireKept (before: Network) (after: Network) kept =
    for path in kept do
        Assert.Equal<Tensor>(before.Parameters[path], after.Parameters[path])

let private refused parts action = Thrown.by<ConfigurationException, _> parts action

/// A chain of layers over vectors of 4 numbers, and a place in it.
type Chains =
    static member Case() : Arbitrary<Layer list * int> =
        let atom =
            Gen.elements [
                Layer.dense 4
                Layer.relu
                Layer.prelu
                Layer.residual (Layer.dense 4 >=> Layer.tanh)
                Layer.named "inner" (Layer.dense 4 >=> Layer.sigmoid)
                Layer.dropout 0.5
                Layer.layerNorm
            ]

        gen {
            let! count = Gen.choose (1, 6)
            let! layers = Gen.listOfLength count atom
            let! place = Gen.choose (0, count - 1)
            // A name stands once.
            let layers = layers |> List.mapi (fun i layer -> if i % 2 = 0 then layer else Layer.freeze "*" layer)
            return layers |> List.mapi (fun i layer -> Layer.named $"part{i}" (layer >=> Layer.identity)), place
        }
        |> Arb.fromGen

[<Property(Arbitrary = [| typeof<Chains> |], MaxTest = 60)>]
let ``base and head are the whole, bit for bit, and are joined to it again`` (parts: Layer list, place: int) =
    let network = build (Layer.sequence parts)
    let path = $"part{place}"
    let first, second = Network.splitAt path network
    let joined = Network.join first second

    second.Predict(first.Predict input) = network.Predict input
    && joined.Predict input = network.Predict input
    && joined.Parameters = network.Parameters
    && Network.frozen joined = Network.frozen network

[<Property(Arbitrary = [| typeof<Chains> |], MaxTest = 60)>]
let ``a layer taken out and its neighbours kept is the composition of the rest`` (parts: Layer list, place: int) =
    let network = build (Layer.sequence parts)
    let path = $"part{place}"
    let without = Network.replace other path Layer.identity network
    let first, rest = Network.splitAt path network

    let last =
        match place + 1 < parts.Length with
        | true -> (snd (Network.splitAt $"part{place + 1}" rest)).Predict(first.Predict input)
        | false -> first.Predict input

    without.Predict input = last

[<Fact>]
let ``dropping the last layers keeps the others bit for bit`` () =
    let cut = Network.dropLast 2 whole
    Assert.Equal<string>(List.truncate (whole.Parameters.Count - 2) (paths whole), paths cut)
    requireKept whole cut (paths cut)
    Assert.Equal<Parameters>(whole.State, cut.State)
    let first, _ = Network.splitAt "sigmoid1" whole
    Assert.Equal(first.Predict input, cut.Predict input)

[<Fact>]
let ``dropping more layers than there are is an error that says how many there are`` () =
    refused [ "has 5 layers"; "6" ] (fun () -> Network.dropLast 6 whole)

[<Fact>]
let ``a new head is drawn, and the rest is kept`` () =
    // The new head has the path and the shape of the old one, and yet its own values.
    let changed = Network.replaceHead other 1 (Layer.dense 3) whole
    Assert.Equal<string>(paths whole, paths changed)
    Assert.NotEqual<Tensor>(whole.Parameters["dense2.kernel"], changed.Parameters["dense2.kernel"])
    requireKept whole changed (paths whole |> List.filter (fun path -> not (path.StartsWith "dense2")))
    Assert.Equal<Parameters>(changed.Parameters, (Network.replaceHead other 1 (Layer.dense 3) whole).Parameters)

    Assert.NotEqual<Tensor>(
        changed.Parameters["dense2.kernel"],
        (Network.replaceHead key 1 (Layer.dense 3) whole).Parameters["dense2.kernel"]
    )

    let report = Network.changes whole changed
    Assert.Equal<string>([ "dense2.kernel" ], report.Changed)
    Assert.Empty report.New
    let wide = Network.replaceHead other 1 (Layer.named "head" (Layer.dense 9)) whole
    let report = Network.changes whole wide
    Assert.Equal<string>([ "head.kernel"; "head.bias" ], report.New)
    Assert.Equal<string>([ "dense2.kernel"; "dense2.bias" ], report.Dropped)
    Assert.Equal(whole.Parameters.Count + whole.State.Count - 2, report.Kept.Count)
    Assert.Contains("kept     dense1.kernel\n", string report)
    Assert.Contains("new      head.kernel", string report)
    Assert.Contains("dropped  dense2.bias", string report)

[<Fact>]
let ``layers without a name keep their paths when others come before them`` () =
    let longer = Network.insertBefore other "dense1" (Layer.dense 4 >=> Layer.tanh) whole

    Assert.Equal<string>([ "dense3"; "tanh2"; "dense1"; "tanh1" ], layers longer |> List.truncate 4)

    requireKept whole longer (paths whole)
    Assert.Equal<Parameters>(whole.State, longer.State)
    let report = Network.changes whole longer
    Assert.Equal<string>([ "dense3.kernel"; "dense3.bias" ], report.New)
    Assert.Empty report.Changed

[<Fact>]
let ``a layer is put behind another, inside a group, too`` () =
    let longer = Network.insertAfter other "block.batchnorm1" (Layer.named "more" Layer.tanh) whole
    Assert.Equal<string>([ "block.batchnorm1"; "block.more"; "block.relu1" ], (layers longer)[3..5])
    requireKept whole longer (paths whole)
    let behind = Network.insertAfter other "block" (Layer.dense 4) whole
    Assert.Equal<string>([ "block.dense2"; "dense3"; "sigmoid1" ], (layers behind)[5..7])

[<Fact>]
let ``leaves whose shape changes are drawn anew, and told`` () =
    let wider = Network.replace other "dense1" (Layer.dense 9) whole
    let report = Network.changes whole wider
    Assert.Equal<string>([ "dense1.kernel"; "dense1.bias"; "block.dense1.kernel" ], report.Changed)
    Assert.Equal<Tensor>(whole.Parameters["block.dense1.bias"], wider.Parameters["block.dense1.bias"])

[<Fact>]
let ``a renamed layer or group keeps its values`` () =
    let renamed = whole |> Network.rename "block" "body" |> Network.rename "body.dense2" "last"
    Assert.Contains("body.last.kernel", renamed.Parameters.Paths)
    Assert.Equal(whole.Predict input, renamed.Predict input)
    let report = Network.changes whole renamed
    Assert.Contains(struct ("block.dense2.kernel", "body.last.kernel"), report.Renamed)
    Assert.Contains(struct ("block.batchnorm1.mean", "body.batchnorm1.mean"), report.Renamed)
    Assert.Empty report.New
    Assert.Empty report.Dropped
    Assert.Contains("renamed  block.dense2.kernel → body.last.kernel", string report)
    refused [ "\"block\""; "\"dense2\"" ] (fun () -> Network.rename "block" "dense2" whole)
    refused [ "no dot" ] (fun () -> Network.rename "block" "a.b" whole)

[<Fact>]
let ``a group that is split is one group again`` () =
    let first, second = Network.splitAt "block.relu1" whole
    Assert.Equal<string>([ "dense1"; "tanh1"; "block.dense1"; "block.batchnorm1" ], layers first)
    Assert.Equal("block.relu1", (layers second).Head)
    let joined = Network.join first second
    Assert.Equal<Parameters>(whole.Parameters, joined.Parameters)
    Assert.Equal<string>(layers whole, layers joined)
    Assert.Equal(whole.Predict input, joined.Predict input)

[<Fact>]
let ``a place in a branch, or a path that is not there, is an error that says so`` () =
    let branched = build (Layer.residual (Layer.dense 4) >=> Layer.dense 3)
    refused [ "\"dense1\""; "in a branch" ] (fun () -> Network.splitAt "dense1" branched)
    refused [ "\"conv9\""; "dense1, tanh1, block, block.dense1" ] (fun () -> Network.splitAt "conv9" whole)
    refused [ "Network.insertAfter"; "\"dense9\"" ] (fun () -> Network.insertAfter key "dense9" Layer.relu whole)
    refused [ "Network.replace"; "\"block.dense9\"" ] (fun () -> Network.replace key "block.dense9" Layer.relu whole)

    refused [ "\"sigmoid1\""; "two layers" ] (fun () ->
        Network.insertAfter key "dense1" (Layer.named "sigmoid1" Layer.relu) whole)

[<Fact>]
let ``a branch gets a layer without a new place for the others`` () =
    let branched = build (Layer.residual (Layer.dense 4) >=> Layer.dense 3)
    let longer = Network.insertAfter other "dense1" Layer.tanh branched
    requireKept branched longer (paths branched)
    let expected = build (Layer.residual (Layer.dense 4 >=> Layer.tanh) >=> Layer.dense 3)
    Assert.Equal(expected.Predict input, longer.Predict input)

[<Fact>]
let ``two networks that do not fit are not joined`` () =
    let first, second = Network.splitAt "sigmoid1" whole

    Thrown.by<ShapeException, _> [ "gives [3]"; "takes [4]" ] (fun () -> Network.join second second)

    Thrown.by<DTypeException, _> [ "float64"; "float32" ] (fun () ->
        Network.join first (Network.build key [ 4 ] Layer.relu))

    refused [ "\"dense1\"" ] (fun () -> Network.join first (build (Layer.dense 3)))

[<Fact>]
let ``a shared layer stays shared across a split, and may not come to differ`` () =
    let tied = Layer.shared (Layer.dense 4)
    let network = build (tied >=> Layer.tanh >=> tied >=> Layer.dense 2)
    let first, second = Network.splitAt "tanh1" network
    Assert.Contains("dense1.kernel", second.Parameters.Paths)
    Assert.Equal(network.Predict input, second.Predict(first.Predict input))
    let joined = Network.join first second
    Assert.Equal<Parameters>(network.Parameters, joined.Parameters)
    let differing = Network.withParameters (2.0 * second.Parameters) second
    refused [ "\"dense1.kernel\""; "differ" ] (fun () -> Network.join first differing)
    refused [ "\"dense1\""; "several places" ] (fun () -> Network.insertAfter key "dense1" Layer.relu network)

[<Fact>]
let ``what is frozen and initialized stays so, and is neither for what is added`` () =
    let layer = Layer.freeze "*" (Layer.initialize "*.kernel" Initializer.ones body) >=> Layer.dense 3
    let network = Network.replaceHead other 1 (Layer.dense 2) (build layer)
    let first = paths network |> List.filter (fun path -> not (path.StartsWith "dense2"))
    Assert.Equal<string>(first, Network.frozen network)
    let longer = Network.insertAfter other "block.relu1" (Layer.dense 5) network
    Assert.Equal<string>(first, Network.frozen longer)
    Assert.NotEqual(Tensor.full DType.Float64 [ 5; 5 ] 1.0, longer.Parameters["block.dense3.kernel"])
    // A kernel that must be drawn anew is drawn as it was.
    let wider = Network.replace other "dense1" (Layer.dense 9) network
    Assert.Equal(Tensor.full DType.Float64 [ 9; 5 ] 1.0, wider.Parameters["block.dense1.kernel"])

[<Fact>]
let ``freezing and unfreezing go by pattern and keep every value`` () =
    let frozen = Network.freeze "block.*" whole
    Assert.Equal<Parameters>(whole.Parameters, frozen.Parameters)
    Assert.Equal<string>(paths whole |> List.filter (fun path -> path.StartsWith "block."), Network.frozen frozen)
    let partly = Network.unfreeze "block.dense2" frozen
    Assert.DoesNotContain("block.dense2.kernel", Network.frozen partly)
    Assert.Contains("block.dense1.kernel", Network.frozen partly)
    let leaf = Network.unfreeze "*.bias" frozen
    Assert.Contains("block.dense2.kernel", Network.frozen leaf)
    Assert.DoesNotContain("block.dense2.bias", Network.frozen leaf)
    Assert.Empty(Network.frozen (Network.unfreeze "*" frozen))
    Assert.Equal<Parameters>(whole.Parameters, (Network.unfreeze "*" frozen).Parameters)
    refused [ "\"conv*\"" ] (fun () -> Network.freeze "conv*" whole)
    refused [ "\"conv*\"" ] (fun () -> Network.unfreeze "conv*" frozen)

[<Fact>]
let ``a frozen normalization runs in inference mode, one that is thawed by its batch`` () =
    let network = build Layer.batchNorm

    let trained (network: Network) =
        let y, _ =
            Network.applyWith { Training = true; Key = key } network.Parameters network.State (Signal.One input) network

        (Signal.values y).Head

    let frozen = Network.freeze "batchnorm1" network
    Assert.Equal(network.Predict input, trained frozen)
    Assert.NotEqual<Tensor>(network.Predict input, trained (Network.unfreeze "*" frozen))
    Assert.Equal(trained network, trained (Network.unfreeze "*" frozen))

[<Fact>]
let ``values of another network are taken where paths and shapes agree`` () =
    let source = Network.buildFor DType.Float64 other (Signal.One(Shape 4)) (body >=> Layer.dense 7)
    let filled = Network.withValuesOf source whole
    requireKept source filled (paths source |> List.filter (fun path -> not (path.StartsWith "dense2")))
    Assert.Equal<Tensor>(whole.Parameters["dense2.kernel"], filled.Parameters["dense2.kernel"])

[<Fact>]
let ``layers that are not built are cut in the same way`` () =
    let layer = Layer.dense 6 >=> Layer.tanh >=> Layer.dense 3

    let longer =
        layer |> Layer.insertBefore "dense2" (Layer.dense 5) |> Layer.insertAfter "tanh1" Layer.relu

    Assert.Equal<string>([ "dense1"; "tanh1"; "relu1"; "dense3"; "dense2" ], layers (build longer))
    let first, rest = Layer.splitAt "tanh1" layer
    Assert.Equal<Parameters>((build layer).Parameters, (build (first >=> rest)).Parameters)

    Assert.Equal<string>(
        [ "dense1"; "tanh1"; "head" ],
        layers (build (Layer.replaceHead 1 (Layer.named "head" (Layer.dense 2)) layer))
    )

    Assert.Equal<string>([ "dense1"; "sigmoid1"; "dense2" ], layers (build (Layer.replace "tanh1" Layer.sigmoid layer)))
    Assert.Equal<string>([ "first"; "tanh1"; "dense2" ], layers (build (Layer.rename "dense1" "first" layer)))

    refused [ "\"tanh1\""; "frozen or initialized as a whole" ] (fun () ->
        Layer.splitAt "tanh1" (Layer.freeze "*" layer))

[<Fact>]
let ``rates go by pattern`` () =
    let start =
        Parameters.ofSeq [ "base.kernel", Tensor.ones [ 2 ]; "head.kernel", Tensor.ones [ 2 ]; "x", Tensor.ones [ 2 ] ]

    let optimizer =
        Optimizer.byPattern [ "base.*", Optimizer.sgd 0.1; "head.*", Optimizer.sgd 0.5 ] (Optimizer.sgd 0.25)

    let updates, _ = Optimizer.update optimizer start (Optimizer.init optimizer start) start
    let step path = updates[path].ToArray<float32>()[0]
    Assert.Equal(-0.1f, step "base.kernel")
    Assert.Equal(-0.5f, step "head.kernel")
    Assert.Equal(-0.25f, step "x")
