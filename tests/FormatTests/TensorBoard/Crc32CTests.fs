module FuncNet.Tests.Crc32CTests

open System
open System.Text
open Xunit
open FuncNet

let private sum (bytes: byte[]) = Crc32C.ofBytes (ReadOnlySpan bytes)

/// A read command of iSCSI.
let private command =
    Convert.FromHexString(
        "01C0000000000000000000000000000014000000000004000000001400000018"
        + "28000000000000000200000000000000"
    )

[<Fact>]
let ``the sums are those of RFC 3720, B.4`` () =
    Assert.Equal(0x8A9136AAu, sum (Array.zeroCreate 32))
    Assert.Equal(0x62A8AB43u, sum (Array.create 32 0xFFuy))
    Assert.Equal(0x46DD794Eu, sum [| 0uy .. 31uy |])
    Assert.Equal(0x113FDB5Cu, sum (Array.rev [| 0uy .. 31uy |]))
    Assert.Equal(48, command.Length)
    Assert.Equal(0xD9963A56u, sum command)

[<Fact>]
let ``the sum of the nine digits is the check value of the catalogues`` () =
    Assert.Equal(0xE3069283u, sum "123456789"B)
    Assert.Equal(0u, sum [||])

[<Fact>]
let ``the sum of every length is that of the definition, bit by bit`` () =
    let slow (bytes: byte[]) =
        let step (c: uint32) (b: byte) =
            Seq.fold
                (fun (c: uint32) _ -> if c &&& 1u = 1u then (c >>> 1) ^^^ 0x82F63B78u else c >>> 1)
                (c ^^^ uint32 b)
                [ 1..8 ]

        ~~~(Array.fold step UInt32.MaxValue bytes)

    let random = Random 1

    for length in 0..40 do
        let bytes = Array.zeroCreate<byte> length
        random.NextBytes bytes
        Assert.Equal(slow bytes, sum bytes)

/// LevelDB's mask, taken back.
let private unmask (masked: uint32) =
    let turned = masked - 0xA282EAD8u
    (turned >>> 17) ||| (turned <<< 15)

[<Fact>]
let ``the mask is LevelDB's: it can be taken back, and changes every sum`` () =
    for text in [ ""; "foo"; "bar"; "123456789" ] do
        let bytes = Encoding.ASCII.GetBytes text
        let masked = Crc32C.masked (ReadOnlySpan bytes)
        Assert.Equal(sum bytes, unmask masked)
        Assert.NotEqual(sum bytes, masked)
