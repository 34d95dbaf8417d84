module FuncNet.Tests.ArrayFileCorruption

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open FuncNet

let private sample = [
    "features", Key.normal DType.Float32 [ 7; 5 ] (Key.ofSeed 1UL)
    "zeros", Tensor.zeros [ 40 ]
    "labels", Tensor.vector [ 3; 1; 2 ]
    "mask", Tensor.vector [ true; false ]
    "double", Tensor.vector [ Math.PI ]
]

let private pairs tensors = tensors |> Seq.map (fun (name, tensor: Tensor) -> KeyValuePair(name, tensor))

// safetensors

let private headerAndRest (bytes: byte[]) =
    let length = int (BinaryPrimitives.ReadInt64LittleEndian(ReadOnlySpan(bytes, 0, 8)))
    bytes[8 .. 7 + length], bytes[8 + length ..]

let private withHeader (header: byte[]) (rest: byte[]) =
    Array.concat [ BitConverter.GetBytes header.LongLength; header; rest ]

/// Damages the header of a safetensors file, whose length then fits.
let damageHeader (random: Random) (intact: byte[]) =
    let header, rest = headerAndRest intact
    withHeader (Damage.utf8 random header) rest

/// A file with a tensor of each type.
let private everyType =
    let sizes = [
        for stored, size in
            [
                "F64", 8
                "F32", 4
                "F16", 2
                "BF16", 2
                "I64", 8
                "I32", 4
                "I16", 2
                "I8", 1
                "U64", 8
                "U32", 4
                "U16", 2
                "U8", 1
                "BOOL", 1
            ] do
            stored, size
    ]

    let starts = sizes |> List.scan (fun start (_, size) -> start + 2 * size) 0

    let fields =
        List.zip sizes (List.pairwise starts)
        |> List.map (fun ((stored, _), (first, last)) ->
            $"""  "{stored.ToLowerInvariant()}": {{"dtype":"{stored}", "shape":[2], "data_offsets":[{first},{last}]}}""")

    let header = "{\"__metadata__\":{\"made by\":\"a test\"},\n" + String.concat ",\n" fields + "}"
    withHeader (Encoding.UTF8.GetBytes header) (Array.zeroCreate (List.last starts))

let private written metadata =
    use stream = new MemoryStream()
    Safetensors.writeStream "file" metadata (pairs sample) stream
    stream.ToArray()

[<Fact>]
let ``ten thousand damaged safetensors files are each read or refused`` () =
    let read (bytes: byte[]) =
        let content = Safetensors.readStream "x.safetensors" (new MemoryStream(bytes))
        let names = content.Tensors |> Seq.map _.Key |> Seq.toArray
        // The tensors fill the file: no two share a byte, and no byte is left over.
        let _, rest = headerAndRest bytes
        let held = content.Tensors |> Seq.sumBy (fun entry -> entry.Value.Size)
        Assert.InRange(held, 0, rest.Length)
        Assert.Equal(names.Length, (Array.distinct names).Length)

    let outcome =
        Survival.require (Damage.either [ Damage.bytes; damageHeader ]) read [
            written [ KeyValuePair("made by", "a test") ]
            everyType
            written []
        ]

    Assert.True(outcome.Read > 200, $"{outcome}")

// .npy and .npz

let private npy tensor =
    use stream = new MemoryStream()
    Npy.writeStream tensor stream
    stream.ToArray()

/// Damages the text of a header, whose length then fits.
let private damageNpyHeader (random: Random) (intact: byte[]) =
    let length = int (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(intact, 8, 2)))
    let header = Damage.utf8 random intact[10 .. 9 + length]
    let header = if header.Length > 65_535 then header[..65_534] else header
    Array.concat [ intact[..7]; BitConverter.GetBytes(uint16 header.Length); header; intact[10 + length ..] ]

let private damageNpy = Damage.either [ Damage.bytes; damageNpyHeader ]

let private fortran =
    let text = "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 3), }\n"

    Array.concat [
        [| 0x93uy |]
        "NUMPY"B
        [| 1uy; 0uy |]
        BitConverter.GetBytes(uint16 text.Length)
        Encoding.ASCII.GetBytes text
        Array.zeroCreate 12
    ]

[<Fact>]
let ``ten thousand damaged .npy files are each read or refused`` () =
    let read (bytes: byte[]) =
        let tensor = Npy.readStream "'x.npy'" bytes.LongLength (new MemoryStream(bytes))
        Assert.InRange(tensor.Size, 0, bytes.Length)

    let outcome = Survival.require damageNpy read (fortran :: (sample |> List.map (snd >> npy)))
    Assert.True(outcome.Read > 500, $"{outcome}")

let private npz compressed =
    use stream = new MemoryStream()
    Npz.writeStream compressed "x.npz" (pairs sample) stream
    stream.ToArray()

/// Damages the arrays in an archive, whose lengths and check sums then fit.
let private damageEntries (level: CompressionLevel) (random: Random) (intact: byte[]) =
    use source = new ZipArchive(new MemoryStream(intact))
    use target = new MemoryStream()

    using (new ZipArchive(target, ZipArchiveMode.Create, true)) (fun archive ->
        for entry in source.Entries do
            use content = new MemoryStream()
            using (entry.Open()) _.CopyTo(content)
            let bytes = content.ToArray()
            let bytes = if random.Next 2 = 0 then damageNpy random bytes else bytes
            let name = if random.Next 8 = 0 then Damage.text random entry.FullName else entry.FullName
            let name = if name = "" || Encoding.UTF8.GetByteCount name > 60_000 then "x.npy" else name
            use place = archive.CreateEntry(name, level).Open()
            place.Write(ReadOnlySpan bytes))

    target.ToArray()

[<Theory>]
[<InlineData(false)>]
[<InlineData(true)>]
let ``ten thousand damaged .npz files are each read or refused`` (compressed: bool) =
    let read (bytes: byte[]) =
        for _, tensor in Parameters.toSeq (Npz.readStream (1L <<< 30) "x.npz" (new MemoryStream(bytes))) do
            Assert.InRange(tensor.Size, 0, 1032 * bytes.Length)

    let level = if compressed then CompressionLevel.Fastest else CompressionLevel.NoCompression

    Survival.require (Damage.either [ Damage.bytes; damageEntries level ]) read [ npz compressed ]
    |> ignore

[<Fact>]
let ``arrays of an archive whose own bytes are damaged are the right ones, or are refused`` () =
    let known = sample |> List.map snd

    for compressed in [ false; true ] do
        // Names have no check sum; numbers have.
        let read (bytes: byte[]) =
            for _, tensor in Parameters.toSeq (Npz.readStream (1L <<< 30) "x.npz" (new MemoryStream(bytes))) do
                Assert.Contains(tensor, known)

        Survival.require Damage.bytes read [ npz compressed ] |> ignore

[<Fact>]
let ``ten thousand damaged data sets in archives are each read or refused`` () =
    let data =
        Dataset.ofLabelled
            [ "cat"; "dog" ]
            (Key.normal DType.Float32 [ 6; 2 ] (Key.ofSeed 3UL))
            (Tensor.vector [ 0; 1; 1; 0; 1; 0 ])
        |> Dataset.withWeights [ 1.0; 2.0; 0.0; 1.0; 1.0; 3.0 ]

    let bytes =
        DataFiles.withFolder (fun folder ->
            let path = Path.Combine(folder, "data.npz")
            Dataset.saveNpz path data
            File.ReadAllBytes path)

    let read path =
        let data = Dataset.loadNpz [ "cat"; "dog" ] path
        Assert.Equal(data.Inputs.Shape[0], data.Count)

    Survival.requireFile "data.npz" (Damage.either [ Damage.bytes; damageEntries CompressionLevel.NoCompression ]) read [
        bytes
    ]
    |> ignore
