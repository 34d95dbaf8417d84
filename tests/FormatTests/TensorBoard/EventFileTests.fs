module FuncNet.Tests.EventFileTests

open System
open System.Collections.Generic
open System.IO
open System.Text
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private at (seconds: float) step entry : TensorBoardEvent = {
    Time = DateTimeOffset.UnixEpoch.AddSeconds seconds
    Step = step
    Entry = entry
}

let private read (bytes: byte[]) = TensorBoard.readStream "events" (new MemoryStream(bytes))

let private written events =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "events")
        TensorBoard.write path events
        File.ReadAllBytes path)

/// An event file with these messages behind its version.
let private file (messages: byte[] list) =
    EventMessage.first DateTimeOffset.UnixEpoch :: messages |> List.map RecordFile.frame |> Array.concat

let private refusedMessage parts message = refused ("'events'" :: parts) (fun () -> read (file [ message ]))

/// What an entry tells, as it can be compared.
let private shown entry =
    match entry with
    | TensorBoardEntry.Scalar(tag, value) -> $"{tag} = {value}"
    | TensorBoardEntry.Histogram(tag, spread) ->
        $"{tag}: {spread.Count} from {spread.Minimum} to {spread.Maximum}, Σ {spread.Sum}, Σ² {spread.SumOfSquares}, {List.ofSeq spread.Limits}, {List.ofSeq spread.Counts}"
    | TensorBoardEntry.Picture(tag, image) -> $"{tag}: {image}, {Convert.ToHexString image.Pixels}"
    | TensorBoardEntry.Text(tag, text) -> $"{tag}: {text}"
    | TensorBoardEntry.Graph nodes ->
        nodes
        |> Seq.map (fun node ->
            let shapes = node.OutputShapes |> Seq.map List.ofSeq |> List.ofSeq
            $"{node.Name} {node.Operation} {List.ofSeq node.Inputs} {shapes} {List.ofSeq node.Attributes}")
        |> String.concat "\n"
    | TensorBoardEntry.Begin -> "begin"
    | TensorBoardEntry.Other what -> what

module ``An event file`` =

    [<Fact>]
    let ``has the bytes that another writer's published test has`` () =
        // tensorboard_logger's test_serialization: two scalars at 256.5 seconds.
        let expected =
            Convert.FromHexString(
                "1800000000000000A37F4B220900000000000870401A0D627261696E2E4576656E743A32BC98212B"
                + "19000000000000008BF1082809000000000008704010012A0C0A0A0A03762F31150000C03F2CECC087"
                + "1A00000000000000129BD82D09000000000008704010022A0D0A0B0A04762F323215000080418FA3B688"
            )

        let events = [
            at 256.5 1L (TensorBoardEntry.Scalar("v/1", 1.5))
            at 256.5 2L (TensorBoardEntry.Scalar("v/22", 16.0))
        ]

        Assert.Equal<byte>(expected, written events)
        Assert.Equal<string>([ "v/1 = 1.5"; "v/22 = 16" ], read expected |> Array.map (fun event -> shown event.Entry))

    [<Fact>]
    let ``gives back what was written`` () =
        let network =
            Layer.fork Join.Add [ Layer.dense 3; Layer.named "side" (Layer.dense 3 >=> Layer.tanh) ]
            >=> Layer.dropout 0.5
            |> Network.build (Key.ofSeed 1UL) [ 4 ]

        let image = Image.Of(2, 3, 3, ReadOnlySpan [| for i in 0uy .. 17uy -> i * 7uy |])

        let events = [
            at 1.5e9 -3L (TensorBoardEntry.Scalar("loss", 0.25))
            at 1.5e9 0L (TensorBoardEntry.Scalar("größe", nan))
            at
                1.5e9
                7L
                (TensorBoardEntry.Histogram("w", TensorBoard.histogram (Tensor.vector [ -2.0; 0.0; 1e-13; 3.5; 3.5 ])))
            at 1.5e9 7L (TensorBoardEntry.Histogram("none", TensorBoard.histogram (Tensor.zeros [ 0 ])))
            at 1.5e9 8L (TensorBoardEntry.Picture("colour", image))
            at 1.5e9 8L (TensorBoardEntry.Picture("grey", Image.grey image))
            at 1.5e9 9L (TensorBoardEntry.Text("notes", "# Größe\n\na text"))
            at 1.5e9 9L (TensorBoardEntry.Graph(TensorBoard.graph network))
            at 1.5e9 10L TensorBoardEntry.Begin
        ]

        let back = read (written events)

        Assert.Equal<string>(
            events |> List.map (fun event -> shown event.Entry),
            back |> Array.map (fun event -> shown event.Entry)
        )

        Assert.Equal<int64>(events |> List.map _.Step, back |> Array.map _.Step)
        Assert.All(back, fun event -> Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds 1.5e9, event.Time))

    [<Fact>]
    let ``that is added to has all events behind one version`` () =
        withFolder (fun folder ->
            let path = TensorBoard.newPath DateTimeOffset.UnixEpoch folder
            Assert.Equal("events.out.tfevents.0000000000.funcnet", Path.GetFileName path)

            let first, second =
                at 1.0 1L (TensorBoardEntry.Scalar("a", 1.0)), at 2.0 2L (TensorBoardEntry.Scalar("a", 2.0))

            TensorBoard.append path [ first ]
            TensorBoard.append path []
            TensorBoard.append path [ second ]
            Assert.Equal<byte>(written [ first; second ], File.ReadAllBytes path)

            Assert.Equal(
                "events.out.tfevents.0000000001.funcnet",
                Path.GetFileName(TensorBoard.newPath DateTimeOffset.UnixEpoch folder)
            )

            refused [ "Cannot write"; "folder does not exist" ] (fun () ->
                TensorBoard.append (Path.Combine(folder, "no", "events")) [ first ]))

    [<Fact>]
    let ``of other writers is read: numbers and texts as tensors, what is unknown as that`` () =
        let value fields = ProtoMessage.write (ProtoMessage.message 5 (ProtoMessage.message 1 fields))
        let plugin (name: string) = ProtoMessage.message 9 (ProtoMessage.message 1 (ProtoMessage.text 1 name))

        let tensor (dtype: int64) content name =
            value (fun value ->
                ProtoMessage.text 1 "t" value

                ProtoMessage.message
                    8
                    (fun tensor ->
                        ProtoMessage.whole 1 dtype tensor
                        content tensor)
                    value

                plugin name value)

        let shownOf messages = read (file messages) |> Array.map (fun event -> shown event.Entry)

        Assert.Equal<string>(
            [
                "t = 1.5"
                "t = 2.5"
                "t = 3.5"
                "a tensor of the plugin \"pr_curves\""
                "a tensor of the plugin \"scalars\""
                "a value of another kind"
                "a message"
                "metadata"
                "the state of a session"
            ],
            shownOf [
                tensor 1L (ProtoMessage.float32 5 1.5f) "scalars"
                tensor 1L (ProtoMessage.bytes 4 (BitConverter.GetBytes 2.5f)) "scalars"
                tensor 2L (ProtoMessage.bytes 4 (BitConverter.GetBytes 3.5)) "scalars"
                tensor 1L (ProtoMessage.float32 5 1.5f) "pr_curves"
                tensor 1L ignore "scalars"
                value (ProtoMessage.message 6 ignore)
                ProtoMessage.write (ProtoMessage.message 6 ignore)
                ProtoMessage.write (ProtoMessage.message 9 ignore)
                ProtoMessage.write (ProtoMessage.message 7 (ProtoMessage.whole 1 2L))
            ]
        )

        // Nothing but a time, a field of a later version, and several values at once.
        Assert.Empty(
            shownOf [ ProtoMessage.write (ProtoMessage.float64 1 2.0); ProtoMessage.write (ProtoMessage.text 99 "new") ]
        )

        let scalar (tag: string) =
            ProtoMessage.message 1 (fun value ->
                ProtoMessage.text 1 tag value
                ProtoMessage.float32 2 1.0f value)

        let both =
            ProtoMessage.write (
                ProtoMessage.message 5 (fun summary ->
                    scalar "a" summary
                    scalar "b" summary)
            )

        Assert.Equal<string>([ "a = 1"; "b = 1" ], shownOf [ both ])

    [<Fact>]
    let ``that is damaged within its check sums is refused`` () =
        let value fields = ProtoMessage.write (ProtoMessage.message 5 (ProtoMessage.message 1 fields))
        let histogram fields = value (ProtoMessage.message 5 fields)
        refusedMessage [ "record 1"; "no message of Protocol Buffers" ] [| 0x0Auy; 100uy; 1uy |]

        refusedMessage
            [ "several things at once" ]
            (ProtoMessage.write (fun output ->
                ProtoMessage.message 5 ignore output
                ProtoMessage.message 7 ignore output))

        refusedMessage [ "only the first record" ] (EventMessage.first DateTimeOffset.UnixEpoch)
        refusedMessage [ "time"; "out of range" ] (ProtoMessage.write (ProtoMessage.float64 1 nan))
        refusedMessage [ "time"; "out of range" ] (ProtoMessage.write (ProtoMessage.float64 1 1e300))
        refusedMessage [ "the time has another type" ] (ProtoMessage.write (ProtoMessage.whole 1 1L))
        refusedMessage [ "a tag is no text" ] (value (ProtoMessage.bytes 1 [| 0xFFuy |]))
        refusedMessage [ "is a group" ] [| 0x0Buy; 0x0Cuy |]
        refusedMessage [ "1 limits and 0 counts" ] (histogram (ProtoMessage.packed 6 [ 1.0 ]))

        let both limits counts output =
            ProtoMessage.packed 6 limits output
            ProtoMessage.packed 7 counts output

        refusedMessage [ "do not ascend" ] (histogram (both [ 1.0; 1.0 ] [ 1.0; 1.0 ]))
        refusedMessage [ "do not ascend" ] (histogram (both [ nan ] [ 1.0 ]))
        refusedMessage [ "no number of 0 or more" ] (histogram (both [ 1.0 ] [ -1.0 ]))
        refusedMessage [ "3 bytes" ] (histogram (ProtoMessage.bytes 6 [| 1uy; 2uy; 3uy |]))

        let lying =
            value (
                ProtoMessage.message 4 (fun image ->
                    use png = new MemoryStream()
                    Png.encode (Image.Of(1, 1, 1, ReadOnlySpan [| 1uy |])) png
                    ProtoMessage.whole 1 5L image
                    ProtoMessage.bytes 4 (png.ToArray()) image)
            )

        refusedMessage [ "says that it has 5×0 pixels; it has 1×1" ] lying

    [<Fact>]
    let ``that is none is refused`` () =
        refused [ "'events' is empty" ] (fun () -> read [||])
        refused [ "'events'"; "cut off" ] (fun () -> read "no event f"B)
        refused [ "brain.Event:2" ] (fun () -> read (RecordFile.frame [||]))
        let old = ProtoMessage.write (ProtoMessage.text 3 "brain.Event:1")
        refused [ "brain.Event:2"; "another version" ] (fun () -> read (RecordFile.frame old))
        refused [ "Cannot read"; "no-events" ] (fun () -> TensorBoard.read "no-events")

        refused [ "'x'"; "can be read, but not written" ] (fun () ->
            TensorBoard.append "x" [ at 0.0 0L (TensorBoardEntry.Other "a message") ])

module ``A histogram`` =

    [<Fact>]
    let ``counts every finite number in the interval that it lies in`` () =
        let random = Random 4
        let numbers = [| for _ in 1..500 -> (random.NextDouble() - 0.5) * 10.0 ** float (random.Next(-14, 6)) |]
        let spread = TensorBoard.histogram (Tensor.vector [| yield! numbers; nan; infinity; -infinity |])
        let limits, counts = Seq.toArray spread.Limits, Seq.toArray spread.Counts
        Assert.Equal(500.0, spread.Count)
        Assert.Equal(500.0, Array.sum counts)
        Assert.Equal(Array.min numbers, spread.Minimum)
        Assert.Equal(Array.max numbers, spread.Maximum)
        Assert.Equal(Array.sum numbers, spread.Sum, 9)
        Assert.Equal(Array.sumBy (fun x -> x * x) numbers, spread.SumOfSquares, 6)

        for place in 0 .. limits.Length - 1 do
            let low = if place = 0 then -infinity else limits[place - 1]
            let inside = numbers |> Array.filter (fun x -> x >= low && x < limits[place])
            Assert.Equal(float inside.Length, counts[place])

    [<Fact>]
    let ``has TensorFlow's limits`` () =
        // The smallest are 0 and ±1e-12; each is 1.1 times the one before.
        let spread = TensorBoard.histogram (Tensor.vector [ 0.0; 1.05e-12; 5e-13 ])
        Assert.Equal<float>([ 0.0; 1e-12; 1e-12 * 1.1 ], Seq.toList spread.Limits)
        Assert.Equal<float>([ 0.0; 2.0; 1.0 ], Seq.toList spread.Counts)
        let ends = TensorBoard.histogram (Tensor.vector [ Double.MaxValue; -Double.MaxValue ])
        Assert.Equal(Double.MaxValue, Seq.last ends.Limits)
        Assert.Equal(2.0, Seq.sum ends.Counts)

module ``The graph of a network`` =

    let private nodes input layer = TensorBoard.graph (Network.buildFor DType.Float32 (Key.ofSeed 1UL) input layer)

    let private edges (nodes: IReadOnlyList<TensorBoardNode>) =
        nodes
        |> Seq.map (fun node -> $"""{String.Join(", ", node.Inputs)} → {node.Name}: {node.Operation}""")
        |> Seq.toList

    [<Fact>]
    let ``has a node for each input, layer and join, with shapes and numbers of parameters`` () =
        let block = Layer.named "block1" (Layer.dense 4 >=> Layer.relu)
        let nodes = nodes (Signal.One(Shape 4)) (Layer.residual block >=> Layer.dense 2)

        Assert.Equal<string>(
            [
                " → input: Placeholder"
                "input → block1/dense1: Dense"
                "block1/dense1 → block1/relu1: Relu"
                "input, block1/relu1 → add: Add"
                "add → dense1: Dense"
            ],
            edges nodes
        )

        Assert.Equal<int64>([ -1L; 2L ], nodes[4].OutputShapes[0])
        let known = Dictionary nodes[4].Attributes
        Assert.Equal("10", known["parameters"])

    [<Fact>]
    let ``shows several inputs, and every use of a shared layer`` () =
        let shared = Layer.shared (Layer.dense 3)
        let both = Layer.beside shared shared
        let nodes = nodes (Signal.ofSeq [ Shape 2; Shape 2 ]) both

        Assert.Equal<string>(
            [
                " → input1: Placeholder"
                " → input2: Placeholder"
                "input1 → dense1: Dense"
                "input2 → dense1_2: Dense"
            ],
            edges nodes
        )
