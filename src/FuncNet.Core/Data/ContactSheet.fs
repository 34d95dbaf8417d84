namespace FuncNet

open System

[<RequireQualifiedAccess>]
module ContactSheet =

    /// Images side by side, points between them, and the size that small ones are enlarged to.
    let private columns, gap, side = 12, 4, 84

    /// Points of a label: letters of 5 points, twice as large, and a distance.
    let private labelHeight = 2 * 5 + gap

    let private background, ink = 255uy, 64uy

    let private check (strips: (string * Tensor)[]) =
        if strips.Length = 0 then
            Errors.data "ContactSheet: at least one strip of images is needed."

        for label, images in strips do
            let isStrip = images.Rank = 4 && images.Size > 0 && (images.Shape[3] = 1 || images.Shape[3] = 3)

            if not isStrip then
                Errors.shape
                    "ContactSheet: the images of \"%s\" are %O; [n; height; width; 1 or 3] are expected."
                    label
                    images.Shape

            if images.Shape[0] <> (snd strips[0]).Shape[0] then
                Errors.shape
                    "ContactSheet: \"%s\" has %d images, \"%s\" %d; each strip has as many."
                    label
                    images.Shape[0]
                    (fst strips[0])
                    (snd strips[0]).Shape[0]

    let create (strips: (string * Tensor) seq) =
        let strips = Seq.toArray strips
        check strips
        let sizes = strips |> Array.map (fun (_, images) -> struct (images.Shape[1], images.Shape[2]))
        let height = sizes |> Seq.map (fun (struct (h, _)) -> h) |> Seq.max
        let width = sizes |> Seq.map (fun (struct (_, w)) -> w) |> Seq.max
        let channels = strips |> Seq.map (fun (_, images) -> images.Shape[3]) |> Seq.max
        let scale = max 1 (side / max height width)
        let count = (snd strips[0]).Shape[0]
        let across, blocks = min count columns, (count + columns - 1) / columns
        let cellHeight, cellWidth = height * scale + gap, width * scale + gap
        let stripHeight = labelHeight + cellHeight
        let widest = strips |> Seq.map (fun (label, _) -> 8 * label.Length) |> Seq.max
        let sheetHeight = gap + blocks * (strips.Length * stripHeight + 2 * gap)
        let sheetWidth = gap + max (across * cellWidth) (widest + gap)

        if int64 sheetHeight * int64 sheetWidth * int64 channels > int64 Array.MaxLength then
            Errors.data "ContactSheet: %d images of %d×%d are too many for one picture." count height width

        let pixels = Array.create (sheetHeight * sheetWidth * channels) background

        let paint row column (colour: int -> byte) =
            for k in 0 .. channels - 1 do
                pixels[(row * sheetWidth + column) * channels + k] <- colour k

        let write top left label =
            for struct (row, column) in Letters.points label do
                for i in 0..1 do
                    for j in 0..1 do
                        paint (top + 2 * row + i) (left + 2 * column + j) (fun _ -> ink)

        let draw top left (image: Image) =
            let source = image.Pixels.ToArray()

            for i in 0 .. image.Height * scale - 1 do
                for j in 0 .. image.Width * scale - 1 do
                    let from = (i / scale * image.Width + j / scale) * image.Channels
                    paint (top + i) (left + j) (fun k -> source[from + min k (image.Channels - 1)])

        for block in 0 .. blocks - 1 do
            for strip in 0 .. strips.Length - 1 do
                let label, images = strips[strip]
                let top = gap + block * (strips.Length * stripHeight + 2 * gap) + strip * stripHeight
                write top gap label

                for i in block * columns .. min count ((block + 1) * columns) - 1 do
                    draw (top + labelHeight) (gap + i % columns * cellWidth) (Image.ofTensor images[i])

        Image(sheetHeight, sheetWidth, channels, pixels)

    let ofAugmentation (augmentation: Augmentation) (key: Key) (images: Tensor) =
        create [ "before", images; "after: " + string augmentation, Augmentation.apply augmentation key images ]

    let save (path: string) (strips: (string * Tensor) seq) = ImageFile.write path (create strips)

    let saveAugmentation (path: string) (augmentation: Augmentation) (key: Key) (images: Tensor) =
        ImageFile.write path (ofAugmentation augmentation key images)
