module FuncNet.Tests.ImageFileCorruption

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open FuncNet

let private big (n: int) =
    let bytes = Array.zeroCreate<byte> 4
    BinaryPrimitives.WriteInt32BigEndian(Span bytes, n)
    bytes

let private crc (bytes: byte[]) = int (Crc32.add 0u (ReadOnlySpan bytes))

let private chunk (name: byte[]) (content: byte[]) =
    let named = Array.append name content
    Array.concat [ big content.Length; named; big (crc named) ]

let private zlib (bytes: byte[]) =
    use target = new MemoryStream()
    using (new ZLibStream(target, CompressionLevel.Fastest)) _.Write(ReadOnlySpan bytes)
    target.ToArray()

let private unzlib (bytes: byte[]) =
    use target = new MemoryStream()
    using (new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress)) _.CopyTo(target)
    target.ToArray()

/// A PNG file of a width and a height, a depth and a type, interlaced or not, whose rows begin with their filters.
let private png w h (depth: byte) (kind: byte) (interlace: byte) (palette: byte[]) (rows: byte[]) =
    Array.concat [
        Png.signature
        chunk "IHDR"B (Array.concat [ big w; big h; [| depth; kind; 0uy; 0uy; interlace |] ])
        if palette.Length > 0 then
            chunk "PLTE"B palette
        chunk "IDAT"B (zlib rows)
        chunk "IEND"B [||]
    ]

let private rows count length = [|
    for row in 0 .. count - 1 do
        byte (row % 5)

        for i in 1..length do
            byte (17 * row + i)
|]

let private images = [
    png 9 6 8uy 0uy 0uy [||] (rows 6 9)
    png 9 6 1uy 0uy 0uy [||] (rows 6 2)
    png 5 4 16uy 6uy 0uy [||] (rows 4 40)
    png 7 5 8uy 2uy 0uy [||] (rows 5 21)
    png 7 5 4uy 3uy 0uy [| for i in 0uy .. 47uy -> i |] (rows 5 4)
    // Seven passes of a square of 8: 1, 1, 1 × 2, 2 × 2, 2 × 4, 4 × 4 and 4 × 8 pixels.
    png 8 8 8uy 4uy 1uy [||] (Array.concat [ rows 1 2; rows 1 2; rows 1 4; rows 2 4; rows 2 8; rows 4 8; rows 4 16 ])
]

/// The chunks of a whole file: names and contents.
let private chunksOf (file: byte[]) = [
    let mutable at = Png.signature.Length

    while at < file.Length do
        let length = BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(file, at, 4))
        file[at + 4 .. at + 7], file[at + 8 .. at + 7 + length]
        at <- at + 12 + length
]

/// Damages contents of chunks, whose lengths and check sums then fit; the pixels also before they are packed.
let private damageChunks (random: Random) (intact: byte[]) =
    let chunks = chunksOf intact
    let chosen = random.Next chunks.Length

    Array.concat [
        Png.signature

        for place, (name, content) in List.indexed chunks do
            if place <> chosen then
                chunk name content
            elif name = "IDAT"B && random.Next 2 = 0 then
                chunk name (zlib (Damage.bytes random (unzlib content)))
            elif random.Next 8 = 0 then
                chunk (Array.init 4 (fun _ -> byte (random.Next(65, 91)))) content
            else
                chunk name (Damage.bytes random content)

        // A chunk twice.
        if random.Next 8 = 0 then
            let name, content = chunks[chosen]
            chunk name content
    ]

let private read path =
    let image = ImageFile.read path
    Assert.Equal(image.Height * image.Width * image.Channels, image.Pixels.Length)

[<Fact>]
let ``ten thousand damaged PNG files are each read or refused`` () =
    let outcome =
        Survival.requireFile "x.png" (Damage.either [ Damage.bytes; damageChunks; damageChunks ]) read images

    Assert.True(outcome.Read > 500, $"{outcome}")

[<Fact>]
let ``ten thousand damaged PGM and PPM files are each read or refused`` () =
    let maps = [
        "P2\n# a comment\n2 2 5\n0 1\n5 # another\n 2\n"B
        "P3 2 1 255 1 2 3 4 5 6"B
        "P5 3 2 255\nABCDEF"B
        "P6 1#\n1 255\nABC"B
        "P5 2 1 65535\nABCD"B
    ]

    let damage = Damage.either [ Damage.bytes; Damage.utf8 ]
    let outcome = Survival.requireFile "x.pnm" damage read maps
    Assert.True(outcome.Read > 500, $"{outcome}")
