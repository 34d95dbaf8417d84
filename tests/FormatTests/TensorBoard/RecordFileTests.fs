module FuncNet.Tests.RecordFileTests

open System
open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// The records that the tests of TensorFlow (event_file_loader_test.py) and of TensorBoard (gcs_file_loader_test.py) have of "brain.Event:1" and
/// "brain.Event:2".
let private published = [
    "1800000000000000A37F4B22090000C025DD75D5411A0D627261696E2E4576656E743A31ECF3328D"
    "1800000000000000A37F4B220900000027E6B3D5411A0D627261696E2E4576656E743A326A4D0B15"
]

let private records (bytes: byte[]) = [
    for struct (_, content) in RecordFile.read "x.tfrecord" (new MemoryStream(bytes)) -> content
]

let private refusedBytes parts (bytes: byte[]) = refused ("'x.tfrecord' is damaged" :: parts) (fun () -> records bytes)

[<Fact>]
let ``published records are read, and written as they are`` () =
    for hex in published do
        let record = Convert.FromHexString hex
        let content = Assert.Single(records record)
        Assert.Equal<byte>(record[12 .. record.Length - 5], content)
        Assert.Equal<byte>(record, RecordFile.frame content)

[<Fact>]
let ``records of any length follow each other`` () =
    let contents = [ [||]; [| 1uy |]; [| for i in 0..999 -> byte i |]; [||] ]
    Assert.Equal<byte[]>(contents, records (contents |> List.map RecordFile.frame |> Array.concat))
    Assert.Empty(records [||])

[<Fact>]
let ``a record that is cut off anywhere is refused`` () =
    let bytes = Array.append (RecordFile.frame "first"B) (RecordFile.frame "second"B)

    for length in 0 .. bytes.Length - 1 do
        match length with
        | 0 -> Assert.Empty(records [||])
        | 21 -> Assert.Equal<byte[]>([ "first"B ], records bytes[..20])
        | _ -> refusedBytes [ $"record {(if length < 21 then 0 else 1)} at byte" ] bytes[.. length - 1]

[<Fact>]
let ``a record with any bit changed is refused`` () =
    let bytes = RecordFile.frame "content"B

    for place in 0 .. bytes.Length - 1 do
        for bit in 0..7 do
            refusedBytes
                [ "record 0 at byte 0"; "check sum" ]
                (Array.updateAt place (bytes[place] ^^^ (1uy <<< bit)) bytes)

[<Fact>]
let ``a record that claims more than there is takes no memory`` () =
    // The length with a sum that fits it.
    let claim (length: uint64) =
        let front =
            Array.append
                (BitConverter.GetBytes length)
                (BitConverter.GetBytes(Crc32C.masked (ReadOnlySpan(BitConverter.GetBytes length))))

        Array.append front (Array.zeroCreate 100)

    let before = GC.GetAllocatedBytesForCurrentThread()
    refusedBytes [ "claims 18446744073709551615 bytes"; "96 are left" ] (claim UInt64.MaxValue)
    refusedBytes [ "claims 97 bytes" ] (claim 97UL)
    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 1_000_000L)
