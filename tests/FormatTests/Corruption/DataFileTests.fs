module FuncNet.Tests.DataFileCorruption

open System
open System.Formats.Tar
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles
open FuncNet.Tests.PublishedFiles

let private gunzip (bytes: byte[]) =
    use target = new MemoryStream()
    using (new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) _.CopyTo(target)
    target.ToArray()

/// Damages what is packed; the archive around it is whole.
let private damagePacked (random: Random) (intact: byte[]) = gzip (Damage.bytes random (gunzip intact))

let private packed = [ idx [ 3; 2; 2 ] [| for i in 0uy .. 11uy -> i |]; idx [ 3 ] [| 1uy; 0uy; 2uy |] ]

/// Other types than bytes.
let private others = [
    Array.concat [ [| 0uy; 0uy; 0x0Duy; 1uy; 0uy; 0uy; 0uy; 2uy |]; Array.zeroCreate 8 ]
    Array.concat [ [| 0uy; 0uy; 0x0Buy; 2uy; 0uy; 0uy; 0uy; 2uy; 0uy; 0uy; 0uy; 2uy |]; Array.zeroCreate 8 ]
]

let private readIdx path =
    let tensor = Idx.read path
    Assert.InRange(int64 tensor.Size, 0L, 1032L * FileInfo(path).Length)

[<Fact>]
let ``ten thousand damaged IDX files are each read or refused`` () =
    let outcome = Survival.requireFile "x-idx3-ubyte" Damage.bytes readIdx (others @ List.map gunzip packed)
    Assert.True(outcome.Read > 500, $"{outcome}")

[<Fact>]
let ``ten thousand damaged IDX files that are packed are each read or refused`` () =
    let outcome =
        Survival.requireFile "x-idx3-ubyte.gz" (Damage.either [ Damage.bytes; damagePacked ]) readIdx packed

    Assert.True(outcome.Read > 100, $"{outcome}")

[<Fact>]
let ``ten thousand damaged pairs of images and labels are each read or refused, as a whole and one by one`` () =
    withFolder (fun folder ->
        let images, labels = Path.Combine(folder, "images"), Path.Combine(folder, "labels")

        for damagesImages in [ true; false ] do
            let damaged, whole = if damagesImages then images, labels else labels, images
            File.WriteAllBytes(whole, packed[if damagesImages then 1 else 0])

            let read (bytes: byte[]) =
                File.WriteAllBytes(damaged, bytes)
                let data = Idx.dataset images labels
                Assert.Equal(data.Count, data.Targets.Size)
                let several = Idx.samples images labels |> Pipeline.toSeq (Key.ofSeed 1UL) 0 |> Seq.length
                Assert.Equal(data.Count, several)

            Survival.require (Damage.either [ Damage.bytes; damagePacked ]) read [
                packed[if damagesImages then 0 else 1]
            ]
            |> ignore)

// CIFAR

let private archive = gzip (files TarEntryFormat.Ustar cifar10)

let private checkCifar (train: Dataset, test: Dataset) =
    Assert.True(train.Count >= 1 && test.Count >= 1)
    Assert.True((train.InputShape = Shape(32, 32, 3)))
    Assert.All(train.Targets.ToArray<int>(), fun label -> Assert.InRange(label, 0, 9))

[<Fact>]
let ``ten thousand damaged archives of CIFAR are each read or refused`` () =
    Survival.requireFile "cifar.tar.gz" (Damage.either [ Damage.bytes; damagePacked ]) (Cifar.cifar10 >> checkCifar) [
        archive
    ]
    |> ignore

[<Fact>]
let ``ten thousand damaged folders of CIFAR are each read or refused`` () =
    withFolder (fun folder ->
        let home = Directory.CreateDirectory(Path.Combine(folder, "cifar-10-batches-bin")).FullName
        let write name (bytes: byte[]) = File.WriteAllBytes(Path.Combine(home, name), bytes)

        for path, bytes in cifar10 do
            write (Path.GetFileName path |> string) bytes

        // Labels and sizes decide; of the rest every byte is right.
        let batch = snd (cifar10 |> List.find (fun (name, _) -> name.EndsWith "data_batch_2.bin"))
        let names = snd (cifar10 |> List.find (fun (name, _) -> name.EndsWith "batches.meta.txt"))

        let damageBatch (random: Random) (intact: byte[]) =
            if random.Next 2 = 0 then
                Array.append (Damage.bytes random intact[..7]) intact[8..]
            else
                Damage.bytes random intact

        let readWith name (bytes: byte[]) =
            write name bytes
            checkCifar (Cifar.cifar10 folder)

        Survival.require damageBatch (readWith "data_batch_2.bin") [ batch ] |> ignore
        write "data_batch_2.bin" batch

        Survival.requireWith (Survival.count / 5) Damage.utf8 (readWith "batches.meta.txt") [ names ]
        |> ignore)

// Tables

let private tables = [
    "a,b,class\n1,2.5,red\n3,-4e2,blue\n5,6,red\n"B
    "1;2;3\n4;5;6\n"B
    "x\ty\n\"1\"\t\"a \"\"quoted\"\"\nfield\"\n2\tb\n"B
    Encoding.UTF8.GetBytes "date,truth,number,text\n2024-05-31,true,007,\"a, b\"\n2024-06-01,false,NA,é\n,,,\n"
]

let private damageTable = Damage.either [ Damage.utf8; Damage.utf8; Damage.bytes ]

[<Fact>]
let ``ten thousand damaged CSV files are each a data set or refused`` () =
    let read path =
        let data = Csv.dataset path
        Assert.True(data.Count >= 1 && data.Targets.Shape[0] = data.Count)
        Assert.All(data.Inputs.ToArray<float32>(), fun x -> Assert.True(Single.IsFinite x))

    let outcome = Survival.requireFile "x.csv" damageTable read tables[..1]
    Assert.True(outcome.Read > 500, $"{outcome}")

[<Fact>]
let ``ten thousand damaged CSV files are each a table or refused, and are read row by row`` () =
    let read path =
        let table = Table.read path
        Assert.True(table.Count >= 0)

        for name in table.Names do
            Assert.Equal(table.Count, table[name].Count)

        Assert.True(Csv.rows path |> Pipeline.toSeq (Key.ofSeed 1UL) 0 |> Seq.length >= table.Count)

    let outcome = Survival.requireFile "x.csv" damageTable read tables
    Assert.True(outcome.Read > 500, $"{outcome}")
