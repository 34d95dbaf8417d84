namespace FuncNet

open System
open System.Buffers.Binary
open System.IO
open System.Text

/// What stands in front of the numbers of a .npy array.
type internal NpyHeader = {
    Stored: StoredType
    BigEndian: bool
    /// Column-major: the first axis changes fastest.
    Fortran: bool
    Shape: Shape
    /// The bytes of the header, the magic number included.
    Length: int64
}

/// The header of the .npy format (NumPy's NEP 1): the magic number 93 'NUMPY', a version, the length of a text, and the text, a literal
/// of Python: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }. NpyText parses it.
module internal NpyHeader =

    let private magic = [| 0x93uy; yield! "NUMPY"B |]

    /// Eight axes of a tensor need far less, and version 1 cannot have more.
    let private longest = 65_535L

    let private fail what problem : 'T = NpyText.fail what problem

    /// The type and the byte order that a descr such as '<f4' names.
    let private typeOf what (descr: string) =
        let refuse (why: string) = fail what $"its type is '{NpyText.excerpt descr}'; {why}"

        if descr.Length < 2 then
            refuse "a byte order, a letter and a size were expected, such as '<f4'."

        let bigEndian =
            match descr[0] with
            | '>' -> true
            | '<'
            | '='
            | '|' -> false
            | _ -> refuse "the byte order is '<', '>', '=' or '|'."

        match descr[1..] with
        | "f8" -> StoredType.Float64, bigEndian
        | "f4" -> StoredType.Float32, bigEndian
        | "f2" -> StoredType.Float16, bigEndian
        | "i8" -> StoredType.Int64, bigEndian
        | "i4" -> StoredType.Int32, bigEndian
        | "i2" -> StoredType.Int16, bigEndian
        | "i1" -> StoredType.Int8, bigEndian
        | "u8" -> StoredType.UInt64, bigEndian
        | "u4" -> StoredType.UInt32, bigEndian
        | "u2" -> StoredType.UInt16, bigEndian
        | "u1" -> StoredType.UInt8, bigEndian
        | "b1" -> StoredType.Bool, bigEndian
        | other when other.StartsWith 'O' ->
            refuse "such arrays hold objects of Python, which only Python can read, and runs; save them as numbers."
        | _ -> refuse "readable are f2, f4, f8, i1 to i8, u1 to u8 and b1."

    let private shapeOf what sizes =
        match StoredNumbers.shapeOf sizes with
        | Ok shape -> shape
        | Error problem -> fail what $"it {problem}"

    let private ofText what length (text: string) : NpyHeader =
        let entries = NpyText.Dictionary(what, text).Entries()

        match entries |> List.countBy fst |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> fail what $"its header has '{NpyText.excerpt name}' twice."
        | None -> ()

        match entries |> List.sortBy fst with
        | [ "descr", NpyLiteral.Text descr; "fortran_order", NpyLiteral.Truth fortran; "shape", NpyLiteral.Sizes sizes ] ->
            let stored, bigEndian = typeOf what descr

            {
                Stored = stored
                BigEndian = bigEndian
                Fortran = fortran
                Shape = shapeOf what sizes
                Length = length
            }
        | other ->
            let names = other |> List.map fst |> String.concat ", " |> NpyText.excerpt

            fail
                what
                $"its header must have descr (a text), fortran_order (True or False), shape (a tuple) and nothing else; it has: {names}."

    /// Reads the header of a stream that has so many bytes, and holds it against them.
    let read what (total: int64) (stream: Stream) : NpyHeader =
        let start = Array.zeroCreate<byte> 8

        if Files.fill stream (Span start) < 8 || not (start.AsSpan().StartsWith(ReadOnlySpan magic)) then
            fail what "it does not begin with the bytes 93 'NUMPY' and a version."

        let major = int start[6]

        if major < 1 || major > 3 || start[7] <> 0uy then
            fail what $"its version is {major}.{start[7]}; 1.0, 2.0 and 3.0 are readable."

        let prefix = Array.zeroCreate<byte>(if major = 1 then 2 else 4)

        if Files.fill stream (Span prefix) < prefix.Length then
            fail what "it is truncated in its header."

        let length =
            if major = 1 then
                int64 (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan prefix))
            else
                int64 (BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan prefix))

        let front = 8L + prefix.LongLength

        if length > longest || front + length > total then
            fail what $"its header claims {length} bytes; it has {total} in all, and a header at most {longest}."

        let bytes = Array.zeroCreate<byte>(int length)

        if Files.fill stream (Span bytes) < bytes.Length then
            fail what "it is truncated in its header."

        let encoding = if major = 3 then Encoding.UTF8 else Encoding.Latin1
        let header = ofText what (front + length) (encoding.GetString bytes)
        let needed = int64 header.Shape.Size * int64 header.Stored.Bytes

        if total - header.Length <> needed then
            fail
                what
                $"its shape {header.Shape} needs {needed} bytes of numbers; behind its header there are {total - header.Length}."

        header

    /// The header of a tensor, version 1, padded so that the numbers begin at a multiple of 64 bytes.
    let write (spec: TensorSpec) (stream: Stream) =
        let descr =
            match spec.DType with
            | DType.Float32 -> "<f4"
            | DType.Float64 -> "<f8"
            | DType.Int32 -> "<i4"
            | DType.Bool -> "|b1"

        let shape =
            match spec.Shape.ToArray() with
            | [| n |] -> $"({n},)"
            | sizes -> "(" + String.Join(", ", sizes) + ")"

        let text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
        let length = (magic.Length + 4 + text.Length + 1 + 63) / 64 * 64
        let bytes = Array.create length (byte ' ')
        magic.CopyTo(bytes, 0)
        bytes[6] <- 1uy
        bytes[7] <- 0uy
        BinaryPrimitives.WriteUInt16LittleEndian(Span(bytes, 8, 2), uint16 (length - 10))
        Encoding.ASCII.GetBytes(text, 0, text.Length, bytes, 10) |> ignore
        bytes[length - 1] <- byte '\n'
        stream.Write(ReadOnlySpan bytes)
