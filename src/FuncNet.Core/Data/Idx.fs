namespace FuncNet

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression

[<RequireQualifiedAccess>]
module Idx =

    type private Element =
        | UByte
        | SByte
        | Int16
        | Int32
        | Float32
        | Float64

        member element.Bytes =
            match element with
            | UByte
            | SByte -> 1
            | Int16 -> 2
            | Int32
            | Float32 -> 4
            | Float64 -> 8

    type private Content = { Path: string; Element: Element; Shape: Shape; Bytes: byte[] }

    /// Deflate needs at least one bit for 258 bytes in a run, so nothing grows more than 1032 times.
    let private largestExpansion = 1032L

    let private elementOf path code =
        match code with
        | 0x08uy -> UByte
        | 0x09uy -> SByte
        | 0x0Buy -> Int16
        | 0x0Cuy -> Int32
        | 0x0Duy -> Float32
        | 0x0Euy -> Float64
        | other ->
            Errors.data
                "'%s' is not a readable IDX file: its third byte, the type of the elements, is 0x%02X; known are 08 (bytes, as in MNIST), 09, 0B, 0C, 0D and 0E."
                path
                other

    let private header path (stream: Stream) =
        let magic = Array.zeroCreate<byte> 4
        let count = Files.fill stream (Span magic)

        if count < 4 then
            Errors.data "'%s' is truncated: an IDX file begins with 4 bytes of magic number; it holds %d." path count

        if magic[0] <> 0uy || magic[1] <> 0uy then
            Errors.data
                "'%s' is not an IDX file: the magic number begins with 00 00; this begins with %02X %02X."
                path
                magic[0]
                magic[1]

        let element, rank = elementOf path magic[2], int magic[3]

        if rank < 1 || rank > 8 then
            Errors.data "'%s' has %d axes by its magic number; 1 to 8 are readable." path rank

        let sizes = Array.zeroCreate<byte>(4 * rank)
        let count = Files.fill stream (Span sizes)

        if count < sizes.Length then
            Errors.data
                "'%s' is truncated in its header: %d axes need %d bytes of sizes; there are %d."
                path
                rank
                sizes.Length
                count

        element, Array.init rank (fun axis -> BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(sizes, 4 * axis, 4)))

    /// The number of bytes that the header promises, if it can be had at all.
    let private promised path (element: Element) (sizes: uint32[]) =
        // Zeros count as ones, as in Shape, so that no other size can be out of range behind one.
        let elements = sizes |> Array.fold (fun product size -> product * bigint (max 1u size)) 1I

        if elements > bigint Int32.MaxValue || elements * bigint element.Bytes > bigint Array.MaxLength then
            Errors.data
                "The header of '%s' promises %A elements in sizes %s; at most 2³¹ − 1 bytes are readable."
                path
                elements
                (String.Join(" × ", sizes))

        if Array.contains 0u sizes then 0 else int elements * element.Bytes

    let private readContent path : Content =
        Files.read path (fun file ->
            let first, second = file.ReadByte(), file.ReadByte()
            let compressed = first = 0x1F && second = 0x8B
            file.Position <- 0L

            let content (stream: Stream) =
                let element, sizes = header path stream
                let length = promised path element sizes

                let available =
                    if compressed then
                        file.Length * largestExpansion
                    else
                        file.Length - file.Position

                if int64 length > available then
                    Errors.data
                        "The header of '%s' promises %d bytes in sizes %s; the file %s %d. It is truncated, or its header is wrong."
                        path
                        length
                        (String.Join(" × ", sizes))
                        (if compressed then "cannot expand to more than" else "holds only")
                        available

                let bytes = Array.zeroCreate<byte> length
                let count = Files.fill stream (Span bytes)

                if count < length then
                    Errors.data
                        "'%s' is truncated: its header promises %d bytes in sizes %s; it holds only %d."
                        path
                        length
                        (String.Join(" × ", sizes))
                        count

                if stream.ReadByte() >= 0 then
                    Errors.data
                        "'%s' has bytes behind its end: the header promises %d in sizes %s. The header or the file is wrong."
                        path
                        length
                        (String.Join(" × ", sizes))

                { Path = path; Element = element; Shape = Shape(sizes |> Array.map int); Bytes = bytes }

            if compressed then
                try
                    use stream = new GZipStream(file, CompressionMode.Decompress)
                    let content = content stream
                    Files.checkGzipEnd path file (4L + 4L * int64 content.Shape.Rank + int64 content.Bytes.Length)
                    content
                with :? InvalidDataException as error ->
                    raise (DataException($"'{path}' is a damaged gzip file: {error.Message}", error))
            else
                content file)

    let private tensor (content: Content) =
        let bytes, size = content.Bytes, content.Element.Bytes

        let elements (read: byte[] -> int -> 'T) =
            Tensor.owning content.Shape (Array.init content.Shape.Size (fun i -> read bytes (i * size)))

        match content.Element with
        | UByte -> elements (fun bytes at -> int bytes[at])
        | SByte -> elements (fun bytes at -> int (sbyte bytes[at]))
        | Int16 -> elements (fun bytes at -> int (BinaryPrimitives.ReadInt16BigEndian(ReadOnlySpan(bytes, at, 2))))
        | Int32 -> elements (fun bytes at -> BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(bytes, at, 4)))
        | Float32 -> elements (fun bytes at -> BinaryPrimitives.ReadSingleBigEndian(ReadOnlySpan(bytes, at, 4)))
        | Float64 -> elements (fun bytes at -> BinaryPrimitives.ReadDoubleBigEndian(ReadOnlySpan(bytes, at, 8)))

    let bytesHeader path what rank (stream: Stream) =
        let element, sizes = header path stream

        if element <> UByte || sizes.Length <> rank then
            Errors.data
                "'%s' holds no %s: %d axes of bytes are expected; it has %d axes %s of %A."
                path
                what
                rank
                sizes.Length
                (String.Join(" × ", sizes))
                element

        // A row has room in memory; all of them need not.
        promised path element sizes[1..] |> ignore

        if sizes[0] > uint32 Int32.MaxValue then
            Errors.data "'%s' promises %d %s; at most 2³¹ − 1 are readable." path sizes[0] what

        Array.map int sizes

    let read (path: string) : Tensor = readContent path |> tensor

    let private imagesContent path =
        let content = readContent path

        if content.Element <> UByte || content.Shape.Rank <> 3 then
            Errors.data
                "'%s' holds no images: 3 axes (count, height, width) of bytes are expected; it has %d axes %O of %A."
                path
                content.Shape.Rank
                content.Shape
                content.Element

        content

    let private images path =
        let content = imagesContent path
        let bytes = content.Bytes
        let levels = Array.init 256 (fun level -> float32 level / 255.0f)
        Tensor.owning [ yield! content.Shape; 1 ] (Array.init bytes.Length (fun i -> levels[int bytes[i]]))

    let private labels path =
        let content = readContent path

        if content.Element <> UByte || content.Shape.Rank <> 1 then
            Errors.data
                "'%s' holds no labels: 1 axis of bytes is expected; it has %d axes %O of %A."
                path
                content.Shape.Rank
                content.Shape
                content.Element

        tensor content

    let private requirePairs imagesPath images labelsPath labels =
        if images <> labels then
            Errors.data
                "'%s' holds %d images, but '%s' %d labels; they do not belong together."
                imagesPath
                images
                labelsPath
                labels

    let bytes (imagesPath: string) (labelsPath: string) =
        let labels = labels labelsPath
        let images = imagesContent imagesPath
        requirePairs imagesPath images.Shape[0] labelsPath labels.Shape[0]
        struct (images.Shape[0], images.Shape[1], images.Shape[2], images.Bytes, labels.ToArray<int>())

    let dataset (imagesPath: string) (labelsPath: string) : Dataset =
        let labels = labels labelsPath
        let images = images imagesPath
        requirePairs imagesPath images.Shape[0] labelsPath labels.Shape[0]

        if labels.Size = 0 then
            Errors.data "Empty data set: '%s' holds no images." imagesPath

        let classes = 1 + Array.max (labels.ToArray<int>())
        Dataset.ofLabelled (Seq.init classes string) images labels

    /// The name in the folder, under one of the spellings in use.
    let private find folder part kind format =
        Seq.allPairs [ ""; "mnist-" ] (Seq.allPairs [ "-"; "." ] [ ""; ".gz" ])
        |> Seq.map (fun (prefix, (separator, ending)) ->
            Path.Combine(folder, $"{prefix}{part}-{kind}{separator}{format}{ending}"))
        |> Seq.tryFind File.Exists

    let private pair folder part =
        match find folder part "images" "idx3-ubyte", find folder part "labels" "idx1-ubyte" with
        | Some images, Some labels -> Some(dataset images labels)
        | None, None -> None
        | Some images, None ->
            Errors.data "'%s' has no labels beside it: '%s-labels-idx1-ubyte' is missing." images part
        | None, Some labels ->
            Errors.data "'%s' has no images beside it: '%s-images-idx3-ubyte' is missing." labels part

    let mnist (folder: string) : Dataset * Dataset =
        if not (Directory.Exists folder) then
            Errors.data "Cannot find the folder '%s'." folder

        match pair folder "train", pair folder "t10k" with
        | Some train, Some test -> train, test
        | None, Some both -> Dataset.split 0.8 both
        | Some _, None -> Errors.data "'%s' holds MNIST's train files, but no t10k files to test on." folder
        | None, None ->
            Errors.data
                "'%s' holds no MNIST files: t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (also .gz) are expected, and the same with train."
                folder
