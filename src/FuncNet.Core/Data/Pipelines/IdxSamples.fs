namespace FuncNet

open System
open System.IO
open System.IO.Compression

[<AutoOpen>]
module IdxSamples =

    [<RequireQualifiedAccess>]
    module Idx =

        /// A file from its beginning, decompressed if it is compressed.
        let private opened path : Stream =
            Files.guard "read" path (fun () ->
                let file = File.OpenRead path
                let first, second = file.ReadByte(), file.ReadByte()
                file.Position <- 0L

                if first = 0x1F && second = 0x8B then
                    new GZipStream(file, CompressionMode.Decompress)
                else
                    file)

        let private sizes path what rank =
            use stream = opened path
            Idx.bytesHeader path what rank stream

        /// The bytes of each row, in one memory that the next row overwrites.
        let private rows path what rank from : byte[] seq =
            seq {
                use stream = opened path
                let sizes = Idx.bytesHeader path what rank stream
                let row = Array.zeroCreate<byte>(Array.fold (*) 1 sizes[1..])
                let mutable next = 0

                if stream.CanSeek then
                    next <- min from sizes[0]
                    stream.Seek(int64 next * int64 row.Length, SeekOrigin.Current) |> ignore

                while next < sizes[0] do
                    let count =
                        try
                            Files.fill stream (Span row)
                        with :? InvalidDataException as error ->
                            raise (DataException($"'{path}' is a damaged gzip file: {error.Message}", error))

                    if count < row.Length then
                        Errors.data
                            "'%s' is truncated: its header promises %d %s; it holds only %d."
                            path
                            sizes[0]
                            what
                            next

                    next <- next + 1

                    if next > from then
                        yield row
            }

        let samples (imagesPath: string) (labelsPath: string) : Pipeline<Sample> =
            let images = sizes imagesPath "images" 3
            let labels = sizes labelsPath "labels" 1

            if images[0] <> labels[0] then
                Errors.data
                    "'%s' holds %d images, but '%s' %d labels; they do not belong together."
                    imagesPath
                    images[0]
                    labelsPath
                    labels[0]

            let shape = [ images[1]; images[2]; 1 ]
            let levels = Array.init 256 (fun level -> float32 level / 255.0f)

            let sample (image: byte[]) (label: byte[]) =
                Sample(Tensor.owning shape (image |> Array.map (fun level -> levels[int level])), int label[0])

            Pipeline(
                Extent.Finite images[0],
                false,
                fun walk from ->
                    Seq.map2 sample (rows imagesPath "images" 3 from) (rows labelsPath "labels" 1 from)
                    |> Walk.watch walk
            )
