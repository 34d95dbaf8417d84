namespace FuncNet

open System

[<Sealed>]
type Image internal (height: int, width: int, channels: int, pixels: byte[]) =

    static member Of(height: int, width: int, channels: int, pixels: ReadOnlySpan<byte>) =
        if height < 1 || width < 1 || (channels <> 1 && channels <> 3) then
            Errors.data
                "An image has at least one pixel, and 1 or 3 channels; %d×%d×%d was asked for."
                height
                width
                channels

        if int64 height * int64 width * int64 channels <> int64 pixels.Length then
            Errors.data
                "An image of %d×%d×%d has %d bytes; %d were given."
                height
                width
                channels
                (int64 height * int64 width * int64 channels)
                pixels.Length

        Image(height, width, channels, pixels.ToArray())

    member _.Height = height
    member _.Width = width
    member _.Channels = channels
    member _.Pixels = ReadOnlySpan pixels
    override _.ToString() = $"Image {height}×{width}×{channels}"

    override _.Equals(other) =
        match other with
        | :? Image as other ->
            height = other.Height
            && width = other.Width
            && channels = other.Channels
            && other.Pixels.SequenceEqual(ReadOnlySpan pixels)
        | _ -> false

    override _.GetHashCode() =
        let mutable hash = HashCode()
        hash.Add(struct (height, width, channels))
        hash.AddBytes(ReadOnlySpan pixels)
        hash.ToHashCode()

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Image =

    let toTensor (image: Image) =
        let numbers = Array.zeroCreate<float32> image.Pixels.Length
        Bytes.toNumbers image.Pixels (Span numbers)
        Tensor.owning [ image.Height; image.Width; image.Channels ] numbers

    let ofTensor (tensor: Tensor) =
        let height, width, channels =
            match List.ofSeq tensor.Shape with
            | [ h; w ] -> h, w, 1
            | [ h; w; (1 | 3 as c) ] -> h, w, c
            | _ ->
                Errors.shape
                    "Image.ofTensor: an image is [height; width] or [height; width; 1 or 3]; the shape is %O."
                    tensor.Shape

        let byteOf (value: float) = if value > 0.0 then byte (min 255.0 (255.0 * value + 0.5)) else 0uy
        let numbers = (Tensor.cast DType.Float64 tensor).AsSpan<float>()
        let pixels = Array.zeroCreate<byte> numbers.Length

        for i in 0 .. pixels.Length - 1 do
            pixels[i] <- byteOf numbers[i]

        Image.Of(height, width, channels, ReadOnlySpan pixels)

    let grey (image: Image) =
        if image.Channels = 1 then
            image
        else
            let level (p: byte[]) i =
                (299 * int p[3 * i] + 587 * int p[3 * i + 1] + 114 * int p[3 * i + 2] + 500) / 1000

            let source = image.Pixels.ToArray()
            let count = image.Height * image.Width
            Image(image.Height, image.Width, 1, Array.init count (fun i -> byte (level source i)))

    let colour (image: Image) =
        if image.Channels = 3 then
            image
        else
            let source = image.Pixels.ToArray()
            Image(image.Height, image.Width, 3, Array.init (3 * source.Length) (fun i -> source[i / 3]))

    /// For each of count places along an axis of size pixels: the first that it sees, and the weights from there on.
    let private sights count size =
        let scale = float size / float count
        let reach = max 1.0 scale

        Array.init count (fun i ->
            let centre = (float i + 0.5) * scale - 0.5
            let first, last = int (floor (centre - reach)) + 1, int (ceil (centre + reach)) - 1

            let weights = Array.init (last - first + 1) (fun k -> 1.0 - abs (float (first + k) - centre) / reach)

            let within = [| for k in 0 .. weights.Length - 1 -> first + k >= 0 && first + k < size |]
            let kept = Array.map2 (fun weight inside -> if inside then weight else 0.0) weights within
            let sum = Array.sum kept
            first, kept |> Array.map (fun weight -> weight / sum))

    /// Σ of weights · numbers along an axis of [outer; size; inner].
    let private along outer size inner count (numbers: float[]) =
        let sights = sights count size
        let result = Array.zeroCreate<float>(outer * count * inner)

        for o in 0 .. outer - 1 do
            for i in 0 .. count - 1 do
                let first, weights = sights[i]

                for k in 0 .. weights.Length - 1 do
                    let weight = weights[k]

                    if weight > 0.0 then
                        let from, target = (o * size + first + k) * inner, (o * count + i) * inner

                        for j in 0 .. inner - 1 do
                            result[target + j] <- result[target + j] + weight * numbers[from + j]

        result

    let resize height width (image: Image) =
        if height < 1 || width < 1 then
            Errors.data "Image.resize: the size is at least 1×1; %d×%d was asked for." height width

        if int64 height * int64 width * int64 image.Channels > int64 Array.MaxLength / 8L then
            Errors.data "Image.resize: %d×%d is too large." height width

        if height = image.Height && width = image.Width then
            image
        else
            let pixels =
                image.Pixels.ToArray()
                |> Array.map float
                |> along image.Height image.Width image.Channels width
                |> along 1 image.Height (width * image.Channels) height
                |> Array.map (fun level -> byte (floor (level + 0.5)))

            Image(height, width, image.Channels, pixels)
