namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open System.Text

[<RequireQualifiedAccess>]
type CifarLabels =
    | Fine
    | Coarse

[<RequireQualifiedAccess>]
module Cifar =

    /// A label byte of a record: the file that names its classes, and how many they are.
    type private LabelByte = { NamesFile: string; Classes: int }

    /// One of the two sets: its folder in the archive, its files with the most records that they may have, the bytes in front of an image.
    type private Format = {
        Folder: string
        Train: (string * int) list
        Test: string * int
        Labels: LabelByte list
        Chosen: int
    } with

        member format.RecordSize = format.Labels.Length + 3 * 1024

    let private side, channels = 32, 3
    let private plane = side * side
    let private imageSize = channels * plane
    let private largestNamesFile = 65536L

    let private format10 = {
        Folder = "cifar-10-batches-bin"
        Train = [ for i in 1..5 -> $"data_batch_{i}.bin", 10_000 ]
        Test = "test_batch.bin", 10_000
        Labels = [ { NamesFile = "batches.meta.txt"; Classes = 10 } ]
        Chosen = 0
    }

    let private format100 labels = {
        Folder = "cifar-100-binary"
        Train = [ "train.bin", 50_000 ]
        Test = "test.bin", 10_000
        Labels = [
            { NamesFile = "coarse_label_names.txt"; Classes = 20 }
            { NamesFile = "fine_label_names.txt"; Classes = 100 }
        ]
        Chosen =
            match labels with
            | CifarLabels.Coarse -> 0
            | CifarLabels.Fine -> 1
    }

    let private wanted (format: Format) = [
        for name, records in format.Train @ [ format.Test ] do
            { WantedFile.Name = name; LargestSize = int64 records * int64 format.RecordSize }
        { Name = format.Labels[format.Chosen].NamesFile; LargestSize = largestNamesFile }
    ]

    /// The files of an unpacked archive: the folder of its files, or the folder that this lies in.
    let private readFolder path folder (wanted: WantedFile list) : IReadOnlyDictionary<string, byte[]> =
        let inner = Path.Combine(path, folder)
        let home = if Directory.Exists inner then inner else path
        let found = Dictionary<string, byte[]>()

        for file in wanted do
            found[file.Name] <-
                Files.read (Path.Combine(home, file.Name)) (fun stream ->
                    if stream.Length > file.LargestSize then
                        Errors.data
                            "'%s' has %d bytes; at most %d are expected."
                            stream.Name
                            stream.Length
                            file.LargestSize

                    let bytes = Array.zeroCreate<byte>(int stream.Length)
                    stream.ReadExactly(Span bytes)
                    bytes)

        found

    /// A name each line; empty lines at the end do not count.
    let private classNames path (label: LabelByte) (bytes: byte[]) =
        let names = Encoding.UTF8.GetString(bytes).TrimEnd().Split '\n' |> Array.map _.Trim()

        if names.Length <> label.Classes || Array.contains "" names then
            Errors.data
                "'%s' of '%s' has %d lines of names; %d classes have one each."
                label.NamesFile
                path
                names.Length
                label.Classes

        names

    let private levels = Array.init 256 (fun level -> float32 level / 255.0f)

    /// The records of some files, one behind another: planes of a channel become channels of a point.
    let private dataset path (format: Format) (names: string[]) (files: (string * byte[]) list) =
        let record = format.RecordSize

        for name, bytes in files do
            if bytes.Length = 0 || bytes.Length % record <> 0 then
                Errors.data
                    "'%s' of '%s' is truncated or no CIFAR file: it has %d bytes, which are no whole number of records of %d."
                    name
                    path
                    bytes.Length
                    record

        let count = files |> List.sumBy (fun (_, bytes) -> bytes.Length / record)
        let inputs = Array.zeroCreate<float32>(count * imageSize)
        let targets = Array.zeroCreate<int> count
        let mutable sample = 0

        for name, bytes in files do
            for i in 0 .. bytes.Length / record - 1 do
                format.Labels
                |> List.iteri (fun k label ->
                    let value = int bytes[i * record + k]

                    if value >= label.Classes then
                        Errors.data
                            "Record %d of '%s' of '%s' has the label %d; labels are 0 … %d. The file is damaged, or of another format."
                            i
                            name
                            path
                            value
                            (label.Classes - 1))

                targets[sample] <- int bytes[i * record + format.Chosen]
                let first, into = i * record + format.Labels.Length, sample * imageSize

                for point in 0 .. plane - 1 do
                    for channel in 0 .. channels - 1 do
                        inputs[into + point * channels + channel] <- levels[int bytes[first + channel * plane + point]]

                sample <- sample + 1

        Dataset(Tensor.owning [ count; side; side; channels ] inputs, Tensor.owning [ count ] targets, names)

    let private read (format: Format) path =
        let wanted = wanted format

        let files =
            if Directory.Exists path then
                readFolder path format.Folder wanted
            else
                Archive.read path format.Folder wanted

        let label = format.Labels[format.Chosen]
        let names = classNames path label files[label.NamesFile]
        let part names' = names' |> List.map (fun (name, _) -> name, files[name])
        dataset path format names (part format.Train), dataset path format names (part [ format.Test ])

    let cifar10 (path: string) = read format10 path
    let cifar100 (labels: CifarLabels) (path: string) = read (format100 labels) path
