module FuncNet.Tests.ModelFileCorruption

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.IO
open System.Runtime.InteropServices
open System.Security.Cryptography
open System.Text
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private key = Key.ofSeed 3UL

let private bytesOf (save: string -> unit) =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "model.safetensors")
        save path
        File.ReadAllBytes path)

/// Damages texts of the metadata; the file around them is whole.
let private damageMetadata
    (repair: (Dictionary<string, string> -> KeyValuePair<string, Tensor> seq -> unit))
    (random: Random)
    (intact: byte[])
    =
    let content = Safetensors.readStream "intact" (new MemoryStream(intact))
    let metadata = Dictionary content.Metadata
    let names = Seq.toArray metadata.Keys

    if names.Length > 0 then
        let name = names[random.Next names.Length]
        let text = Damage.text random metadata[name]
        // Halves of surrogate pairs cannot be written.
        metadata[name] <- Encoding.UTF8.GetString(Encoding.UTF8.GetBytes text)

    let tensors =
        if random.Next 4 = 0 then
            content.Tensors |> Seq.filter (fun _ -> random.Next 8 > 0) |> Seq.toArray
        else
            Seq.toArray content.Tensors

    repair metadata tensors
    use stream = new MemoryStream()
    Safetensors.writeStream "damaged" metadata tensors stream
    stream.ToArray()

/// Other bits among the numbers; what describes them is whole.
let private damageNumbers (random: Random) (intact: byte[]) =
    let bytes = Array.copy intact
    let start = 8 + int (BinaryPrimitives.ReadInt64LittleEndian(ReadOnlySpan bytes))

    for _ in 0 .. random.Next 4 do
        let place = start + random.Next(bytes.Length - start)
        bytes[place] <- bytes[place] ^^^ (1uy <<< random.Next 8)

    bytes

let private damage =
    Damage.either [ Damage.bytes; ArrayFileCorruption.damageHeader; damageMetadata (fun _ _ -> ()); damageNumbers ]

let private network =
    Network.build key [ 4 ] (Layer.dense 3 >=> Layer.batchNorm >=> Layer.relu >=> Layer.dense 2)

let private named = Dataset.ofLabelled [ "cat"; "dog" ] (Tensor.zeros [ 2; 4 ]) (Tensor.vector [ 0; 1 ])

[<Fact>]
let ``ten thousand damaged files of a network are each read or refused`` () =
    let trained =
        (Trainer.ofNetwork network Loss.softmaxCrossEntropy (Optimizer.sgd 0.1)
         |> Trainer.withBatchSize 2
         |> Trainer.fit key 1 named)
            .Network

    let read path =
        let loaded = Network.load path
        Assert.Equal(network.Parameters.Size, loaded.Parameters.Size)
        Assert.Equal("[2; 2]", string (loaded.Predict(Tensor.zeros [ 2; 4 ])).Shape)

    let outcome =
        Survival.requireFile "model.safetensors" damage read [ bytesOf (fun path -> Network.save path trained) ]

    Assert.True(outcome.Read > 500, $"{outcome}")

[<Fact>]
let ``ten thousand damaged weights of others are each fitted or refused`` () =
    let read path = Assert.True((Network.loadWeights WeightMap.own path network).Parameters.Count > 0)

    Survival.requireFile "weights.safetensors" damage read [ bytesOf (fun path -> Network.save path network) ]
    |> ignore

[<Fact>]
let ``ten thousand damaged ensembles are each read or refused`` () =
    let other = Network.build (Key.ofSeed 4UL) [ 4 ] network.Layer
    let ensemble = Ensemble.create Vote.Softmax [ network; other ] |> Ensemble.withWeights [ 1.0; 2.0 ]

    let read path =
        let loaded = Ensemble.load path network
        Assert.True(loaded.Members.Count >= 1)

    let outcome =
        Survival.requireFile "ensemble.safetensors" damage read [ bytesOf (fun path -> Ensemble.save path ensemble) ]

    Assert.True(outcome.Read > 100, $"{outcome}")

/// The sum that a checkpoint has of its text and its tensors, as it is documented.
let private repairSum (metadata: Dictionary<string, string>) (tensors: KeyValuePair<string, Tensor> seq) =
    use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256
    hash.AppendData(Encoding.UTF8.GetBytes metadata["funcnet.training"])

    for entry in tensors do
        hash.AppendData(Encoding.UTF8.GetBytes $"\n{entry.Key}: {entry.Value.Spec}\n")

        match entry.Value.DType with
        | DType.Float32 -> hash.AppendData(MemoryMarshal.AsBytes(entry.Value.AsSpan<float32>()))
        | DType.Float64 -> hash.AppendData(MemoryMarshal.AsBytes(entry.Value.AsSpan<float>()))
        | DType.Int32 -> hash.AppendData(MemoryMarshal.AsBytes(entry.Value.AsSpan<int>()))
        | DType.Bool -> hash.AppendData(MemoryMarshal.AsBytes(entry.Value.AsSpan<bool>()))

    metadata["funcnet.sha256"] <- Convert.ToHexStringLower(hash.GetHashAndReset())

/// The same file, written again with a sum that was made right.
let private rewritten repair (intact: byte[]) =
    let content = Safetensors.readStream "intact" (new MemoryStream(intact))
    let metadata = Dictionary content.Metadata
    repair metadata content.Tensors
    use stream = new MemoryStream()
    Safetensors.writeStream "rewritten" metadata content.Tensors stream
    stream.ToArray()

[<Fact>]
let ``ten thousand damaged checkpoints are each read or refused`` () =
    let data = Synthetic.spirals 3 30 0.2 key

    let trainer =
        Trainer.create
            (Layer.dense 4 >=> Layer.batchNorm >=> Layer.dense 3)
            Loss.softmaxCrossEntropy
            (Optimizer.adam 0.01)
        |> Trainer.withBatchSize 10
        |> Trainer.withValidation data
        |> Trainer.withEarlyStopping 3

    let network = trainer.Build key data
    let state = Trainer.fitFrom (Trainer.start key network trainer) network 2 data trainer |> _.State
    let intact = bytesOf (fun path -> Checkpoint.save path state)
    // The sum that is made right is that of the intact file.
    Assert.Equal<byte>(intact, rewritten repairSum intact)

    let read path =
        let loaded = Checkpoint.load trainer network path
        Assert.Equal<string>(state.Parameters.Paths, loaded.Parameters.Paths)
        Assert.True(loaded.Step >= 0 && loaded.Epoch >= 0 && loaded.StepInEpoch >= 0 && loaded.Samples >= 0)

    let outcome =
        Survival.requireFile
            "state.safetensors"
            (Damage.either [
                Damage.bytes
                damageMetadata (fun _ _ -> ())
                damageMetadata repairSum
                damageMetadata repairSum
            ])
            read
            [ intact ]

    Assert.True(outcome.Read > 100, $"{outcome}")

[<Fact>]
let ``ten thousand damaged models of tables are each read or refused`` () =
    let table =
        Table.ofColumns [
            Column.numbers "area" [| for i in 0..39 -> if i = 7 then nan else float (30 + i) |]
            Column.texts "district" [| for i in 0..39 -> [| "north"; "south"; "east" |][i % 3] |]
            Column.texts "street" [| for i in 0..39 -> $"street {i % 10}" |]
            Column.texts "size" [| for i in 0..39 -> if i > 20 then "large" else "small" |]
        ]

    let body = Layer.dense 4 >=> Layer.tanh

    let model, _ =
        TableTrainer.create "size" body (Optimizer.adam 0.01)
        |> TableTrainer.withPreprocessing (
            Preprocessing.withRule [ "street" ] (ColumnRule.Index(CategoryRule.Default, 3))
        )
        |> TableTrainer.fit key 1 table

    // What is loaded predicts: a table that its preprocessing does not take is refused like a file.
    let read path =
        let loaded = TableModel.load path
        Assert.Equal(table.Count, (TableModel.predict table loaded).Table.Count)

    let outcome =
        Survival.requireFile "table.safetensors" damage read [ bytesOf (fun path -> TableModel.save path model) ]

    Assert.True(outcome.Read > 500, $"{outcome}")

[<Fact>]
let ``a model of a table whose categories have no row in its network is refused`` () =
    let table =
        Table.ofColumns [
            Column.texts "street" [| for i in 0..39 -> $"street {i % 10}" |]
            Column.texts "size" [| for i in 0..39 -> if i > 20 then "large" else "small" |]
        ]

    let model, _ =
        TableTrainer.create "size" Layer.identity (Optimizer.adam 0.01)
        |> TableTrainer.withPreprocessing (
            Preprocessing.withRule [ "street" ] (ColumnRule.Index(CategoryRule.Default, 3))
        )
        |> TableTrainer.fit key 1 table

    withFolder (fun folder ->
        let path = Path.Combine(folder, "table.safetensors")
        TableModel.save path model
        let content = Safetensors.read path
        let metadata = Dictionary content.Metadata
        let text = metadata["funcnet.preprocessing"]
        metadata["funcnet.preprocessing"] <- text.Replace("\"street 9\"", "\"street 9\",\"street 10\"")
        Assert.NotEqual<string>(text, metadata["funcnet.preprocessing"])
        Safetensors.writeWith metadata path content.Tensors
        let rows = (Seq.head model.Preprocessor.Indices).Value
        let error = Assert.Throws<DataException>(fun () -> TableModel.load path |> ignore)
        Assert.Contains($"column 'street' has the indices 0 to {rows}", error.Message)
        Assert.Contains($"among {rows} rows", error.Message))
