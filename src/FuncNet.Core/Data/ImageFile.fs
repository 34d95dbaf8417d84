namespace FuncNet

open System
open System.IO

[<RequireQualifiedAccess>]
module ImageFile =

    let endings =
        [ ".png"; ".pgm"; ".ppm"; ".pnm" ], [ ".jpg"; ".jpeg"; ".bmp"; ".gif"; ".tif"; ".tiff"; ".webp" ]

    /// Files of formats that are not read, by their first bytes.
    let private others = [
        "JPEG", [| 0xFFuy; 0xD8uy; 0xFFuy |]
        "GIF", "GIF8"B
        "BMP", "BM"B
        "TIFF", "II*\000"B
        "TIFF", "MM\000*"B
        "WebP or RIFF", "RIFF"B
    ]

    let read (path: string) : Image =
        let file =
            Files.read path (fun stream ->
                if stream.Length > int64 Array.MaxLength then
                    Errors.data
                        "'%s' is too large: it has %d bytes; an image file has at most 2 GB."
                        path
                        stream.Length

                let bytes = Array.zeroCreate<byte>(int stream.Length)
                let count = Files.fill stream (Span bytes)
                if count < bytes.Length then Array.truncate count bytes else bytes)

        let begins (first: byte[]) = file.AsSpan().StartsWith(ReadOnlySpan first)

        if begins Png.signature then
            Png.decode path file
        elif file.Length > 2 && file[0] = byte 'P' && "2356"B |> Array.contains file[1] then
            Pnm.decode path file
        else
            match others |> List.tryFind (snd >> begins) with
            | Some(name, _) -> Errors.data "'%s' is a %s file; PNG, PGM and PPM are read. Convert it first." path name
            | None when file.Length = 0 -> Errors.data "'%s' is empty; an image was expected." path
            | None ->
                Errors.data
                    "'%s' is no image that can be read: PNG, PGM and PPM are; it begins with %s."
                    path
                    (Convert.ToHexString(file, 0, min 4 file.Length))

    let write (path: string) (image: Image) =
        let encode =
            match (nonNull (Path.GetExtension(path: string))).ToLowerInvariant(), image.Channels with
            | ".png", _ -> Png.encode
            | ".pgm", 1
            | ".ppm", 3
            | ".pnm", _ -> Pnm.encode
            | ".pgm", _ -> Errors.data "Cannot write '%s': .pgm is for grey images; take .ppm, or Image.grey." path
            | ".ppm", _ -> Errors.data "Cannot write '%s': .ppm is for colours; take .pgm, or Image.colour." path
            | ending, _ ->
                Errors.data "Cannot write '%s': images are written as .png, .pgm and .ppm, not as \"%s\"." path ending

        Files.writeAtomically path (encode image)
