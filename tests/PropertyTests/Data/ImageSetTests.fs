module FuncNet.Tests.``A set of images``

open System
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

let private drawn h w c (seed: int) =
    let pixels = Array.zeroCreate<byte>(h * w * c)
    Random(seed).NextBytes pixels
    Image.Of(h, w, c, ReadOnlySpan pixels)

let private save (folder: string) (name: string) image =
    let path = Path.Combine(folder, name)
    Directory.CreateDirectory(nonNull (Path.GetDirectoryName path)) |> ignore
    ImageFile.write path image

let private set n = ImageSet.ofImages [ "a"; "b"; "c" ] [ for i in 0 .. n - 1 -> drawn 4 3 1 i, i % 3 ]

[<Fact>]
let ``becomes numbers when a batch is made of it`` () =
    let images = set 10
    let batch = ImageSet.batch images [| 7; 0; 7 |]
    Assert.Equal<Shape>(Shape(3, 4, 3, 1), batch.Inputs.Shape)
    Assert.Equal(Tensor.vector [ 1; 0; 1 ], batch.Targets)
    Assert.Equal(Image.toTensor images[7], batch.Inputs[0])
    Assert.Equal(Image.toTensor (drawn 4 3 1 0), batch.Inputs[1])
    let data = ImageSet.toDataset images
    Assert.Equal<string seq>([ "a"; "b"; "c" ], data.ClassNames)
    Assert.Equal((ImageSet.batch images [| 0..9 |]).Inputs, data.Inputs)
    Assert.Equal<int seq>([ 4; 3; 3 ], ImageSet.classSizes images)
    Assert.Equal("10 images 4×3×1, 3 classes", string images)

[<Fact>]
let ``gives the batches of the data set that it becomes`` () =
    let images = set 11
    let data = ImageSet.toDataset images
    let key = Key.ofSeed 3UL

    let same (a: Batch seq) (b: Batch seq) =
        Assert.Equal<(Tensor * Tensor) seq>(
            a |> Seq.map (fun b -> b.Inputs, b.Targets),
            b |> Seq.map (fun b -> b.Inputs, b.Targets)
        )

    same (Dataset.batches 4 data) (ImageSet.batches 4 images)
    same (Dataset.shuffledBatches 4 key data) (ImageSet.shuffledBatches 4 key images)
    Assert.Equal<int[]>(Dataset.order key 2 data, ImageSet.order key 2 images)
    let part = ImageSet.select [| 9; 2 |] images
    Assert.Equal((Dataset.select [| 9; 2 |] data).Inputs, (ImageSet.toDataset part).Inputs)
    let first, others = ImageSet.splitAt 3 images
    Assert.Equal((Dataset.skip 3 data).Inputs, (ImageSet.toDataset others).Inputs)
    Assert.Equal(3, first.Count)
    let a, b = ImageSet.splitRandomly key 0.7 images
    Assert.Equal((8, 3), (a.Count, b.Count))
    Assert.Equal(images[9], part[0])

[<Fact>]
let ``is read from a folder with a folder for each class, in the order of their characters`` () =
    withFolder (fun folder ->
        save folder "dog/2.png" (drawn 4 5 1 1)
        save folder "dog/10.pgm" (drawn 4 5 1 2)
        save folder "Cat/x.PNG" (drawn 4 5 1 3)
        File.WriteAllText(Path.Combine(folder, "Cat", "notes.txt"), "no image")
        Directory.CreateDirectory(Path.Combine(folder, ".cache")) |> ignore
        let images = ImageSet.ofFolder folder
        Assert.Equal<string seq>([ "Cat"; "dog" ], images.ClassNames)
        Assert.Equal<int seq>([ 0; 1; 1 ], images.Labels)
        Assert.Equal<Image list>([ drawn 4 5 1 3; drawn 4 5 1 2; drawn 4 5 1 1 ], [ for i in 0..2 -> images[i] ])
        // The classes of a training set keep their labels, whether or not all are there.
        let named = { ImageFolder.Default with ClassNames = [| "ape"; "dog"; "Cat" |] }
        Assert.Equal<int seq>([ 1; 1; 2 ], (ImageSet.ofFolderWith named folder).Labels)

        refused [ "'Cat'"; "none of the classes"; "ape, dog" ] (fun () ->
            ImageSet.ofFolderWith { named with ClassNames = [| "ape"; "dog" |] } folder))

[<Fact>]
let ``is brought to one size and colour where that is asked for, and is an error else`` () =
    withFolder (fun folder ->
        save folder "a/1.png" (drawn 4 5 1 1)
        save folder "a/2.png" (drawn 8 2 1 2)
        save folder "b/1.ppm" (drawn 4 5 3 3)

        refused [ "2 of the 3 images"; "2.png' is 8×2×1"; "1.ppm' is 4×5×3"; "4×5×1" ] (fun () ->
            ImageSet.ofFolder folder)

        let options = { ImageFolder.Default with Channels = 3; Size = struct (6, 6) }
        let images = ImageSet.ofFolderWith options folder
        Assert.Equal<Shape>(Shape(6, 6, 3), images.ImageShape)
        Assert.Equal(Image.resize 6 6 (drawn 4 5 3 3), images[2])
        Assert.Equal(Image.resize 6 6 (Image.colour (drawn 8 2 1 2)), images[1])
        let grey = ImageSet.ofFolderWith { options with Channels = 1 } folder
        Assert.Equal(Image.resize 6 6 (Image.grey (drawn 4 5 3 3)), grey[2]))

[<Fact>]
let ``names all files that cannot be read in one error`` () =
    withFolder (fun folder ->
        save folder "a/1.png" (drawn 4 5 1 1)
        let bad name (bytes: byte[]) = File.WriteAllBytes(Path.Combine(folder, "a", name), bytes)
        bad "2.png" "hello"B
        bad "3.jpg" [| 0xFFuy; 0xD8uy; 0xFFuy; 0uy |]
        bad "4.png" (Array.truncate 41 (File.ReadAllBytes(Path.Combine(folder, "a", "1.png"))))

        refused
            [ "3 of the 4 images"; "2.png' is no image"; "3.jpg' is a JPEG file"; "4.png' is truncated" ]
            (fun () -> ImageSet.ofFolder folder)

        for i in 10..30 do
            bad $"{i}.png" "x"B

        refused [ "24 of the 25"; "and 14 more" ] (fun () -> ImageSet.ofFolder folder))

[<Fact>]
let ``says what is wrong with a folder, a label, a place or a part`` () =
    withFolder (fun folder ->
        refused [ "no folder in it"; "for each class" ] (fun () -> ImageSet.ofFolder folder)
        Directory.CreateDirectory(Path.Combine(folder, "empty")) |> ignore
        refused [ "no image in the folders empty" ] (fun () -> ImageSet.ofFolder folder)
        refused [ "Cannot find the folder" ] (fun () -> ImageSet.ofFolder (Path.Combine(folder, "none")))

        refused [ "2 were asked for" ] (fun () ->
            ImageSet.ofFolderWith { ImageFolder.Default with Channels = 2 } folder)

        refused [ "0×3" ] (fun () -> ImageSet.ofFolderWith { ImageFolder.Default with Size = struct (0, 3) } folder))

    refused [ "label 3 of image 1"; "0 … 0" ] (fun () ->
        ImageSet.ofImages [ "a" ] [ drawn 1 1 1 0, 0; drawn 1 1 1 0, 3 ])

    refused [ "Empty set" ] (fun () -> ImageSet.ofImages [ "a" ] [])
    refused [ "image 1 is [1; 2; 1]" ] (fun () -> ImageSet.ofImages [ "a" ] [ drawn 1 1 1 0, 0; drawn 1 2 1 0, 0 ])
    refused [ "12 bytes; 11" ] (fun () -> ImageSet.ofBytes (Shape(2, 2, 3)) (Array.zeroCreate 11) [ 0 ] [ "a" ])
    let images = set 4
    refused [ "ImageSet.batch"; "place 1"; "image 4" ] (fun () -> ImageSet.batch images [| 0; 4 |])
    refused [ "at least one place" ] (fun () -> ImageSet.batch images [||])
    refused [ "would be empty" ] (fun () -> ImageSet.select [||] images)
    refused [ "both parts" ] (fun () -> ImageSet.splitAt 4 images)
    refused [ "no image -1" ] (fun () -> images[-1])
    refused [ "batch size"; "0" ] (fun () -> ImageSet.batches 0 images)

[<DataFact>]
let ``of MNIST is that of Idx, in bytes`` () =
    let file kind = path $"mnist-t10k-{kind}-ubyte.gz"
    let images = ImageSet.ofIdx (file "images-idx3") (file "labels-idx1")
    let data = Idx.dataset (file "images-idx3") (file "labels-idx1")
    Assert.Equal(data.Inputs, (ImageSet.toDataset images).Inputs)
    Assert.Equal(data.Targets, (ImageSet.toDataset images).Targets)

[<Fact>]
let ``on a contact sheet stands in strips under their labels`` () =
    let images = Key.uniform DType.Float32 [ 13; 28; 28; 1 ] (Key.ofSeed 1UL)
    let sheet = ContactSheet.create [ "before", images; "after", 1.0 - images ]
    // Twelve across, enlarged three times; two blocks of two strips.
    Assert.Equal((4 + 2 * (2 * (14 + 88) + 8), 4 + 12 * 88, 1), (sheet.Height, sheet.Width, sheet.Channels))
    let at row column = sheet.Pixels[row * sheet.Width + column]
    let first = Image.ofTensor images[0]
    Assert.Equal(first.Pixels[0], at (4 + 14) 4)
    Assert.Equal(first.Pixels[28 + 1], at (4 + 14 + 5) (4 + 5))
    Assert.Equal((Image.ofTensor images[1]).Pixels[0], at (4 + 14) (4 + 88))
    Assert.Equal((Image.ofTensor (1.0 - images[0])).Pixels[0], at (4 + 14 + 102) 4)
    // The upper left point of the B of "before".
    Assert.Equal(64uy, at 4 4)
    Assert.Equal(255uy, at 0 0)
    let coloured = Key.uniform DType.Float32 [ 2; 8; 9; 3 ] (Key.ofSeed 1UL)
    let sheet = ContactSheet.ofAugmentation (Augmentation.flipHorizontal 0.5) (Key.ofSeed 2UL) coloured
    Assert.Equal(3, sheet.Channels)

    let wrong =
        Assert.Throws<ShapeException>(fun () -> ContactSheet.create [ "x", Tensor.zeros [ 2; 3 ] ] |> ignore)

    Assert.Contains("\"x\"", wrong.Message)

    let wrong =
        Assert.Throws<ShapeException>(fun () -> ContactSheet.create [ "x", images; "y", coloured ] |> ignore)

    Assert.Contains("\"y\" has 2 images, \"x\" 13", wrong.Message)
    refused [ "at least one strip" ] (fun () -> ContactSheet.create [])
