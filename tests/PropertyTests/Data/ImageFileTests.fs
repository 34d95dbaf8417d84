module FuncNet.Tests.ImageFileTests

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private big (n: int) =
    let bytes = Array.zeroCreate<byte> 4
    BinaryPrimitives.WriteInt32BigEndian(Span bytes, n)
    bytes

let private crc (bytes: byte[]) =
    let mutable crc = 0xFFFFFFFFu

    for b in bytes do
        crc <- crc ^^^ uint32 b

        for _ in 1..8 do
            crc <- if crc &&& 1u = 1u then (crc >>> 1) ^^^ 0xEDB88320u else crc >>> 1

    ~~~crc

let private chunk (name: string) (content: byte[]) =
    let named = Array.append (Encoding.ASCII.GetBytes name) content
    Array.concat [ big content.Length; named; big (int (crc named)) ]

let private signature = [| 0x89uy; 0x50uy; 0x4Euy; 0x47uy; 0x0Duy; 0x0Auy; 0x1Auy; 0x0Auy |]

let private zlib (bytes: byte[]) =
    use target = new MemoryStream()
    using (new ZLibStream(target, CompressionLevel.Fastest)) _.Write(ReadOnlySpan bytes)
    target.ToArray()

let private header w h (depth: byte) (kind: byte) (interlace: byte) =
    chunk "IHDR" (Array.concat [ big w; big h; [| depth; kind; 0uy; 0uy; interlace |] ])

/// A PNG file of these chunks, between the signature and the end.
let private png (chunks: byte[] list) = Array.concat [ signature; Array.concat chunks; chunk "IEND" [||] ]

/// One with rows that begin with their filters.
let private pngOf w h depth kind (rows: byte list list) =
    png [ header w h depth kind 0uy; chunk "IDAT" (zlib (Array.ofList (List.concat rows))) ]

let private read (file: byte[]) = withFile "picture.png" file ImageFile.read
let private refusedFile parts (file: byte[]) = refused ("picture.png" :: parts) (fun () -> read file)
let private image h w c (pixels: byte seq) = Image.Of(h, w, c, ReadOnlySpan(Seq.toArray pixels))

let private drawn h w c (seed: int) =
    let pixels = Array.zeroCreate<byte>(h * w * c)
    Random(seed).NextBytes pixels
    image h w c pixels

module ``A PNG file`` =

    [<Fact>]
    let ``is read in each type and depth`` () =
        Assert.Equal(image 1 2 1 [ 7uy; 200uy ], read (pngOf 2 1 8uy 0uy [ [ 0uy; 7uy; 200uy ] ]))
        // Bits from the left; 5 levels of 2 bits and of 4 are spread over a byte.
        Assert.Equal(
            image 1 9 1 [ 255uy; 0uy; 255uy; 0uy; 0uy; 0uy; 0uy; 255uy; 255uy ],
            read (pngOf 9 1 1uy 0uy [ [ 0uy; 0b10100001uy; 0b10000000uy ] ])
        )

        Assert.Equal(image 1 4 1 [ 0uy; 85uy; 170uy; 255uy ], read (pngOf 4 1 2uy 0uy [ [ 0uy; 0b00011011uy ] ]))
        Assert.Equal(image 1 3 1 [ 0uy; 17uy; 255uy ], read (pngOf 3 1 4uy 0uy [ [ 0uy; 0x01uy; 0xF0uy ] ]))
        Assert.Equal(image 1 2 1 [ 1uy; 255uy ], read (pngOf 2 1 16uy 0uy [ [ 0uy; 1uy; 250uy; 255uy; 0uy ] ]))
        Assert.Equal(image 1 1 3 [ 1uy; 2uy; 3uy ], read (pngOf 1 1 8uy 2uy [ [ 0uy; 1uy; 2uy; 3uy ] ]))
        Assert.Equal(image 1 1 3 [ 1uy; 2uy; 3uy ], read (pngOf 1 1 16uy 2uy [ [ 0uy; 1uy; 9uy; 2uy; 9uy; 3uy; 9uy ] ]))
        Assert.Equal(image 1 2 1 [ 5uy; 6uy ], read (pngOf 2 1 8uy 4uy [ [ 0uy; 5uy; 128uy; 6uy; 0uy ] ]))
        Assert.Equal(image 1 1 3 [ 1uy; 2uy; 3uy ], read (pngOf 1 1 8uy 6uy [ [ 0uy; 1uy; 2uy; 3uy; 0uy ] ]))
        let palette = chunk "PLTE" [| 1uy; 2uy; 3uy; 4uy; 5uy; 6uy; 7uy; 8uy; 9uy |]

        let coloured =
            png [
                header 3 1 2uy 3uy 0uy
                palette
                chunk "tRNS" [| 0uy |]
                chunk "IDAT" (zlib [| 0uy; 0b10010000uy |])
            ]

        Assert.Equal(image 1 3 3 [ 7uy; 8uy; 9uy; 4uy; 5uy; 6uy; 1uy; 2uy; 3uy ], read coloured)

    [<Fact>]
    let ``is read under each filter`` () =
        // Rows of three grey pixels that are 10, 20, 30 and, under each filter, 12, 23, 34.
        let filtered filter (bytes: byte list) = pngOf 3 2 8uy 0uy [ [ 0uy; 10uy; 20uy; 30uy ]; filter :: bytes ]
        let expected = image 2 3 1 [ 10uy; 20uy; 30uy; 12uy; 23uy; 34uy ]
        Assert.Equal(expected, read (filtered 0uy [ 12uy; 23uy; 34uy ]))
        Assert.Equal(expected, read (filtered 1uy [ 12uy; 11uy; 11uy ]))
        Assert.Equal(expected, read (filtered 2uy [ 2uy; 3uy; 4uy ]))
        Assert.Equal(expected, read (filtered 3uy [ 7uy; 7uy; 8uy ]))
        // Paeth: of 10; of left 12, above 20, corner 10 (12 + 20 − 10 = 22) above; of left 23, above 30, corner 20 (33) above.
        Assert.Equal(expected, read (filtered 4uy [ 2uy; 3uy; 4uy ]))

    [<Fact>]
    let ``is read in seven passes`` () =
        for h, w in [ 1, 1; 8, 8; 3, 5; 11, 9; 2, 17 ] do
            let original = drawn h w 3 (h + w)
            let pixels = original.Pixels.ToArray()

            let data = [|
                for row, column, rowStep, columnStep in
                    [ 0, 0, 8, 8; 0, 4, 8, 8; 4, 0, 8, 4; 0, 2, 4, 4; 2, 0, 4, 2; 0, 1, 2, 2; 1, 0, 2, 1 ] do
                    for i in row..rowStep .. h - 1 do
                        if column < w then
                            0uy

                            for j in column..columnStep .. w - 1 do
                                yield! pixels[(i * w + j) * 3 .. (i * w + j) * 3 + 2]
            |]

            Assert.Equal(original, read (png [ header w h 8uy 2uy 1uy; chunk "IDAT" (zlib data) ]))

    [<Property(MaxTest = 60)>]
    let ``that is written is read again`` (PositiveInt h) (PositiveInt w) (colour: bool) (seed: int) =
        let image = drawn h w (if colour then 3 else 1) seed

        withFolder (fun folder ->
            let endings = [ "png"; "pnm"; (if colour then "ppm" else "PGM") ]

            endings
            |> List.forall (fun ending ->
                let path = Path.Combine(folder, $"x.{ending}")
                ImageFile.write path image
                ImageFile.read path = image))

    [<Fact>]
    let ``that is truncated anywhere is refused`` () =
        let file =
            withFolder (fun folder ->
                let path = Path.Combine(folder, "x.png")
                ImageFile.write path (drawn 5 4 3 1)
                File.ReadAllBytes path)

        for length in 0 .. file.Length - 1 do
            refusedFile [] file[.. length - 1]

    [<Fact>]
    let ``with any byte changed is refused, or is an image of another content`` () =
        let file = pngOf 3 2 8uy 0uy [ [ 0uy; 1uy; 2uy; 3uy ]; [ 4uy; 4uy; 5uy; 6uy ] ]

        for i in 0 .. file.Length - 1 do
            for change in [ 1uy; 0x80uy; 0xFFuy ] do
                // Every byte is under the signature or the checksum of a chunk, or is one of these.
                refusedFile [] (Array.updateAt i (file[i] ^^^ change) file)

    [<Fact>]
    let ``whose header lies takes no memory, and says so`` () =
        let lying w h depth kind = png [ header w h depth kind 0uy; chunk "IDAT" (zlib [| 0uy; 1uy |]) ]
        refusedFile [ "too large"; "2147483647×2147483647" ] (lying Int32.MaxValue Int32.MaxValue 8uy 0uy)
        refusedFile [ "header"; "16384" |> fun _ -> "cannot hold" ] (lying 16384 16384 8uy 2uy)
        refusedFile [ "at least one pixel"; "0×3" ] (lying 3 0 8uy 0uy)
        refusedFile [ "at least one pixel" |> fun _ -> "too large" ] (lying -1 3 8uy 0uy)
        refusedFile [ "no colour type 2 of 4 bits" |> fun _ -> "colour type 2 of 4 bits" ] (lying 1 1 4uy 2uy)
        refusedFile [ "palette" ] (lying 1 1 8uy 3uy)
        refusedFile [ "truncated"; "2 bytes of pixels of the 12" ] (lying 3 3 8uy 0uy)
        refusedFile [ "more pixels" ] (pngOf 1 1 8uy 0uy [ [ 0uy; 1uy; 2uy ] ])
        refusedFile [ "filter 5" ] (pngOf 1 1 8uy 0uy [ [ 5uy; 1uy ] ])
        refusedFile [ "interlace 2" ] (png [ header 1 1 8uy 0uy 2uy; chunk "IDAT" (zlib [| 0uy; 1uy |]) ])
        refusedFile [ "does not begin with a header" ] (png [ chunk "IDAT" (zlib [| 0uy; 1uy |]) ])

        refusedFile
            [ "image data are not what was compressed" ]
            (png [ header 1 1 8uy 0uy 0uy; chunk "IDAT" [| 0x78uy; 0x9Cuy; 0xFFuy; 0xFFuy; 0xFFuy; 0xFFuy |] ])

        let palette = [ header 1 1 8uy 3uy 0uy; chunk "PLTE" [| 1uy; 2uy; 3uy |]; chunk "IDAT" (zlib [| 0uy; 1uy |]) ]
        refusedFile [ "colour 1 of a palette of 1" ] (png palette)

    [<Fact>]
    let ``damaged in any way is an image or a DataException, with checksums that fit`` () =
        let random = Random 11

        let original =
            pngOf 6 4 8uy 6uy [ for filter in 0uy .. 3uy -> filter :: [ for i in 0uy .. 23uy -> i * 5uy ] ]

        let mutable refusals = 0

        for _ in 1..3_000 do
            let file = Array.copy original

            for _ in 0 .. random.Next 4 do
                file[random.Next(8, file.Length)] <- byte (random.Next 256)

            // The sums of all chunks that are whole are made right, so that what is behind them is tried.
            let mutable at = 8

            while at <= file.Length - 12 do
                let length = BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(file, at, 4))

                if length >= 0 && length <= file.Length - at - 12 then
                    Array.blit (big (int (crc file[at + 4 .. at + 7 + length]))) 0 file (at + 8 + length) 4
                    at <- at + 12 + length
                else
                    at <- file.Length

            try
                Png.decode "file" file |> ignore
            with :? DataException ->
                refusals <- refusals + 1

        Assert.InRange(refusals, 100, 2_999)

module ``A PGM or PPM file`` =

    let private text (content: string) = read (Encoding.ASCII.GetBytes content)

    [<Fact>]
    let ``is read as text and as bytes, with comments`` () =
        Assert.Equal(image 2 2 1 [ 0uy; 51uy; 255uy; 102uy ], text "P2\n# a comment\n2 2 5\n0 1\n5 # another\n 2\n")
        Assert.Equal(image 1 2 3 [ 1uy; 2uy; 3uy; 4uy; 5uy; 6uy ], text "P3 2 1 255 1 2 3 4 5 6")
        Assert.Equal(image 1 3 1 [ 65uy; 66uy; 67uy ], text "P5 3 1 255\nABC")
        Assert.Equal(image 1 1 3 [ 65uy; 66uy; 67uy ], text "P6 1#\n1 255\nABC")
        // 16 bits: 0x4142 of 65,535 levels.
        Assert.Equal(image 1 1 1 [ 65uy ], text "P5 1 1 65535\nAB")

    [<Fact>]
    let ``that is wrong is refused`` () =
        let refusedText parts (content: string) = refusedFile parts (Encoding.ASCII.GetBytes content)
        refusedText [ "truncated"; "the height" ] "P2 3"
        refusedText [ "truncated"; "3 are there" ] "P5 2 2 255\nABC"
        refusedText [ "behind its end" ] "P5 1 1 255\nABC"
        refusedText [ "behind its end" ] "P2 1 1 255 3 4"
        refusedText [ "truncated"; "number 1 of 2" ] "P2 2 1 255 33  "
        refusedText [ "number 1 is 9, over the largest level 5" ] "P2 2 1 5 3 9"
        refusedText [ "largest level is 70000" ] "P2 1 1 70000 3"
        refusedText [ "whole number" ] "P2 one 1 255 3"
        refusedText [ "too large" ] "P5 99999999999999999999 1 255\n"
        refusedText [ "at least one pixel" ] "P5 0 4 255\n"
        refusedText [ "need more than" ] "P5 9999 9999 255\nABC"

module ``An image file`` =

    [<Fact>]
    let ``of another format is named`` () =
        refusedFile [ "JPEG"; "Convert it" ] [| 0xFFuy; 0xD8uy; 0xFFuy; 0xE0uy |]
        refusedFile [ "GIF" ] "GIF89a"B
        refusedFile [ "BMP" ] "BM1234"B
        refusedFile [ "empty" ] [||]
        refusedFile [ "no image"; "68656C6C" ] "hello"B

        refused [ "no-such.png"; "does not exist" ] (fun () ->
            withFolder (fun folder -> ImageFile.read (Path.Combine(folder, "no-such.png"))))

        let grey, coloured = drawn 1 1 1 0, drawn 1 1 3 0
        refused [ "x.jpg"; ".png" ] (fun () -> ImageFile.write "x.jpg" grey)
        refused [ "x.ppm"; "Image.colour" ] (fun () -> ImageFile.write "x.ppm" grey)
        refused [ "x.pgm"; "Image.grey" ] (fun () -> ImageFile.write "x.pgm" coloured)
        refused [ "no-folder"; "folder does not exist" ] (fun () -> ImageFile.write "no-folder/x.png" grey)

module ``An image`` =

    [<Fact>]
    let ``is a tensor from 0 to 1, and comes back`` () =
        let picture = drawn 4 5 3 2
        let tensor = Image.toTensor picture
        Assert.Equal<Shape>(Shape(4, 5, 3), tensor.Shape)
        Assert.Equal(float (float32 picture.Pixels[7] / 255.0f), tensor[0, 2, 1].ToScalar())
        Assert.Equal(picture, Image.ofTensor tensor)

        Assert.Equal(
            image 1 4 1 [ 0uy; 255uy; 0uy; 128uy ],
            Image.ofTensor (Tensor.matrix [ [ -1.0f; 2.0f; nanf; 0.5f ] ])
        )

        Assert.Throws<ShapeException>(fun () -> Image.ofTensor (Tensor.zeros [ 2; 2; 2 ]) |> ignore)
        |> ignore

        refused [ "2×2×3"; "12 bytes"; "11 were" ] (fun () ->
            Image.Of(2, 2, 3, ReadOnlySpan(Array.zeroCreate<byte> 11)))

        refused [ "1 or 3 channels" ] (fun () -> Image.Of(1, 1, 2, ReadOnlySpan [| 1uy; 2uy |]))

    [<Fact>]
    let ``becomes grey and coloured`` () =
        Assert.Equal(
            image 1 4 1 [ 76uy; 150uy; 29uy; 255uy ],
            Image.grey (image 1 4 3 [ 255uy; 0uy; 0uy; 0uy; 255uy; 0uy; 0uy; 0uy; 255uy; 255uy; 255uy; 255uy ])
        )

        Assert.Equal(image 1 1 3 [ 9uy; 9uy; 9uy ], Image.colour (image 1 1 1 [ 9uy ]))
        let picture = drawn 3 3 1 0
        Assert.Equal(picture, Image.grey (Image.colour picture))

    [<Fact>]
    let ``changes its size by means and straight lines`` () =
        let picture = image 1 4 1 [ 0uy; 40uy; 80uy; 120uy ]
        Assert.Equal(picture, Image.resize 1 4 picture)
        // Weights ¼, ¾, ¾, ¼ around the middle of each pair, without those beyond the edge.
        let left = (0.75 * 0.0 + 0.75 * 40.0 + 0.25 * 80.0) / 1.75
        let right = (0.25 * 40.0 + 0.75 * 80.0 + 0.75 * 120.0) / 1.75
        Assert.Equal(image 1 2 1 [ byte (floor (left + 0.5)); byte (floor (right + 0.5)) ], Image.resize 1 2 picture)
        Assert.Equal(image 1 4 1 [ 0uy; 30uy; 90uy; 120uy ], Image.resize 1 4 (image 1 2 1 [ 0uy; 120uy ]))
        Assert.Equal(image 3 5 3 (Seq.replicate 45 77uy), Image.resize 3 5 (image 11 2 3 (Seq.replicate 66 77uy)))
        refused [ "0×4" ] (fun () -> Image.resize 0 4 picture)
