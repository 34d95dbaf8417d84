namespace FuncNet

open System.IO
open System.Text

/// Portable grey maps and pixel maps (PGM, PPM), as bytes (P5, P6) or as text (P2, P3), with comments, up to 65,535 levels.
module internal Pnm =

    let private isSpace (b: byte) = b = 32uy || (b >= 9uy && b <= 13uy)

    /// The place of the next character that is neither space nor comment.
    let rec private skip (file: byte[]) at =
        if at >= file.Length then
            at
        elif isSpace file[at] then
            skip file (at + 1)
        elif file[at] = byte '#' then
            let ending = System.Array.IndexOf(file, byte '\n', at)
            if ending < 0 then file.Length else skip file (ending + 1)
        else
            at

    /// A whole number, and the place behind it.
    let private number path what (file: byte[]) at =
        let first = skip file at
        let mutable next = first
        let mutable value = 0L

        while next < file.Length && file[next] >= byte '0' && file[next] <= byte '9' && value < (1L <<< 40) do
            value <- 10L * value + int64 (file[next] - byte '0')
            next <- next + 1

        if next = first then
            if first >= file.Length then
                Errors.data "'%s' is truncated: it ends before %s." path what
            else
                Errors.data "'%s' is damaged: byte %d should begin %s, a whole number." path first what

        struct (value, next)

    let decode (path: string) (file: byte[]) : Image =
        let kind = file[1]
        let channels = if kind = byte '3' || kind = byte '6' then 3 else 1
        let struct (width, at) = number path "the width" file 2
        let struct (height, at) = number path "the height" file at
        let struct (most, at) = number path "the number of levels" file at
        Pixels.requireSize path height width

        if most < 1L || most > 65535L then
            Errors.data "'%s' is damaged: its largest level is %d; it lies between 1 and 65,535." path most

        let count, most = int64 channels * height * width, int most

        if count > int64 file.Length then
            Errors.data "'%s' is truncated: %d×%d pixels need more than its %d bytes." path height width file.Length

        let count = int count

        let level i (value: int) =
            if value > most then
                Errors.data "'%s' is damaged: number %d is %d, over the largest level %d." path i value most

            byte ((value * 255 + most / 2) / most)

        let pixels, ending =
            if kind >= byte '5' then
                let size = if most > 255 then 2 else 1
                let start = at + 1

                if int64 size * int64 count > int64 (file.Length - start) then
                    Errors.data
                        "'%s' is truncated: %d×%d pixels need %d bytes; %d are there."
                        path
                        height
                        width
                        (int64 size * int64 count)
                        (max 0 (file.Length - start))

                let value i =
                    if size = 1 then
                        int file[start + i]
                    else
                        256 * int file[start + 2 * i] + int file[start + 2 * i + 1]

                Array.init count (fun i -> level i (value i)), start + size * count
            else
                let mutable next = at

                let pixels =
                    Array.init count (fun i ->
                        let struct (value, behind) = number path $"number {i} of {count}" file next
                        next <- behind
                        level i (int (min value 100_000L)))

                pixels, next

        if skip file ending < file.Length && kind < byte '5' || kind >= byte '5' && ending < file.Length then
            Errors.data "'%s' has bytes behind its end: %d×%d pixels are promised." path height width

        Image(int height, int width, channels, pixels)

    let encode (image: Image) (stream: Stream) =
        let kind = if image.Channels = 1 then 5 else 6
        stream.Write(Encoding.ASCII.GetBytes $"P{kind}\n{image.Width} {image.Height}\n255\n")
        stream.Write image.Pixels
