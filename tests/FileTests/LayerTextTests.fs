module FuncNet.Tests.``A text of a network``

open System.Reflection
open FuncNet
open FuncNet.Tests.LayerCases
open Xunit

[<Fact>]
let ``is the layer that the function of its name makes, and its text again`` () =
    let faults = [
        for case in all do
            let parsed = Layer.parse case.Text

            match difference case.Layer parsed case with
            | Some fault -> $"{case.Text}: other {fault}"
            | None -> ()

            match difference case.Layer (Layer.parse (Layer.toText case.Layer)) case with
            | Some fault -> $"{case.Text} by {Layer.toText case.Layer}: other {fault}"
            | None -> ()
    ]

    Assert.True(faults.IsEmpty, String.concat "\n" faults)

[<Fact>]
let ``is tried for every function that makes a layer`` () =
    let isLayers (holder: System.Type) = holder.Name = "Layer" || holder.Name = "LayerModule"

    let made =
        typeof<Layer>.Assembly.GetExportedTypes()
        |> Seq.filter isLayers
        |> Seq.collect (fun holder ->
            holder.GetMethods(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly))
        |> Seq.filter (fun maker -> maker.ReturnType = typeof<Layer> && not (maker.Name.StartsWith "op_"))
        |> Seq.map (fun maker ->
            let name = if maker.IsSpecialName then maker.Name.Replace("get_", "") else maker.Name
            if name.EndsWith "With" then name[.. name.Length - 5] else name)
        |> Set.ofSeq

    // What changes layers, joins several texts, needs data or a function, or is a text itself.
    let others =
        Set [
            "ofAtom"
            "sequence"
            "besideMany"
            "activation"
            "standardizeBy"
            "rescaleBy"
            "dropLast"
            "replaceHead"
            "insertBefore"
            "insertAfter"
            "replace"
            "rename"
            "parse"
        ]

    let tried = all |> List.map (fun case -> (case.Text.Split ' ').[0]) |> Set.ofList
    Assert.Contains("crossAttention", made)
    Assert.Empty(made - tried - others)

[<Fact>]
let ``keeps to what was written where it can`` () =
    for case in all do
        // Joins of networks have one text; names of shared layers are given anew.
        if not (case.Text.Contains "shared" || case.Text.Contains "repeat" || case.Text.Contains "direction=both") then
            let composed = [ "geluTanh"; "softmaxAt"; "separable"; "Sequence"; "perStep"; "transformerBlock" ]

            if composed |> List.forall (case.Text.Contains >> not) then
                Assert.Equal(case.Text, Layer.toText case.Layer)

[<Fact>]
let ``has lines, comments, names for values, and any case`` () =
    let text =
        "# two convolutions\nConv2D 16 3 padding=same   # the edges count\n\n  relu, maxPool2d 2,\nflatten\nDENSE units=10\n"

    Assert.Equal("conv2d 16 3 padding=same, relu, maxPool2d 2, flatten, dense 10", Layer.toText (Layer.parse text))

    Assert.Equal("identity", Layer.toText (Layer.parse " \n # nothing\n"))
    Assert.Equal("dense 3, relu", Layer.toText (Layer.parse "(dense 3, (relu))"))
    Assert.Equal("residual (dense 64, relu)", Layer.toText (Layer.parse "residual(\n dense 64\n relu\n)"))
    Assert.Equal("conv2d 16 3 strides=2", Layer.toText (Layer.parse "conv2d size=3 16 strides=2"))

[<Fact>]
let ``says line, column, the wrong word, the nearest right one, and what the layer takes`` () =
    let wrong text parts = refused<ConfigurationException, _> parts (fun () -> Layer.parse text)
    wrong "dense 128, rleu" [ "Line 1, column 12"; "no layer \"rleu\""; "Did you mean \"relu\"?" ]
    wrong "dense 128\n  dropuot 0.2" [ "Line 2, column 3"; "\"dropuot\""; "\"dropout\"" ]
    wrong "dense" [ "column 1"; "dense lacks units"; "It takes: dense units kernel=glorotUniform bias=zeros." ]
    wrong "dense 3 4 5 6" [ "column 13"; "one value too many"; "It takes: dense units" ]
    wrong "dense units=3 unit=4" [ "column 15"; "no argument unit."; "Did you mean \"units\"?" ]
    wrong "dense units=3 units=4" [ "units twice" ]
    wrong "dense many" [ "column 7"; "units: a whole number is expected; it is many." ]
    wrong "dense 99999999999" [ "column 7"; "whole number" ]
    wrong "dense 0" [ "column 1"; "at least 1; it is 0" ]
    wrong "dense 4 kernel=heNomal" [ "column 9"; "no initializer heNomal"; "\"heNormal\"" ]
    wrong "dense 4 kernel=normal(1)" [ "normal(mean, deviation)" ]
    wrong "conv2d 3 3 padding=full" [ "column 12"; "valid, same or explicit(above, below, left, right)" ]
    wrong "dense 4 (relu)" [ "takes no layers in brackets" ]
    wrong "residual dense 3" [ "It is written: residual (layers)." ]
    wrong "residual (dense 3" [ "column 18"; "the text ends" ]
    wrong "dense 3)" [ "column 8"; "not opened" ]
    wrong "fork ad (relu)" [ "column 6"; "no join ad"; "\"add\"" ]
    wrong "repeat many (relu)" [ "repeat n (layers)" ]
    wrong "dense 3 \"a" [ "column 9"; "quote is not closed" ]
    wrong "dense 3, , relu" [ "column 10"; "a layer is expected; here is ," ]
    wrong "shared a" [ "no layer before this is shared under the name a" ]
    wrong "shared a (relu), shared a (relu)" [ "the name a is given to two" ]
    wrong "join ad" [ "add, multiply"; "Did you mean \"add\"?" ]
    wrong (String.replicate 100 "(" + "relu" + String.replicate 100 ")") [ "deeper than 64" ]
    wrong ("standardize 1 " + String.replicate 100 "[") [ "deeper than 16" ]
    wrong "initialize *.kernel heNomal (dense 3)" [ "column 21"; "\"heNormal\"" ]
    wrong "augment [rotat(3)]" [ "rotate(degrees)" ]

[<Fact>]
let ``has layers of one's own by a catalog`` () =
    let case = { List.head all with Sample = (List.head all).Sample }

    for text, layer in ownCases do
        Assert.Equal(text, Layer.toTextWith own layer)
        Assert.Equal(None, difference layer (Layer.parseWith own text) case)

    refused<ConfigurationException, _> [ "\"Sinc\""; "LayerCatalog.add" ] (fun () -> Layer.toText (snd ownCases[2]))
    refused<ConfigurationException, _> [ "no layer \"scaled\"" ] (fun () -> Layer.parse "scaled 3")

    refused<ConfigurationException, _> [ "knows the kind \"Dense\" already" ] (fun () ->
        LayerCatalog.add "Dense" "" (fun _ -> Layer.relu) LayerCatalog.standard)

    Assert.Contains("Scaled", LayerCatalog.kinds own)
    Assert.DoesNotContain("Scaled", LayerCatalog.kinds LayerCatalog.standard)

[<Fact>]
let ``that was damaged is read, or refused by a ConfigurationException`` () =
    let random = System.Random 1
    let texts = all |> List.map _.Text |> List.toArray
    let signs = "(),=[]#\"\\ \n0x.-e9×relu"

    for _ in 1..20_000 do
        let text = System.Text.StringBuilder texts[random.Next texts.Length]

        for _ in 0 .. random.Next 4 do
            let at = random.Next(text.Length + 1)

            match random.Next 3 with
            | 0 -> text.Insert(at, signs[random.Next signs.Length]) |> ignore
            | 1 when at < text.Length -> text.Remove(at, 1) |> ignore
            | _ -> text.Insert(at, texts[random.Next texts.Length]) |> ignore

        try
            Layer.parse (string text) |> ignore
        with :? ConfigurationException as error ->
            Assert.StartsWith("Line ", error.Message)
