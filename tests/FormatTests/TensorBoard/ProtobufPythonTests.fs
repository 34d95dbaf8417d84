module FuncNet.Tests.ProtobufPythonTests

open System
open System.Diagnostics
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

module private Python =

    let run (program: string) (arguments: string list) : int * string =
        let start =
            ProcessStartInfo(program, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

        use process' = nonNull (Process.Start start)
        let error = process'.StandardError.ReadToEndAsync()
        let output = process'.StandardOutput.ReadToEnd()
        process'.WaitForExit()
        process'.ExitCode, output + error.Result

    /// A python3 with a package, if there is one.
    let having (package: string) =
        [ "python3"; "/usr/bin/python3" ]
        |> List.tryFind (fun program ->
            try
                fst (run program [ "-c"; $"import {package}" ]) = 0
            with :? ComponentModel.Win32Exception ->
                false)

let private protobuf = lazy (Python.having "google.protobuf")
let private tensorBoard = lazy (Python.having "tensorboard.backend.event_processing.event_accumulator")

/// A test that needs Python's Protocol Buffers, and says that it is skipped where they are missing.
type ProtobufFactAttribute() as this =
    inherit FactAttribute()

    do
        if protobuf.Value.IsNone then
            this.Skip <- "There is no python3 with Protocol Buffers on this machine (Debian: python3-protobuf)."

/// A test that needs TensorBoard itself, and says that it is skipped where it is missing.
type TensorBoardFactAttribute() as this =
    inherit FactAttribute()

    do
        if tensorBoard.Value.IsNone then
            this.Skip <- "There is no python3 with TensorBoard on this machine (pip install tensorboard)."

let private events () : TensorBoardEvent list = [
    let network = Network.build (Key.ofSeed 1UL) [ 4 ] (Layer.dense 3 >=> Layer.relu)

    for step, entry in
        [
            0L, TensorBoardEntry.Graph(TensorBoard.graph network)
            1L, TensorBoardEntry.Scalar("loss", 0.25)
            2L, TensorBoardEntry.Histogram("w", TensorBoard.histogram (Tensor.vector [ -1.0; 2.0; 2.0 ]))
            3L, TensorBoardEntry.Picture("image", Image.Of(2, 1, 1, ReadOnlySpan [| 0uy; 255uy |]))
            4L, TensorBoardEntry.Text("notes", "größe")
        ] do
        { Time = DateTimeOffset.UnixEpoch.AddSeconds 1.5e9; Step = step; Entry = entry }
]

/// Reads the records, their sums bit by bit, and the messages by descriptions of their own: the numbers of fields are those of TensorFlow's published files.
let private reader =
    """
import struct, sys
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto
file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t", syntax="proto3")

def message(name, *fields):
    made = file.message_type.add(name=name)
    for number, field, kind in fields:
        many = kind.startswith("*")
        kind = kind.lstrip("*")
        one = made.field.add(name=field, number=number, label=F.LABEL_REPEATED if many else F.LABEL_OPTIONAL)
        if kind in ("double", "float", "int64", "int32", "string", "bytes", "bool"):
            one.type = getattr(F, "TYPE_" + kind.upper())
        else:
            one.type, one.type_name = F.TYPE_MESSAGE, ".t." + kind

message("Dim", (1, "size", "int64"), (2, "name", "string"))
message("Shape", (2, "dim", "*Dim"), (3, "unknown_rank", "bool"))
message("List", (2, "s", "*bytes"), (7, "shape", "*Shape"))
message("Attr", (1, "list", "List"), (2, "s", "bytes"), (3, "i", "int64"))
message("Entry", (1, "key", "string"), (2, "value", "Attr"))
message("Node", (1, "name", "string"), (2, "op", "string"), (3, "input", "*string"), (4, "device", "string"), (5, "attr", "*Entry"))
message("Versions", (1, "producer", "int32"), (2, "min_consumer", "int32"))
message("Graph", (1, "node", "*Node"), (4, "versions", "Versions"))
message("Tensor", (1, "dtype", "int32"), (2, "tensor_shape", "Shape"), (8, "string_val", "*bytes"))
message("PluginData", (1, "plugin_name", "string"), (2, "content", "bytes"))
message("Metadata", (1, "plugin_data", "PluginData"), (4, "data_class", "int32"))
message("Image", (1, "height", "int32"), (2, "width", "int32"), (3, "colorspace", "int32"), (4, "encoded", "bytes"))
message("Histogram", (1, "min", "double"), (2, "max", "double"), (3, "num", "double"), (4, "sum", "double"), (5, "sum_squares", "double"),
    (6, "bucket_limit", "*double"), (7, "bucket", "*double"))
message("Value", (1, "tag", "string"), (2, "simple_value", "float"), (4, "image", "Image"), (5, "histo", "Histogram"), (8, "tensor", "Tensor"), (9, "metadata", "Metadata"))
message("Summary", (1, "value", "*Value"))
message("Event", (1, "wall_time", "double"), (2, "step", "int64"), (3, "file_version", "string"), (4, "graph_def", "bytes"), (5, "summary", "Summary"))
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
kind = lambda name: message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("t." + name))
Event, Graph = kind("Event"), kind("Graph")

def crc(data):
    c = 0xFFFFFFFF
    for byte in data:
        c ^= byte
        for _ in range(8):
            c = (c >> 1) ^ (0x82F63B78 if c & 1 else 0)
    c ^= 0xFFFFFFFF
    return ((c >> 15 | c << 17) + 0xA282EAD8) & 0xFFFFFFFF

events, bytes_ = [], open(sys.argv[1], "rb").read()
while bytes_:
    length, = struct.unpack("<Q", bytes_[:8])
    assert struct.unpack("<I", bytes_[8:12])[0] == crc(bytes_[:8])
    content = bytes_[12:12 + length]
    assert struct.unpack("<I", bytes_[12 + length:16 + length])[0] == crc(content)
    event = Event.FromString(content)
    assert not event.UnknownFields() if hasattr(event, "UnknownFields") else True
    events.append(event)
    bytes_ = bytes_[16 + length:]

version, graph, scalar, histogram, image, text = events
assert version.file_version == "brain.Event:2" and all(e.wall_time == 1.5e9 for e in events)
assert [e.step for e in events] == [0, 0, 1, 2, 3, 4]
graph = Graph.FromString(graph.graph_def)
assert [(n.name, n.op, list(n.input)) for n in graph.node] == [("input", "Placeholder", []), ("dense1", "Dense", ["input"]), ("relu1", "Relu", ["dense1"])]
attributes = {a.key: a.value for a in graph.node[1].attr}
assert [d.size for d in attributes["_output_shapes"].list.shape[0].dim] == [-1, 3] and attributes["parameters"].s == b"15"
value, = scalar.summary.value
assert value.tag == "loss" and value.simple_value == 0.25
histo = histogram.summary.value[0].histo
assert (histo.min, histo.max, histo.num, histo.sum, histo.sum_squares, sum(histo.bucket)) == (-1, 2, 3, 3, 9, 3)
assert len(histo.bucket_limit) == len(histo.bucket) and sorted(histo.bucket_limit) == list(histo.bucket_limit)
image = image.summary.value[0].image
assert (image.height, image.width, image.colorspace) == (2, 1, 1) and image.encoded.startswith(b"\x89PNG")
value, = text.summary.value
assert value.metadata.plugin_data.plugin_name == "text" and value.tensor.dtype == 7 and value.tensor.string_val[0].decode() == "größe"
assert [d.size for d in value.tensor.tensor_shape.dim] == [1]
print("all read")
"""

[<ProtobufFact>]
let ``Python's Protocol Buffers read what is written here, by the published numbers of fields`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "events")
        TensorBoard.write path (events ())
        let code, output = Python.run protobuf.Value.Value [ "-c"; reader; path ]
        Assert.True((code = 0), output)
        Assert.Equal("all read", output.Trim()))

[<TensorBoardFact>]
let ``TensorBoard reads what is written here`` () =
    withFolder (fun folder ->
        TensorBoard.write (TensorBoard.newPath DateTimeOffset.UnixEpoch folder) (events ())

        let script =
            """
import sys
from tensorboard.backend.event_processing import event_accumulator
events = event_accumulator.EventAccumulator(sys.argv[1])
events.Reload()
assert [(e.step, e.value) for e in events.Scalars("loss")] == [(1, 0.25)] or events.Tensors("loss")[0].step == 1
assert events.Graph().node[1].name == "dense1"
print("all read")
"""

        let code, output = Python.run tensorBoard.Value.Value [ "-c"; script; folder ]
        Assert.True((code = 0), output)
        Assert.EndsWith("all read", output.Trim()))
