module FuncNet.Tests.SafetensorsTests

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.IO
open System.Text
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// Named tensors of any type and shape, sizes of 0 among them.
type Tree = Tree of (string * Tensor) list

type Trees =
    static member Tree() : Arbitrary<Tree> =
        let tensor =
            gen {
                let! shape = Gen.listOf (Gen.choose (0, 3)) |> Gen.map (List.truncate 4)
                let! seed = Gen.choose (0, 1000)
                let drawn = Key.normal DType.Float64 shape (Key.ofSeed (uint64 seed)) * 100.0
                let! dtype = Gen.elements [ DType.Float32; DType.Float64; DType.Int32; DType.Bool ]

                return
                    if dtype = DType.Bool then
                        Tensor.less drawn (Tensor.zerosLike drawn)
                    else
                        Tensor.cast dtype drawn
            }

        let name = ArbMap.defaults |> ArbMap.generate<string> |> Gen.map string
        // FsCheck's strings hold halves of surrogate pairs and the reserved name now and then.
        let valid (name: string) = name <> "__metadata__" && name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes name)

        Gen.zip name tensor
        |> Gen.listOf
        |> Gen.map (List.filter (fst >> valid) >> List.distinctBy fst >> Tree)
        |> Arb.fromGen

let private pairs tensors = tensors |> Seq.map (fun (name, tensor: Tensor) -> KeyValuePair(name, tensor))

let private written metadata tensors =
    use stream = new MemoryStream()
    Safetensors.writeStream "file" metadata (pairs tensors) stream
    stream.ToArray()

let private read (bytes: byte[]) = Safetensors.readStream "file" (new MemoryStream(bytes))

let private listed (content: SafetensorsContent) =
    content.Tensors |> Seq.map (fun (KeyValue(name, tensor)) -> name, tensor) |> Seq.toList

/// A file with this header, and that many bytes of data.
let private file (header: string) data =
    let header = Encoding.UTF8.GetBytes header
    let prefix = Array.zeroCreate<byte> 8
    BinaryPrimitives.WriteInt64LittleEndian(Span prefix, header.LongLength)
    Array.concat [ prefix; header; Array.zeroCreate data ]

let private refusedBytes parts bytes = refused parts (fun () -> withFile "weights.safetensors" bytes Safetensors.read)

/// The header is refused, with the name of the file.
let private refusedHeader parts header data = refusedBytes ("weights.safetensors" :: parts) (file header data)

let private f32 shape first last = $"""{{"dtype":"F32","shape":{shape},"data_offsets":[{first},{last}]}}"""

let private sample () = [
    "dense.kernel", Tensor.ofArray [ 2; 3 ] [| 1.0f; 2.0f; 3.0f; 4.0f; 5.0f; 6.0f |]
    "mask", Tensor.vector [ true; false; true ]
    "größe", Tensor.number DType.Float64 Math.PI
    "step", Tensor.number DType.Int32 -7.0
]

[<Properties(Arbitrary = [| typeof<Trees> |])>]
module ``A safetensors file`` =

    [<Property>]
    let ``gives back what was written, in its order`` (Tree tensors) =
        let file =
            withFolder (fun folder ->
                let path = Path.Combine(folder, "weights.safetensors")
                Safetensors.write path (pairs tensors)
                Safetensors.read path)

        listed file = tensors

    [<Property>]
    let ``gives back its metadata`` (texts: Map<string, string>) =
        let valid (text: string) = text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes text)
        let texts = texts |> Map.toSeq |> Seq.map (fun (key, text) -> KeyValuePair(string key, string text))
        let texts = texts |> Seq.filter (fun (KeyValue(key, text)) -> valid key && valid text) |> Seq.toArray
        let content = read (written texts (sample ()))

        content.Metadata.Count = texts.Length
        && texts |> Array.forall (fun (KeyValue(key, text)) -> content.Metadata[key] = text)

    [<Property(MaxTest = 500)>]
    let ``with random bytes changed is read, or refused by a DataException``
        (changes: (NonNegativeInt * byte)[])
        (NonNegativeInt cut)
        =
        let bytes = written [ KeyValuePair("made by", "a test") ] (sample ())

        for NonNegativeInt place, value in changes do
            bytes[place % bytes.Length] <- value

        let bytes = if cut % 5 = 0 then bytes[.. cut % bytes.Length] else bytes

        try
            (read bytes).Tensors.Count >= 0
        with :? DataException as error ->
            error.Message.StartsWith "'file' is not a valid safetensors file: "

    [<Fact>]
    let ``has the bytes that the format's description gives`` () =
        let bytes = written [] [ "x", Tensor.vector [ 1.0f; -2.0f ] ]
        let header = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
        Assert.Equal(56UL, BinaryPrimitives.ReadUInt64LittleEndian(ReadOnlySpan(bytes, 0, 8)))
        Assert.Equal(header.PadRight 56, Encoding.UTF8.GetString(bytes, 8, 56))
        Assert.Equal<byte>([| 0uy; 0uy; 0x80uy; 0x3Fuy; 0uy; 0uy; 0uy; 0xC0uy |], bytes[64..])

    [<Fact>]
    let ``aligns every tensor to the size of its elements`` () =
        let bytes =
            written [] [ "flag", Tensor.vector [ true ]; "x", Tensor.vector [ 1.0 ]; "y", Tensor.vector [ 1.0f ] ]

        let text = Encoding.UTF8.GetString bytes
        Assert.Contains("\"shape\":[1],\"data_offsets\":[12,13]", text)
        Assert.Contains("\"data_offsets\":[0,8]", text)
        Assert.Contains("\"data_offsets\":[8,12]", text)

    [<Fact>]
    let ``of another writer is read: any order, a hole-free gap of nothing, no padding`` () =
        let header = $"""{{"b":{f32 "[1]" 4 8},"none":{f32 "[0,3]" 4 4},"a":{f32 "[]" 0 4}}}"""
        let content = read (file header 8)
        Assert.Equal<string>([ "b"; "none"; "a" ], content.Tensors |> Seq.map _.Key |> Seq.toList)

    [<Fact>]
    let ``is replaced as a whole or not at all`` () =
        withFolder (fun folder ->
            let path = Path.Combine(folder, "weights.safetensors")
            Safetensors.write path (pairs (sample ()))

            let failing =
                seq {
                    yield KeyValuePair("x", Tensor.scalar 1.0)
                    failwith "the source of the tensors fails"
                }

            Assert.ThrowsAny<exn>(fun () -> Safetensors.write path failing) |> ignore
            Assert.Equal<(string * Tensor) list>(sample (), listed (Safetensors.read path))
            // Nothing temporary is left behind.
            Assert.Equal(1, Directory.GetFileSystemEntries(folder).Length)
            Safetensors.write path []
            Assert.Empty((Safetensors.read path).Tensors))

    [<Fact>]
    let ``is not written with names that nothing could read`` () =
        let x = Tensor.scalar 1.0
        refused [ "'file'"; "'x'"; "twice" ] (fun () -> written [] [ "x", x; "x", x ])
        refused [ "__metadata__" ] (fun () -> written [] [ "__metadata__", x ])
        refused [ "Unicode" ] (fun () -> written [] [ string (char 0xD800), x ])

    [<Fact>]
    let ``that cannot be written is named`` () =
        refused [ "Cannot write"; "no/such/folder/x"; "folder does not exist" ] (fun () ->
            Safetensors.write "no/such/folder/x" (pairs (sample ())))

    [<Fact>]
    let ``that is missing is named`` () =
        refused [ "Cannot read"; "no-weights" ] (fun () -> Safetensors.read "no-weights")

    [<Fact>]
    let ``that is truncated anywhere is refused`` () =
        let bytes = written [] (sample ())

        for length in 0 .. bytes.Length - 1 do
            refusedBytes [ "weights.safetensors" ] bytes[.. length - 1]

        refusedBytes [ "truncated"; "holds 3" ] [| 1uy; 2uy; 3uy |]
        refusedBytes [ "'dense.kernel'"; "truncated" ] bytes[.. bytes.Length - 20]

    [<Fact>]
    let ``that claims a header larger than itself or the bound is refused before anything is allocated`` () =
        let claim (length: uint64) =
            let bytes = file "{}" 0
            BinaryPrimitives.WriteUInt64LittleEndian(Span bytes, length)
            bytes

        let before = GC.GetAllocatedBytesForCurrentThread()
        refusedBytes [ "claims 18446744073709551615 bytes"; "at most 100000000" ] (claim UInt64.MaxValue)
        refusedBytes [ "claims 100000000 bytes"; "holds 10" ] (claim 100_000_000UL)
        refusedBytes [ "claims 3 bytes" ] (claim 3UL)
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 10_000_000L)

    [<Fact>]
    let ``whose header is not JSON is refused`` () =
        refusedHeader [ "does not begin with '{'" ] "" 0
        refusedHeader [ "does not begin with '{'" ] "[]" 0
        refusedHeader [ "does not begin with '{'" ] " {}" 0
        refusedHeader [ "not JSON" ] "{\"x\":" 0
        refusedHeader [ "not JSON" ] "{} {}" 0
        refusedHeader [ "not JSON" ] (String('{', 200)) 0
        refusedHeader [ "broken text" ] "{\"\\ud800\":1}" 0

    [<Fact>]
    let ``whose tensors are badly described is refused by the name of the tensor`` () =
        let tensor text = $"""{{"x":{text}}}"""
        refusedHeader [ "'x'"; "not described by an object" ] (tensor "1") 0
        refusedHeader [ "'x' has no dtype" ] (tensor """{"shape":[],"data_offsets":[0,4]}""") 4
        refusedHeader [ "'x' has no shape" ] (tensor """{"dtype":"F32","data_offsets":[0,4]}""") 4
        refusedHeader [ "'x' has no data_offsets" ] (tensor """{"dtype":"F32","shape":[]}""") 0

        refusedHeader
            [ "'x'"; "F8_E4M3"; "F64, F32, F16, BF16, I64 to I8, U64 to U8 and BOOL" ]
            (tensor """{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}""")
            1

        refusedHeader
            [ "'x'"; "unknown field 'stride'" ]
            (tensor """{"dtype":"F32","shape":[],"data_offsets":[0,4],"stride":1}""")
            4

        refusedHeader
            [ "'x'"; "more than one dtype" ]
            (tensor """{"dtype":"F32","dtype":"I32","shape":[],"data_offsets":[0,4]}""")
            4

        refusedHeader [ "'x': shape has -1" ] (tensor (f32 "[-1]" 0 4)) 4
        refusedHeader [ "'x': shape has 1.5" ] (tensor (f32 "[1.5]" 0 4)) 4
        refusedHeader [ "'x': shape has \"1\"" ] (tensor (f32 "[\"1\"]" 0 4)) 4
        refusedHeader [ "'x': shape is not an array" ] (tensor (f32 "1" 0 4)) 4

        refusedHeader
            [ "'x': data_offsets has 3 numbers" ]
            (tensor """{"dtype":"F32","shape":[],"data_offsets":[0,4,4]}""")
            4

        refusedHeader
            [ "'x': data_offsets has 1e99" ]
            (tensor """{"dtype":"F32","shape":[],"data_offsets":[0,1e99]}""")
            4

        refusedHeader [ "'x'"; "9 axes" ] (tensor (f32 "[1,1,1,1,1,1,1,1,1]" 0 4)) 4

    [<Fact>]
    let ``whose sizes do not fit is refused by the name of the tensor`` () =
        refusedHeader [ "'x'"; "[2]"; "needs 8 bytes"; "0 to 4" ] $"""{{"x":{f32 "[2]" 0 4}}}""" 4
        // The product of these sizes is 4 modulo 2⁶⁴.
        refusedHeader [ "'x'"; "at most" ] $"""{{"x":{f32 "[4611686018427387905,4]" 0 4}}}""" 4
        refusedHeader [ "'x'"; "at most" ] $"""{{"x":{f32 "[4611686018427387905,0]" 0 0}}}""" 0

    [<Fact>]
    let ``whose ranges leave holes, overlap or pass the end is refused`` () =
        let two a b = $"""{{"a":{a},"b":{b}}}"""
        refusedHeader [ "'b'"; "hole behind 4" ] (two (f32 "[1]" 0 4) (f32 "[1]" 8 12)) 12
        refusedHeader [ "'a'"; "hole behind 0" ] $"""{{"a":{f32 "[1]" 4 8}}}""" 8
        refusedHeader [ "'b'"; "overlap" ] (two (f32 "[2]" 0 8) (f32 "[1]" 4 8)) 8
        refusedHeader [ "overlap" ] (two (f32 "[1]" 0 4) (f32 "[1]" 0 4)) 4
        refusedHeader [ "'b'"; "4 bytes of data"; "truncated" ] (two (f32 "[1]" 0 4) (f32 "[1]" 4 8)) 4
        refusedHeader [ "'a'"; "the end before the beginning" ] $"""{{"a":{f32 "[1]" 4 0}}}""" 4
        refusedHeader [ "3 bytes at its end" ] $"""{{"a":{f32 "[1]" 0 4}}}""" 7

    [<Fact>]
    let ``with a name twice or wrong metadata is refused`` () =
        refusedHeader [ "'x' is there twice" ] $"""{{"x":{f32 "[1]" 0 4},"x":{f32 "[1]" 4 8}}}""" 8
        refusedHeader [ "__metadata__"; "twice" ] """{"__metadata__":{},"__metadata__":{}}""" 0
        refusedHeader [ "__metadata__ is not an object" ] """{"__metadata__":[]}""" 0
        refusedHeader [ "no text at 'n'" ] """{"__metadata__":{"n":1}}""" 0
        refusedHeader [ "'n' twice" ] """{"__metadata__":{"n":"1","n":"2"}}""" 0

    [<Fact>]
    let ``with a truth value other than 0 and 1 is refused`` () =
        let bytes = file """{"mask":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""" 2
        bytes[bytes.Length - 1] <- 2uy
        refusedBytes [ "'mask'"; "truth values" ] bytes
