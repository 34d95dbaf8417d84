module FuncNet.Tests.``A damaged file``

open System
open System.Collections.Generic
open System.IO
open System.Text
open System.Text.Json
open System.Text.Json.Nodes
open FuncNet
open FuncNet.Tests.LayerCases
open Xunit

/// Each mutation of each format, of which there are 10,000.
let private mutations = 10_000

/// What a file may allocate: far more than all of these need, and far less than their lies would.
let private most = 64L * 1024L * 1024L

let private images =
    let shared = Layer.shared (Layer.dense 3)

    Layer.initialize "*.kernel" Initializer.heNormal (Layer.named "front" (Layer.conv2d 3 3 >=> Layer.batchNorm))
    >=> Layer.maxPool2d 2
    >=> Layer.freeze "*" (Layer.named "middle" (shared >=> Layer.relu >=> shared))
    >=> Layer.flatten
    >=> Layer.residual (Layer.dense 27)
    >=> Layer.dense 4

let private networks =
    lazy
        ([|
            for i, case in List.indexed all do
                if i % 6 = 0 then
                    yield built case.Layer case

            yield Network.build (Key.ofSeed 1UL) [ 8; 8; 1 ] images
        |])

let private model =
    lazy
        (let table =
            Table.ofColumns [
                Column.numbers "x" (Array.init 20 float)
                Column.texts "colour" (Array.init 20 (fun i -> [| "red"; "green"; "blue" |][i % 3]))
                Column.texts "class" (Array.init 20 (fun i -> if i % 2 = 0 then "a" else "b"))
            ]

         let preprocessor = Preprocessor.fit (Preprocessing.ofTarget "class") table
         let layer = Preprocessor.layer (Layer.dense 3 >=> Layer.relu) preprocessor

         Network.buildFor DType.Float32 (Key.ofSeed 2UL) (Preprocessor.inputShape preprocessor) layer
         |> TableModel.create preprocessor)

/// Numbers and texts that are likely to be believed.
let private surprises = [|
    "0"
    "-1"
    "1"
    "2"
    "1e999"
    "1e12"
    "0.5"
    "2147483647"
    "4611686018427387904"
    "null"
    "true"
    "[]"
    "{}"
    "\"\""
    "\"none\""
    "\"size\""
    "\"*\""
    "[2147483647, 2147483647]"
    "[[], [1]]"
    "{\"normal\": [0, 1]}"
    "{\"shared\": 1}"
    "{\"kind\": \"Relu\"}"
    "{\"kind\": \"Dense\", \"hyperparameters\": {\"units\": 1000000000}}"
    "{\"kind\": \"PolynomialFeatures\", \"hyperparameters\": {\"degree\": 2000000000}}"
    "{\"kind\": \"Reshape\", \"hyperparameters\": {\"shape\": [-1, 0, -1]}}"
|]

/// A node somewhere under this one, with what puts another in its place.
let rec private places (node: JsonNode | null) : (JsonNode option -> unit) list = [
    match Option.ofObj node with
    | Some(:? Nodes.JsonObject as object) ->
        for name in object |> Seq.map _.Key |> Seq.toArray do
            fun (replacement: JsonNode option) ->
                match replacement with
                | Some replacement -> object[name] <- replacement
                | None -> object.Remove name |> ignore

            yield! places object[name]
    | Some(:? JsonArray as array) ->
        for i in 0 .. array.Count - 1 do
            fun (replacement: JsonNode option) ->
                match replacement with
                | Some replacement -> array[i] <- replacement
                | None -> array.RemoveAt i

            yield! places array[i]
    | Some _
    | None -> ()
]

/// A text of JSON with one or two of its values replaced or gone.
let private restructured (random: Random) (text: string) =
    let root: JsonNode | null = JsonNode.Parse text

    for _ in 0 .. random.Next 2 do
        let all = places root

        if not all.IsEmpty then
            let replacement =
                match random.Next 4 with
                | 0 -> None
                | _ -> JsonNode.Parse surprises[random.Next surprises.Length] |> Option.ofObj

            all[random.Next all.Length] replacement

    match root with
    | null -> "null"
    | root -> root.ToJsonString()

/// The bytes of a safetensors file whose metadata are changed, the header being written as it should.
let private withText (random: Random) (path: string) =
    let content = Safetensors.read path
    let changed = content.Metadata |> Seq.map _.Key |> Seq.toArray
    let chosen = changed[random.Next changed.Length]

    let change (text: string) =
        match random.Next 3 with
        | 0 ->
            let at = random.Next text.Length
            text.Remove(at, min (text.Length - at) (random.Next 3)).Insert(at, string (char (random.Next(32, 127))))
        | _ -> restructured random text

    let metadata = [
        for entry in content.Metadata ->
            KeyValuePair(entry.Key, (if entry.Key = chosen then change entry.Value else entry.Value))
    ]

    Safetensors.writeWith metadata path content.Tensors

let private withBytes (random: Random) (path: string) =
    let bytes = File.ReadAllBytes path

    let bytes =
        match random.Next 4 with
        | 0 -> bytes[.. random.Next bytes.Length]
        | 1 -> Array.append bytes (Array.init (1 + random.Next 9) byte)
        | _ ->
            for _ in 0 .. random.Next 3 do
                bytes[random.Next(min bytes.Length 3000)] <- byte (random.Next 256)

            bytes

    File.WriteAllBytes(path, bytes)

/// Damages files, reads them, and says what came out otherwise than by a value or a DataException.
let private attack seed (write: Random -> string -> unit) (read: string -> unit) =
    withFolder (fun folder ->
        let random = Random(seed: int)
        let path = Path.Combine(folder, "f.safetensors")
        let faults = StringBuilder()
        let mutable read' = 0

        for i in 1..mutations do
            write random path

            if random.Next 3 = 0 then withBytes random path else withText random path

            let before = GC.GetAllocatedBytesForCurrentThread()

            try
                read path
                read' <- read' + 1
            with
            | :? DataException as error when error.Message.Contains path -> ()
            | error ->
                let kept = File.ReadAllBytes path |> Encoding.Latin1.GetString

                faults.AppendLine
                    $"mutation {i}: {error.GetType().Name}: {error.Message}\n{kept[.. min 1500 kept.Length - 1]}"
                |> ignore

            let allocated = GC.GetAllocatedBytesForCurrentThread() - before

            if allocated > most then
                faults.AppendLine $"mutation {i}: {allocated} bytes" |> ignore

        Assert.True(faults.Length = 0, string faults)
        // Some damage is none: both ends were met.
        Assert.InRange(read', 1, mutations - 1))

[<Fact>]
let ``of a network is read, or refused by a DataException that names it`` () =
    let write (random: Random) path =
        let networks = networks.Value
        Network.save path networks[random.Next networks.Length]

    attack 1 write (fun path -> Network.load path |> ignore)

[<Fact>]
let ``of a model of tables is read, or refused by a DataException that names it`` () =
    attack 2 (fun _ path -> TableModel.save path model.Value) (fun path -> TableModel.load path |> ignore)
