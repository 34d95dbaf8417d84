module FuncNet.Tests.``The page of a report``

open System
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Xunit
open FuncNet
open FuncNet.Tests.Cases

/// The document within a page.
let private document (html: string) : JsonElement =
    let found =
        Regex.Match(html, """<script type="application/json" id="document">(.*?)</script>""", RegexOptions.Singleline)

    Assert.True found.Success
    JsonDocument.Parse(found.Groups[1].Value).RootElement

let private of' (name: string) (json: JsonElement) = json.GetProperty name
let private has (name: string) (json: JsonElement) = fst (json.TryGetProperty name)
let private items (json: JsonElement) = json.EnumerateArray() |> Seq.toList

[<Fact>]
let ``names no address and asks for nothing`` () =
    let html = Report.toHtml (snd digits.Value)
    // The licences of what is within name addresses; they are texts.
    let script = html.Substring(html.IndexOf("id=\"document\"", StringComparison.Ordinal))
    Assert.DoesNotMatch("""<(script|link|img|iframe)[^>]+(src|href)=["']?(https?:)?//""", html)
    Assert.DoesNotContain("import(", script)
    Assert.Contains("Apache License", html)
    Assert.Contains("default-src 'none'", html)

[<Fact>]
let ``is a pure function of its report`` () =
    Assert.Equal(Report.toHtml (snd digits.Value), Report.toHtml (snd digits.Value))

[<Fact>]
let ``of a classifier agrees with the confusion matrix`` () =
    let result, report = digits.Value
    let json = document (Report.toHtml report)
    let _, test = Synthetic.digits 500 (Key.ofSeed 1UL) |> Dataset.splitAt 350
    let predicted = result.Network |> Network.predict test.Inputs |> Tensor.argMax 1
    let matrix = ConfusionMatrix.create (Seq.init 10 string) predicted test.Targets
    let classes = json |> of' "classification"

    Assert.Equal<int>(
        matrix.Counts.ToArray<int>(),
        classes |> of' "counts" |> items |> Seq.collect items |> Seq.map _.GetInt32()
    )

    Assert.Equal(matrix.Accuracy, (classes |> of' "accuracy").GetDouble(), 1e-12)
    Assert.Equal<float>(Seq.init 10 matrix.F1, classes |> of' "f1" |> items |> Seq.map _.GetDouble())
    let samples = json |> of' "samples"
    let wrong = samples |> of' "wrong" |> items
    Assert.Equal(150 - int (Math.Round(150.0 * matrix.Accuracy)), (samples |> of' "wrongCount").GetInt32())

    let sureness =
        wrong
        |> List.map (fun sample -> (sample |> of' "probabilities" |> items).Head |> of' "value" |> _.GetDouble())

    Assert.Equal<float>(List.sortDescending sureness, sureness)

    for sample in wrong do
        Assert.NotEqual<string | null>((sample |> of' "truth").GetString(), (sample |> of' "predicted").GetString())
        Assert.StartsWith("data:image/png;base64,", nonNull ((sample |> of' "image").GetString()))

    Assert.True(
        has "gradients" json
        && has "activations" json
        && not (has "regression" json)
        && not (has "live" json)
    )

[<Fact>]
let ``of a table is in the target's units`` () =
    let json = document (Report.toHtml rents.Value)
    let output = (json |> of' "regression" |> of' "outputs" |> items).Head
    let column name = output |> of' name |> items |> List.map _.GetDouble()
    let residuals = List.map2 (-) (column "predicted") (column "truth")
    Assert.Equal(60, residuals.Length)
    Assert.Equal(List.averageBy abs residuals, (output |> of' "meanAbsoluteError").GetDouble(), 1e-9)
    Assert.Equal(60, output |> of' "histogram" |> of' "counts" |> items |> List.sumBy _.GetInt32())
    Assert.True(List.max (column "truth") > 500.0)
    Assert.False(has "classification" json)
    let worst = (json |> of' "samples" |> of' "wrong" |> items).Head
    let fields = worst |> of' "fields" |> items |> List.map (fun field -> (items field).Head.GetString())
    Assert.Equal<string | null>([ "size"; "city & \"land\"" ], fields)

    let settings =
        json
        |> of' "settings"
        |> items
        |> List.map (fun line -> let line = items line in nonNull (line[0].GetString()), nonNull (line[1].GetString()))

    Assert.Contains(("Target", "rent"), settings)
    Assert.Contains(("Optimizer", "adam"), settings)

[<Fact>]
let ``shows any name as what it is`` () =
    let html: string = Report.toHtml rents.Value
    // The title in the head, and nowhere else, stands outside of the document.
    Assert.Contains("<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &quot;it&#39;s&quot;", html)
    Assert.DoesNotContain("<img src=x", (html: string))
    Assert.DoesNotContain("\u2028", html.Substring(html.IndexOf("id=\"document\"", StringComparison.Ordinal)))
    Assert.Equal<string | null>(hostile, (document html |> of' "title").GetString())

[<Fact>]
let ``has figures that are no numbers as texts`` () =
    let figures = [
        { Name = "loss"; Value = nan }
        { Name = "more"; Value = infinity }
        { Name = "less"; Value = -infinity }
    ]

    let json = Report.empty |> Report.withFigures figures |> Report.toHtml |> document

    Assert.Equal<string | null>(
        [ "NaN"; "Infinity"; "-Infinity" ],
        json |> of' "figures" |> items |> List.map (fun figure -> (figure |> of' "value").GetString())
    )

[<Fact>]
let ``takes logits and probabilities alike, and one output of a pair of classes`` () =
    let data = Synthetic.circlesWith 0.5 200 0.1 (Key.ofSeed 4UL)
    let network = Network.build (Key.ofSeed 5UL) [ 2 ] (Layer.dense 2)
    let sure = Network.build (Key.ofSeed 5UL) [ 2 ] (Layer.dense 2 >=> Layer.softmax)

    let shown (network: Network) =
        Report.ofNetwork network
        |> Report.withData data
        |> Report.toHtml
        |> document
        |> of' "classification"

    Assert.Equal((shown network |> of' "counts").GetRawText(), (shown sure |> of' "counts").GetRawText())

    Assert.Equal(
        (shown network |> of' "calibration" |> of' "error").GetDouble(),
        (shown sure |> of' "calibration" |> of' "error").GetDouble(),
        1e-6
    )

    let one = Network.build (Key.ofSeed 6UL) [ 2 ] (Layer.dense 1)
    let numbers = Dataset(data.Inputs, Tensor.cast DType.Float32 data.Targets |> Tensor.reshape [ 200; 1 ])

    let classes =
        Report.ofNetwork one |> Report.withData numbers |> Report.toHtml |> document |> of' "classification"

    let positive =
        (Network.predict data.Inputs one).ToArray<float32>() |> Seq.filter (fun x -> x > 0.0f) |> Seq.length

    let counts = classes |> of' "counts" |> items |> List.map (items >> List.map _.GetInt32())
    Assert.Equal(positive, counts |> List.sumBy (fun row -> row[1]))

[<Fact>]
let ``draws forks, shared layers and several inputs`` () =
    let tied = Layer.shared (Layer.dense 4)
    let branches = Layer.fork Join.Add [ tied >=> Layer.relu; tied; Layer.identity ]
    let layer = Layer.beside branches (Layer.dense 4) >=> Layer.join Join.Concatenate >=> Layer.dense 1
    let input = Signal.Many [| Signal.One(Shape [| 4 |]); Signal.One(Shape [| 3 |]) |]
    let network = Network.buildFor DType.Float32 (Key.ofSeed 1UL) input layer
    let json = Report.ofNetwork network |> Report.toHtml |> document |> of' "network"
    let svg = nonNull ((json |> of' "svg").GetString())

    for text in [ "input1"; "input2"; "dense1 (use 2)"; "Add"; "Concatenate" ] do
        Assert.Contains(text, svg)

    Assert.Equal(network.Summary().TotalParameters, (json |> of' "parameters").GetInt32())

[<Fact>]
let ``without a network has no data to show`` () =
    let error =
        Assert.Throws<ConfigurationException>(fun () -> Report.empty |> Report.withData ringData |> ignore)

    Assert.Equal("Report: there is no network yet. Begin with Report.Of(network) or Report.Of(result).", error.Message)

[<Fact>]
let ``is written whole or not at all`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "report.html")
        Report.save path Report.empty
        Assert.Equal(Report.toHtml Report.empty, File.ReadAllText path)
        Assert.Equal<string>([ path ], Directory.GetFiles folder)
        let missing = Path.Combine(folder, "none", "report.html")
        let error = Assert.Throws<DataException>(fun () -> Report.save missing Report.empty)
        Assert.Equal($"Cannot write the file '{missing}': its folder does not exist.", error.Message))
