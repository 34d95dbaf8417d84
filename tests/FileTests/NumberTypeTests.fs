module FuncNet.Tests.``Numbers of a safetensors file``

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open FuncNet
open FuncNet.Tests.LayerCases
open Xunit

let private run (program: string) (arguments: string list) =
    let start =
        ProcessStartInfo(program, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

    use running = nonNull (Process.Start start)
    let error = running.StandardError.ReadToEndAsync()
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    running.ExitCode, output + error.Result

let private pythonWith (modules: string) =
    lazy
        ([ "/usr/bin/python3"; "python3" ]
         |> List.tryFind (fun program ->
             try
                 fst (run program [ "-c"; $"import {modules}" ]) = 0
             with :? ComponentModel.Win32Exception ->
                 false))

let private numPy = pythonWith "numpy"
let private torch = pythonWith "torch"

/// A test that needs NumPy, and says that it is skipped where it is missing.
type NumPyFactAttribute() as this =
    inherit FactAttribute()

    do
        if numPy.Value.IsNone then
            this.Skip <- "There is no python3 with NumPy on this machine (Debian: python3-numpy)."

/// A test that needs PyTorch, and says that it is skipped where it is missing.
type TorchFactAttribute() as this =
    inherit FactAttribute()

    do
        if torch.Value.IsNone then
            this.Skip <- "There is no python3 with torch on this machine (Debian: python3-torch)."

let private written typeOf (tensors: (string * Tensor) list) check =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "numbers.safetensors")
        Safetensors.writeAs typeOf [] path (tensors |> List.map KeyValuePair)
        check path)

let private allAs asked (_: string) (_: Tensor) = asked

/// Numbers of every size, halves between two neighbours of F16 and of BF16, and those just beside.
let private floats =
    let random = Random 5

    let drawn = [|
        for _ in 1..500 do
            (random.NextDouble() - 0.5) * Math.Pow(2.0, float (random.Next(-30, 16)))
    |]

    let between = [|
        for digits in [ 8; 11 ] do
            for m in [ 0.0; 1.0; 2.0; 5.0 ] do
                let half = 1.0 + (m + 0.5) * Math.Pow(2.0, float (1 - digits))
                half
                Math.BitIncrement half
                -Math.BitDecrement half
                float (MathF.BitIncrement(float32 half))
    |]

    Array.concat [
        drawn
        between
        [| 0.0; -0.0; 65504.0; 65519.9; -65519.9; 6e-8; 2e-8; 3e-8; infinity; -infinity; nan |]
    ]

let private twoFloats = [ "wide", Tensor.vector floats; "narrow", Tensor.vector (Array.map float32 floats) ]

let private readFile =
    """
import json, sys, numpy
def load(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {name: (entry["dtype"], entry["shape"], data[entry["data_offsets"][0]:entry["data_offsets"][1]]) for name, entry in header.items()}
"""

let private python (program: Lazy<string option>) script arguments =
    let code, output = run program.Value.Value ([ "-c"; readFile + script ] @ arguments)
    Assert.True((code = 0), output)

/// A file with the float64 numbers as they are, to be rounded by others.
let private beside path (check: string -> unit) =
    let exact = path + ".exact"
    Safetensors.write exact (twoFloats |> List.map KeyValuePair)
    check exact

[<NumPyFact>]
let ``in F16 are those of NumPy, bit for bit`` () =
    written (allAs SafetensorsType.Float16) twoFloats (fun path ->
        beside path (fun exact ->
            python
                numPy
                """
a, b = load(sys.argv[1]), load(sys.argv[2])
for name, dtype in [("wide", numpy.float64), ("narrow", numpy.float32)]:
    assert a[name][0] == "F16", a[name][0]
    found = numpy.frombuffer(a[name][2], numpy.float16)
    expected = numpy.frombuffer(b[name][2], dtype).astype(numpy.float16)
    assert len(found) > 500 and numpy.array_equal(numpy.isnan(found), numpy.isnan(expected))
    kept = ~numpy.isnan(found)
    numpy.testing.assert_array_equal(found[kept].view(numpy.uint16), expected[kept].view(numpy.uint16))
"""
                [ path; exact ]))

[<TorchFact>]
let ``in BF16 are those of PyTorch, bit for bit`` () =
    // Of float32: PyTorch rounds a float64 twice.
    written (allAs SafetensorsType.BFloat16) twoFloats (fun path ->
        beside path (fun exact ->
            python
                torch
                """
import torch
a, b = load(sys.argv[1]), load(sys.argv[2])
assert a["narrow"][0] == "BF16", a["narrow"][0]
found = torch.frombuffer(bytearray(a["narrow"][2]), dtype=torch.bfloat16)
expected = torch.frombuffer(bytearray(b["narrow"][2]), dtype=torch.float32).to(torch.bfloat16)
assert len(found) > 500 and torch.equal(torch.isnan(found), torch.isnan(expected))
kept = ~torch.isnan(found)
assert torch.equal(found[kept].view(torch.int16), expected[kept].view(torch.int16))
"""
                [ path; exact ]))

[<NumPyFact>]
let ``in I64 and U8 are those of NumPy`` () =
    let typeOf name (_: Tensor) =
        if name = "labels" || name = "truths" then SafetensorsType.Int64
        elif name = "own" then SafetensorsType.Same
        else SafetensorsType.UInt8

    let tensors = [
        "bytes", Tensor.ofArray [ 2; 2 ] [| 0; 1; 254; 255 |]
        "labels", Tensor.vector [| Int32.MinValue; -1; 0; Int32.MaxValue |]
        "truths", Tensor.vector [| true; false |]
        "mask", Tensor.vector [| false; true; true |]
        "own", Tensor.vector [| 0.5; -2.0 |]
    ]

    written typeOf tensors (fun path ->
        python
            numPy
            """
a = load(sys.argv[1])
def check(name, dtype, numpyType, expected):
    assert a[name][0] == dtype, (name, a[name][0])
    assert numpy.frombuffer(a[name][2], numpyType).reshape(a[name][1]).tolist() == expected, name
check("bytes", "U8", numpy.uint8, [[0, 1], [254, 255]])
check("labels", "I64", numpy.int64, [-2**31, -1, 0, 2**31 - 1])
check("truths", "I64", numpy.int64, [1, 0])
check("mask", "U8", numpy.uint8, [0, 1, 1])
check("own", "F64", numpy.float64, [0.5, -2.0])
"""
            [ path ]

        let read = Safetensors.read path
        let labels = read.Tensors |> Seq.find (fun entry -> entry.Key = "labels")
        Assert.Equal(snd tensors[1], labels.Value))

[<Fact>]
let ``in BF16 are rounded once, from float64, too`` () =
    // 1 + 2⁻⁸ lies between two neighbours; float32 knows no number between it and the one that is 2⁻⁴⁰ larger.
    let halfway = 1.0 + Math.Pow(2.0, -8.0)
    let more = halfway + Math.Pow(2.0, -40.0)
    let less = halfway - Math.Pow(2.0, -40.0)
    let x = Tensor.vector [| halfway; more; less; -more; 3.0 * halfway; 1e-310 |]

    written (allAs SafetensorsType.BFloat16) [ "x", x ] (fun path ->
        let found = (Safetensors.read path).Tensors[0].Value
        let up = 1.0078125f
        Assert.Equal(Tensor.vector [| 1.0f; up; 1.0f; -up; 3.015625f; 0.0f |], found))

[<Fact>]
let ``of more than a buffer are read back as they were rounded`` () =
    let x = Tensor.ofArray [ 300; 500 ] [| for i in 0..149_999 -> float32 (i % 2048) |]

    written (allAs SafetensorsType.Float16) [ "x", x ] (fun path ->
        Assert.Equal(x, (Safetensors.read path).Tensors[0].Value))

[<Fact>]
let ``that the type cannot hold are refused, and no file is written`` () =
    let refused asked (x: Tensor) (words: string list) =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "numbers.safetensors")

            let error =
                Assert.ThrowsAny<FuncNetException>(fun () ->
                    Safetensors.writeAs (allAs asked) [] path [ KeyValuePair("x", x) ])

            for word in words do
                Assert.Contains(word, error.Message)

            Assert.Empty(Directory.GetFiles folder))

    refused SafetensorsType.Float16 (Tensor.vector [| 1.0; 65520.0 |]) [ "'x'"; "65520"; "out of the range of Float16" ]
    refused SafetensorsType.BFloat16 (Tensor.vector [| 1e39 |]) [ "1e+39"; "BFloat16" ]
    refused SafetensorsType.BFloat16 (Tensor.vector [| Single.MaxValue |]) [ "BFloat16" ]
    refused SafetensorsType.UInt8 (Tensor.vector [| 3; 256 |]) [ "256"; "UInt8" ]
    refused SafetensorsType.UInt8 (Tensor.vector [| -1 |]) [ "-1"; "UInt8" ]
    refused SafetensorsType.Int64 (Tensor.vector [| 1.0 |]) [ "'x' is float64"; "int32 and bool can be written as I64" ]

    refused SafetensorsType.Float16 (Tensor.vector [| 1 |]) [
        "'x' is int32"
        "float32 and float64 can be written as F16"
    ]
