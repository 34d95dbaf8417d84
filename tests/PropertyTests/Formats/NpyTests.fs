module FuncNet.Tests.NpyTests

open System
open System.Buffers.Binary
open System.IO
open System.Text
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open FuncNet
open FuncNet.Tests.DataFiles

/// A tensor of any type and shape, sizes of 0 among them.
type Arrays =
    static member Tensor() : Arbitrary<Tensor> =
        gen {
            let! shape = Gen.listOf (Gen.choose (0, 3)) |> Gen.map (List.truncate 4)
            let! seed = Gen.choose (0, 1000)
            let drawn = Key.normal DType.Float64 shape (Key.ofSeed (uint64 seed)) * 100.0
            let! dtype = Gen.elements [ DType.Float32; DType.Float64; DType.Int32; DType.Bool ]

            return
                if dtype = DType.Bool then
                    Tensor.less drawn (Tensor.zerosLike drawn)
                else
                    Tensor.cast dtype drawn
        }
        |> Arb.fromGen

let private written tensor =
    use stream = new MemoryStream()
    Npy.writeStream tensor stream
    stream.ToArray()

let private read (bytes: byte[]) = Npy.readStream "'x.npy'" bytes.LongLength (new MemoryStream(bytes))

/// A file of this version with this header and these numbers.
let private file (version: int) (header: string) (numbers: byte[]) =
    let text = Encoding.Latin1.GetBytes header
    let prefix = Array.zeroCreate<byte>(if version = 1 then 2 else 4)

    if version = 1 then
        BinaryPrimitives.WriteUInt16LittleEndian(Span prefix, uint16 text.Length)
    else
        BinaryPrimitives.WriteUInt32LittleEndian(Span prefix, uint32 text.Length)

    Array.concat [ [| 0x93uy |]; "NUMPY"B; [| byte version; 0uy |]; prefix; text; numbers ]

let private header descr fortran shape = $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n"

let private refusedArray parts header numbers = refused ("'x.npy'" :: parts) (fun () -> read (file 1 header numbers))

[<Properties(Arbitrary = [| typeof<Arrays> |])>]
module ``A file of one array`` =

    [<Property>]
    let ``gives back what was written`` (tensor: Tensor) =
        let back =
            withFolder (fun folder ->
                let path = Path.Combine(folder, "x.npy")
                Npy.write path tensor
                Npy.read path)

        back = tensor

    [<Fact>]
    let ``has the bytes that the format's description gives`` () =
        let bytes = written (Tensor.matrix [ [ 1.0f; -2.0f ] ])
        Assert.Equal<byte>([| 0x93uy; yield! "NUMPY"B; 1uy; 0uy; 118uy; 0uy |], bytes[..9])
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }"
        Assert.Equal(text.PadRight 117 + "\n", Encoding.ASCII.GetString(bytes, 10, 118))
        Assert.Equal<byte>([| 0uy; 0uy; 0x80uy; 0x3Fuy; 0uy; 0uy; 0uy; 0xC0uy |], bytes[128..])
        Assert.Contains("'shape': (), ", Encoding.ASCII.GetString(written (Tensor.scalar 1.0)))
        Assert.Contains("'shape': (3,), ", Encoding.ASCII.GetString(written (Tensor.range 3)))

    [<Theory>]
    [<InlineData("<f8", "000000000000F83F", "1.5")>]
    [<InlineData(">f8", "3FF8000000000000", "1.5")>]
    [<InlineData(">f4", "3FC00000", "1.5")>]
    [<InlineData("<f2", "003E", "1.5")>]
    [<InlineData(">f2", "3E00", "1.5")>]
    [<InlineData("<i8", "FEFFFFFFFFFFFFFF", "-2")>]
    [<InlineData(">i8", "FFFFFFFFFFFFFFFE", "-2")>]
    [<InlineData(">i4", "FFFFFFFE", "-2")>]
    [<InlineData("=i4", "FEFFFFFF", "-2")>]
    [<InlineData("<i2", "FEFF", "-2")>]
    [<InlineData("|i1", "FE", "-2")>]
    [<InlineData("|u1", "FE", "254")>]
    [<InlineData(">u2", "00FE", "254")>]
    [<InlineData("<u4", "FE000000", "254")>]
    [<InlineData("<u8", "FFFFFF7F00000000", "2147483647")>]
    [<InlineData("|b1", "01", "1")>]
    let ``of each type and byte order is read`` (descr: string) (bytes: string) (value: string) =
        for version in 1..3 do
            let tensor = read (file version (header descr "False" "(1,)") (Convert.FromHexString bytes))
            Assert.Equal<Shape>(Shape 1, tensor.Shape)
            Assert.Equal(float value, (Tensor.cast DType.Float64 tensor).ToScalar())

    [<Fact>]
    let ``in Fortran order is read row by row`` () =
        let bytes = [| for n in 0uy .. 23uy -> n |]
        let tensor = read (file 1 (header "|u1" "True" "(2, 3, 4)") bytes)

        let expected =
            Tensor.ofArray [ 2; 3; 4 ] [|
                for i in 0..1 do
                    for j in 0..2 do
                        for k in 0..3 -> i + 2 * j + 6 * k
            |]

        Assert.Equal(expected, tensor)
        let half = read (file 1 (header ">f2" "True" "(1, 2)") [| 0x3Cuy; 0uy; 0xC0uy; 0uy |])
        Assert.Equal(Tensor.matrix [ [ 1.0f; -2.0f ] ], half)

    [<Fact>]
    let ``of other writers is read: quotes, order and blanks as Python allows`` () =
        let text = " {\"shape\" : ( 2L,) , 'descr':'<i4',\n\"fortran_order\":False} "
        Assert.Equal(Tensor.vector [ 1; 2 ], read (file 3 text [| 1uy; 0uy; 0uy; 0uy; 2uy; 0uy; 0uy; 0uy |]))

    [<Fact>]
    let ``with numbers that int32 cannot hold is refused`` () =
        let big = Convert.FromHexString "0000008000000000"
        refusedArray [ "2147483648"; "int32" ] (header "<i8" "False" "()") big
        refusedArray [ "2147483648"; "int32" ] (header "<u8" "False" "()") big
        refusedArray [ "2147483648"; "int32" ] (header "<u4" "False" "()") big[..3]
        refusedArray [ "-2147483649" ] (header ">i8" "False" "()") (Convert.FromHexString "FFFFFFFF7FFFFFFF")
        refusedArray [ "truth values" ] (header "|b1" "False" "(2,)") [| 1uy; 2uy |]

    [<Fact>]
    let ``of Python objects or other types is refused, with what to do`` () =
        refusedArray [ "'|O'"; "objects of Python"; "save them as numbers" ] (header "|O" "False" "()") [| 1uy |]
        refusedArray [ "'<c8'"; "readable are" ] (header "<c8" "False" "()") (Array.zeroCreate 8)
        refusedArray [ "'<U3'" ] (header "<U3" "False" "()") (Array.zeroCreate 12)
        refusedArray [ "byte order" ] (header "f4" "False" "()") (Array.zeroCreate 4)
        refusedArray [ "a byte order, a letter and a size" ] (header "f" "False" "()") (Array.zeroCreate 4)

        refusedArray
            [ "structured arrays" ]
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (), }"
            (Array.zeroCreate 4)

    [<Fact>]
    let ``whose header is wrong is refused`` () =
        let four = Array.zeroCreate 4
        refused [ "'x.npy'"; "does not begin with" ] (fun () -> read "NUMPY"B)
        refused [ "does not begin with" ] (fun () -> read (Array.zeroCreate 100))
        refused [ "version is 4.0"; "1.0, 2.0 and 3.0" ] (fun () -> read (file 4 (header "<f4" "False" "()") four))
        refusedArray [ "'}'" ] "{'descr': '<f4' 'fortran_order': False}" four
        refusedArray [ "its end" ] "{'descr': '<f4'" four
        refusedArray [ "'{'" ] "[]" four
        refusedArray [ "a text in quotes" ] "{1: 2}" four
        refusedArray [ "a text, True, False or a tuple" ] (header "<f4" "maybe" "()") four
        refusedArray [ "nothing more" ] (header "<f4" "False" "()" + "x") four
        refusedArray [ "'descr' twice" ] "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}" four
        refusedArray [ "nothing else"; "descr, shape" ] "{'descr': '<f4', 'shape': ()}" four
        refusedArray [ "backslash" ] "{'des\\x63r': '<f4'}" four
        refusedArray [ "a size, 0 or more" ] (header "<f4" "False" "(-1,)") four
        refusedArray [ "',' or ')' was expected"; "'.5,)" ] (header "<f4" "False" "(1.5,)") four
        refusedArray [ "a size, 0 or more" ] (header "<f4" "False" "(99999999999999999999,)") four
        refusedArray [ "not a tuple" ] (header "<f4" "False" "(1)") four

    [<Fact>]
    let ``whose sizes do not fit the file is refused before anything is allocated`` () =
        let before = GC.GetAllocatedBytesForCurrentThread()
        refusedArray [ "needs 12 bytes"; "there are 4" ] (header "<f4" "False" "(3,)") (Array.zeroCreate 4)
        refusedArray [ "needs 4 bytes"; "there are 5" ] (header "<f4" "False" "()") (Array.zeroCreate 5)
        refusedArray [ "needs 8589934588 bytes" ] (header "<f4" "False" "(2147483647,)") (Array.zeroCreate 4)
        refusedArray [ "at most 2³¹ − 1" ] (header "<f4" "False" "(4611686018427387905, 4)") (Array.zeroCreate 4)
        refusedArray [ "at most 2³¹ − 1" ] (header "<f4" "False" "(4611686018427387905, 0)") [||]
        refusedArray [ "9 axes" ] (header "<f4" "False" "(1, 1, 1, 1, 1, 1, 1, 1, 1)") (Array.zeroCreate 4)
        let long = file 2 (header "<f4" "False" "()") (Array.zeroCreate 4)
        BinaryPrimitives.WriteUInt32LittleEndian(Span(long, 8, 4), UInt32.MaxValue)
        refused [ "claims 4294967295 bytes" ] (fun () -> read long)
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 1_000_000L)

    [<Fact>]
    let ``that is truncated anywhere is refused`` () =
        let bytes = written (Tensor.matrix [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ])

        for length in 0 .. bytes.Length - 1 do
            refused [ "'x.npy'" ] (fun () -> read bytes[.. length - 1])

    [<Fact>]
    let ``that is missing, or a folder, is named`` () =
        refused [ "Cannot read"; "no-array" ] (fun () -> Npy.read "no-array")
        withFolder (fun folder -> refused [ "it is a folder" ] (fun () -> Npy.read folder))
