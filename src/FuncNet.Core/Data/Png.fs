namespace FuncNet

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text

/// Portable Network Graphics (ISO/IEC 15948): every type and depth, interlaced or not. Alpha is left out; of 16 bits the upper 8 are kept.
module internal Png =

    let signature = [| 0x89uy; 0x50uy; 0x4Euy; 0x47uy; 0x0Duy; 0x0Auy; 0x1Auy; 0x0Auy |]

    let private table =
        Array.init 256 (fun i ->
            let next (crc: uint32) _ = if crc &&& 1u = 1u then 0xEDB88320u ^^^ (crc >>> 1) else crc >>> 1
            Seq.fold next (uint32 i) (seq { 1..8 }))

    /// The checksum of a chunk's name and content.
    let private crc (bytes: ReadOnlySpan<byte>) =
        let mutable crc = 0xFFFFFFFFu

        for b in bytes do
            crc <- table[int ((crc ^^^ uint32 b) &&& 0xFFu)] ^^^ (crc >>> 8)

        ~~~crc

    type private Header = {
        Height: int
        Width: int
        /// Bits of a sample.
        Depth: int
        /// 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.
        Kind: int
        Interlaced: bool
    } with

        /// Samples of a pixel.
        member header.Samples =
            match header.Kind with
            | 2 -> 3
            | 4 -> 2
            | 6 -> 4
            | _ -> 1

        /// The bytes of a row of so many pixels.
        member header.RowBytes(width: int) = (int64 width * int64 (header.Samples * header.Depth) + 7L) / 8L

    /// First row and column of a pass, and the steps between its rows and columns.
    type private Pass = { Row: int; Column: int; RowStep: int; ColumnStep: int }

    let private whole = [ { Row = 0; Column = 0; RowStep = 1; ColumnStep = 1 } ]

    let private adam7 = [
        { Row = 0; Column = 0; RowStep = 8; ColumnStep = 8 }
        { Row = 0; Column = 4; RowStep = 8; ColumnStep = 8 }
        { Row = 4; Column = 0; RowStep = 8; ColumnStep = 4 }
        { Row = 0; Column = 2; RowStep = 4; ColumnStep = 4 }
        { Row = 2; Column = 0; RowStep = 4; ColumnStep = 2 }
        { Row = 0; Column = 1; RowStep = 2; ColumnStep = 2 }
        { Row = 1; Column = 0; RowStep = 2; ColumnStep = 1 }
    ]

    /// Rows and columns of a pass; neither if one is missing.
    let private sizeOf header pass =
        let count size first step = max 0 ((size - first + step - 1) / step)

        let rows, columns =
            count header.Height pass.Row pass.RowStep, count header.Width pass.Column pass.ColumnStep

        if rows = 0 || columns = 0 then struct (0, 0) else struct (rows, columns)

    let private headerOf path (bytes: byte[]) =
        if bytes.Length <> 13 then
            Errors.data "'%s' is a damaged PNG file: its header has %d bytes in place of 13." path bytes.Length

        let number at = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(bytes, at, 4))
        let width, height = int64 (number 0), int64 (number 4)
        Pixels.requireSize path height width
        let depth, kind = int bytes[8], int bytes[9]

        let depths =
            match kind with
            | 0 -> [ 1; 2; 4; 8; 16 ]
            | 3 -> [ 1; 2; 4; 8 ]
            | 2
            | 4
            | 6 -> [ 8; 16 ]
            | _ -> []

        if not (List.contains depth depths) then
            Errors.data "'%s' is a damaged PNG file: there is no colour type %d of %d bits." path kind depth

        if bytes[10] <> 0uy || bytes[11] <> 0uy || bytes[12] > 1uy then
            Errors.data
                "'%s' is no PNG file that is known: compression %d, filter %d, interlace %d."
                path
                bytes[10]
                bytes[11]
                bytes[12]

        { Height = int height; Width = int width; Depth = depth; Kind = kind; Interlaced = bytes[12] = 1uy }

    /// The chunks in order, up to the end of the image: names and contents.
    let private chunks path (file: byte[]) = [
        let mutable at = signature.Length
        let mutable ended = false

        while not ended do
            if at > file.Length - 12 then
                Errors.data "'%s' is truncated: a PNG file ends with an IEND chunk; there is none." path

            let length = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(file, at, 4))
            let name = Encoding.Latin1.GetString(file, at + 4, 4)

            if int64 length > int64 (file.Length - at - 12) then
                Errors.data "'%s' is truncated: its chunk %s has %d bytes, but the file ends before." path name length

            let length = int length
            let sum = BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(file, at + 8 + length, 4))

            if crc (ReadOnlySpan(file, at + 4, length + 4)) <> sum then
                Errors.data "'%s' is damaged: the checksum of its chunk %s at byte %d is wrong." path name at

            struct (name, Array.sub file (at + 8) length)
            at <- at + 12 + length
            ended <- name = "IEND"
    ]

    /// What the image data hold, of a length that is known.
    let private inflated path (data: byte[]) (length: int64) =
        if length > int64 Array.MaxLength || length > Pixels.largestExpansion * int64 data.Length then
            Errors.data
                "'%s' is truncated, or its header is wrong: it promises %d bytes of pixels, which the %d bytes of image data cannot hold."
                path
                length
                data.Length

        let bytes = Array.zeroCreate<byte>(int length)

        try
            use stream = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress)
            let count = Files.fill stream (Span bytes)

            if count < bytes.Length then
                Errors.data "'%s' is truncated: %d bytes of pixels of the %d are there." path count bytes.Length

            if stream.ReadByte() >= 0 then
                Errors.data "'%s' is damaged: there are more pixels than its header promises." path
        with
        | :? InvalidDataException
        | :? IOException as error ->
            raise (
                DataException(
                    $"'{path}' is damaged: its image data are not what was compressed. {error.Message}",
                    error
                )
            )

        bytes

    /// The predictor of Paeth: the one of left, above and corner that is nearest to left + above − corner.
    let private paeth (a: int) (b: int) (c: int) =
        let p = a + b - c
        let pa, pb, pc = abs (p - a), abs (p - b), abs (p - c)

        if pa <= pb && pa <= pc then a
        elif pb <= pc then b
        else c

    /// Takes the filters back, row by row: each begins with the number of its filter. distance: bytes from a sample to the one on its left.
    let private unfilter path (bytes: byte[]) start rows rowBytes distance =
        for row in 0 .. rows - 1 do
            let filterAt = start + row * (rowBytes + 1)
            let filter = bytes[filterAt]

            if filter > 4uy then
                Errors.data "'%s' is damaged: row %d has the filter %d; there are 0 to 4." path row filter

            if filter > 0uy then
                for i in 0 .. rowBytes - 1 do
                    let at = filterAt + 1 + i
                    let left = if i >= distance then int bytes[at - distance] else 0
                    let above = if row > 0 then int bytes[at - rowBytes - 1] else 0
                    let corner = if row > 0 && i >= distance then int bytes[at - rowBytes - 1 - distance] else 0

                    let predicted =
                        match filter with
                        | 1uy -> left
                        | 2uy -> above
                        | 3uy -> (left + above) / 2
                        | _ -> paeth left above corner

                    bytes[at] <- byte (int bytes[at] + predicted)

    /// Sample i of the row that begins at a place, as it is stored; of 16 bits the upper 8.
    let private sample (bytes: byte[]) depth row i =
        match depth with
        | 8 -> int bytes[row + i]
        | 16 -> int bytes[row + 2 * i]
        | _ ->
            let bit = i * depth
            (int bytes[row + bit / 8] >>> (8 - depth - bit % 8)) &&& ((1 <<< depth) - 1)

    /// Writes the pixels of a pass to where they are in the image.
    let private place path header (palette: byte[]) (bytes: byte[]) start rowBytes pass (pixels: byte[]) =
        let struct (rows, columns) = sizeOf header pass
        let samples, channels = header.Samples, (if header.Kind = 0 || header.Kind = 4 then 1 else 3)
        let level value = if header.Depth < 8 then value * 255 / ((1 <<< header.Depth) - 1) else value

        for i in 0 .. rows - 1 do
            let row = start + i * (rowBytes + 1) + 1

            for j in 0 .. columns - 1 do
                let target =
                    ((pass.Row + i * pass.RowStep) * header.Width + pass.Column + j * pass.ColumnStep) * channels

                if header.Kind = 3 then
                    let entry = sample bytes header.Depth row j

                    if 3 * entry + 2 >= palette.Length then
                        Errors.data
                            "'%s' is damaged: a pixel has the colour %d of a palette of %d."
                            path
                            entry
                            (palette.Length / 3)

                    Array.blit palette (3 * entry) pixels target 3
                else
                    for k in 0 .. channels - 1 do
                        pixels[target + k] <- byte (level (sample bytes header.Depth row (j * samples + k)))

    let decode (path: string) (file: byte[]) : Image =
        let chunks = chunks path file

        let named name =
            chunks
            |> List.filter (fun (struct (other, _)) -> other = name)
            |> List.map (fun (struct (_, content)) -> content)

        let header =
            match chunks with
            | struct ("IHDR", content) :: _ -> headerOf path content
            | _ -> Errors.data "'%s' is a damaged PNG file: it does not begin with a header." path

        let palette = named "PLTE" |> List.tryHead |> Option.defaultValue [||]

        if header.Kind = 3 && (palette.Length = 0 || palette.Length % 3 <> 0) then
            Errors.data "'%s' is a damaged PNG file: its pixels are colours of a palette, but there is none." path

        let passes = if header.Interlaced then adam7 else whole

        /// With a byte for the filter of each row.
        let size pass =
            let struct (rows, columns) = sizeOf header pass
            int64 rows * (1L + header.RowBytes columns)

        let bytes = inflated path (Array.concat (named "IDAT")) (List.sumBy size passes)
        let channels = if header.Kind = 0 || header.Kind = 4 then 1 else 3
        let pixels = Array.zeroCreate<byte>(header.Height * header.Width * channels)
        let distance = max 1 (header.Samples * header.Depth / 8)

        let next start pass =
            let struct (rows, columns) = sizeOf header pass
            let rowBytes = int (header.RowBytes columns)
            unfilter path bytes start rows rowBytes distance
            place path header palette bytes start rowBytes pass pixels
            start + int (size pass)

        List.fold next 0 passes |> ignore
        Image(header.Height, header.Width, channels, pixels)

    let private writeChunk (stream: Stream) (name: string) (content: byte[]) =
        let chunk = Array.append (Encoding.Latin1.GetBytes name) content
        let number = Array.zeroCreate<byte> 4
        BinaryPrimitives.WriteUInt32BigEndian(Span number, uint32 content.Length)
        stream.Write(ReadOnlySpan number)
        stream.Write(ReadOnlySpan chunk)
        BinaryPrimitives.WriteUInt32BigEndian(Span number, crc (ReadOnlySpan chunk))
        stream.Write(ReadOnlySpan number)

    /// 8 bits a sample, not interlaced. Each byte is stored as its difference from the one above.
    let encode (image: Image) (stream: Stream) =
        let header = Array.zeroCreate<byte> 13
        BinaryPrimitives.WriteUInt32BigEndian(Span(header, 0, 4), uint32 image.Width)
        BinaryPrimitives.WriteUInt32BigEndian(Span(header, 4, 4), uint32 image.Height)
        header[8] <- 8uy
        header[9] <- if image.Channels = 1 then 0uy else 2uy
        let rowBytes = image.Width * image.Channels
        let pixels = image.Pixels.ToArray()
        let row = Array.zeroCreate<byte>(1 + rowBytes)
        use data = new MemoryStream()

        using (new ZLibStream(data, CompressionLevel.SmallestSize, true)) (fun packed ->
            for i in 0 .. image.Height - 1 do
                row[0] <- 2uy

                for j in 0 .. rowBytes - 1 do
                    let above = if i > 0 then pixels[(i - 1) * rowBytes + j] else 0uy
                    row[1 + j] <- pixels[i * rowBytes + j] - above

                packed.Write(ReadOnlySpan row))

        stream.Write(ReadOnlySpan signature)
        writeChunk stream "IHDR" header
        writeChunk stream "IDAT" (data.ToArray())
        writeChunk stream "IEND" [||]
