namespace FuncNet.Cli

open System
open System.IO
open FuncNet

/// What data are: a table, or samples as tensors.
[<NoEquality; NoComparison>]
type internal Source =
    | Rows of path: string
    /// Images or tensors; the second part is for validation where the source has one of its own.
    | Samples of Dataset * Dataset option

/// How images are brought to one form.
type internal ImageForm = { Size: struct (int * int); Channels: int; ClassNames: string list }

module internal Samples =

    let asTheyAre = { Size = struct (0, 0); Channels = 0; ClassNames = [] }

    /// "28x28", or "28" for both.
    let size (text: string) : struct (int * int) =
        match text.Split 'x' |> Array.map Int32.TryParse with
        | [| true, n |] when n > 0 -> struct (n, n)
        | [| true, h; true, w |] when h > 0 && w > 0 -> struct (h, w)
        | _ -> wrongUsage "--size %s: a height and a width are expected, such as 28x28." text

    let isTable (path: string) = [ ".csv"; ".tsv"; ".txt" ] |> List.contains (endingOf path)

    let private hasIdx folder =
        Directory.EnumerateFiles folder
        |> Seq.exists (fun file -> (nameOf file).Contains("idx", StringComparison.OrdinalIgnoreCase))

    let private imagesOf (form: ImageForm) folder =
        let options: ImageFolder = {
            Channels = form.Channels
            Size = form.Size
            ClassNames = List.toArray form.ClassNames
        }

        ImageSet.ofFolderWith options folder |> ImageSet.toDataset

    /// A folder has a folder for each class, or train and test with these in them, or IDX files.
    let private ofFolder form folder =
        let train, test = Path.Combine(folder, "train"), Path.Combine(folder, "test")

        if hasIdx folder then
            let train, test = Idx.mnist folder
            Samples(train, Some test)
        elif Directory.Exists train && Directory.Exists test then
            let train = imagesOf form train
            let first = train.InputShape

            let like = {
                Size = struct (first[0], first[1])
                Channels = first[2]
                ClassNames = List.ofSeq train.ClassNames
            }

            Samples(train, Some(imagesOf like test))
        else
            Samples(imagesOf form folder, None)

    let private images, labels = "images", "labels"

    /// The data of a path: what they are follows from the path.
    let read (form: ImageForm) (path: string) : Source =
        if Directory.Exists path then
            ofFolder form path
        elif not (File.Exists path) then
            Errors.data "There is no file or folder '%s'." path
        elif isTable path then
            Rows path
        elif endingOf path = ".npz" then
            Samples(Dataset.loadNpz form.ClassNames path, None)
        elif (nameOf path).Contains(images, StringComparison.Ordinal) then
            let partner = (nameOf path).Replace(images, labels).Replace("idx3", "idx1")
            let folder = Path.GetDirectoryName path |> Option.ofObj |> Option.defaultValue ""
            Samples(Idx.dataset path (Path.Combine(folder, partner)), None)
        else
            wrongUsage
                "'%s' is none of a table (.csv, .tsv), a folder of images (a folder for each class), a folder of IDX files, and an .npz file with inputs and targets."
                path

    let loss (data: Dataset) = if data.ClassCount > 0 then Loss.softmaxCrossEntropy else Loss.meanSquaredError

    /// The names of the classes; their numbers where they have none.
    let classNames (data: Dataset) (network: Network) : string list =
        if data.ClassNames.Count > 0 then List.ofSeq data.ClassNames
        elif network.ClassNames.Count > 0 then List.ofSeq network.ClassNames
        else List.init data.ClassCount string
