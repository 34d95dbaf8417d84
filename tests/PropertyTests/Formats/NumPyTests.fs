module FuncNet.Tests.NumPyTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// Python with NumPy, if there is one.
module Python =

    let run (program: string) (arguments: string list) : int * string =
        let start =
            ProcessStartInfo(program, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

        use process' = nonNull (Process.Start start)
        let error = process'.StandardError.ReadToEndAsync()
        let output = process'.StandardOutput.ReadToEnd()
        process'.WaitForExit()
        process'.ExitCode, output + error.Result

    let withNumPy =
        lazy
            ([ "python3"; "/usr/bin/python3" ]
             |> List.tryFind (fun program ->
                 try
                     fst (run program [ "-c"; "import numpy" ]) = 0
                 with :? ComponentModel.Win32Exception ->
                     false))

/// A test that needs NumPy, and says that it is skipped where it is missing.
type NumPyFactAttribute() as this =
    inherit FactAttribute()

    do
        if Python.withNumPy.Value.IsNone then
            this.Skip <- "There is no python3 with NumPy on this machine (Debian: python3-numpy)."

let private python (script: string) (arguments: string list) =
    let code, output = Python.run Python.withNumPy.Value.Value ([ "-c"; script ] @ arguments)
    Assert.True((code = 0), output)
    output.Trim()

[<NumPyFact>]
let ``NumPy reads what is written here`` () =
    withFolder (fun folder ->
        let one, several = Path.Combine(folder, "one.npy"), Path.Combine(folder, "several.npz")
        let packed = Path.Combine(folder, "packed.npz")
        let x = Tensor.ofArray [ 2; 1; 3 ] [| 0.5f; -1.0f; 2.0f; 3.0f; 1e-30f; infinityf |]

        let tensors = [
            KeyValuePair("x", x)
            KeyValuePair("block1.größe", Tensor.vector [ Math.PI; nan ])
            KeyValuePair("labels", Tensor.vector [ 7; -1 ])
            KeyValuePair("mask", Tensor.matrix [ [ true ]; [ false ] ])
            KeyValuePair("scalar", Tensor.scalar 4.0)
            KeyValuePair("nothing", Tensor.zeros [ 0; 3 ])
        ]

        Npy.write one x
        Npz.write several tensors
        Npz.writeCompressed packed tensors

        let script =
            """
import sys, numpy
numpy.testing.assert_array_equal(numpy.load(sys.argv[1]), numpy.array([[[0.5, -1, 2]], [[3, 1e-30, numpy.inf]]], numpy.float32))
for path in sys.argv[2:]:
    with numpy.load(path, allow_pickle=False) as file:
        assert sorted(file.files) == sorted(["x", "block1.größe", "labels", "mask", "scalar", "nothing"]), file.files
        assert file["x"].dtype == numpy.float32 and file["x"].shape == (2, 1, 3)
        numpy.testing.assert_array_equal(file["block1.größe"], numpy.array([numpy.pi, numpy.nan]))
        assert file["labels"].dtype == numpy.int32 and file["labels"].tolist() == [7, -1]
        assert file["mask"].dtype == numpy.bool_ and file["mask"].tolist() == [[True], [False]]
        assert file["scalar"].shape == () and file["scalar"] == 4
        assert file["nothing"].shape == (0, 3)
print("all read")
"""

        Assert.Equal("all read", python script [ one; several; packed ]))

[<NumPyFact>]
let ``what NumPy writes is read here`` () =
    withFolder (fun folder ->
        let script =
            """
import sys, numpy
from numpy.lib import format
folder = sys.argv[1]
numbers = numpy.arange(-6, 6).reshape(2, 3, 2)
arrays = {name: numbers.astype(name) for name in ["<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "<i8", ">i8", "<i4", ">i4", "<i2", ">i2", "i1"]}
arrays["u1"] = numpy.abs(numbers).astype("u1")
arrays["fortran"] = numpy.asfortranarray(numbers.astype("f4"))
arrays["fortran big"] = numpy.asfortranarray(numbers.astype(">i2"))
arrays["bool"] = numbers > 0
numpy.savez(folder + "/stored.npz", **arrays)
numpy.savez_compressed(folder + "/packed.npz", **arrays)
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"{folder}/version{version[0]}.npy", "wb") as file:
        format.write_array(file, numbers.astype("f4"), version)
numpy.save(folder + "/objects.npy", numpy.array([None, "x"], dtype=object))
numpy.save(folder + "/text.npy", numpy.array(["x"]))
"""

        Assert.Equal("", python script [ folder ])
        let inFolder name = Path.Combine(folder, name)
        let numbers = Tensor.reshape [ 2; 3; 2 ] (Tensor.range 12 - Tensor.number DType.Int32 6.0)

        for file in [ "stored.npz"; "packed.npz" ] do
            let arrays = Npz.read (inFolder file)
            Assert.Equal(17, arrays.Count)

            for path, array in Parameters.toSeq arrays do
                let expected =
                    match path with
                    | "u1" -> abs numbers
                    | "bool" -> Tensor.greater numbers (Tensor.number DType.Int32 0.0)
                    | "<f8"
                    | ">f8" -> Tensor.cast DType.Float64 numbers
                    | "fortran" -> Tensor.cast DType.Float32 numbers
                    | "fortran big" -> numbers
                    | name when name.Contains 'f' -> Tensor.cast DType.Float32 numbers
                    | _ -> numbers

                Assert.True((expected = array), $"{file}, {path}: {array}")

        for version in 1..3 do
            Assert.Equal(Tensor.cast DType.Float32 numbers, Npy.read (inFolder $"version{version}.npy"))

        refused [ "objects.npy"; "objects of Python" ] (fun () -> Npy.read (inFolder "objects.npy"))
        refused [ "text.npy"; "'<U1'" ] (fun () -> Npy.read (inFolder "text.npy")))
