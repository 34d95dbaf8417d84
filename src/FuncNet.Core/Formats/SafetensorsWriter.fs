namespace FuncNet

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.IO
open System.Text
open System.Text.Encodings.Web
open System.Text.Json

/// Writing safetensors files.
[<RequireQualifiedAccess>]
module internal SafetensorsWriter =

    /// A tensor with its name and how its numbers are written.
    [<NoEquality; NoComparison>]
    type private Written = {
        Name: string
        Tensor: Tensor
        Stored: StoredType
    } with

        member written.Bytes = int64 written.Tensor.Shape.Size * int64 written.Stored.Bytes

    /// How the numbers of a tensor are written: half precision is of numbers with fractions, whole numbers are of those without.
    let private storedAs file name (asked: SafetensorsType) (tensor: Tensor) =
        let only holds stored expected =
            if not holds then
                Errors.dtype
                    "Cannot write '%s': the tensor '%s' is %O; %s can be written as %s. Cast it first."
                    file
                    name
                    tensor.DType
                    expected
                    (SafetensorsHeader.nameOf stored)

            stored

        let floats = "float32 and float64"
        let wholes = "int32 and bool"

        match asked with
        | SafetensorsType.Same -> StoredNumbers.ofDType tensor.DType
        | SafetensorsType.Float16 -> only tensor.DType.IsFloat StoredType.Float16 floats
        | SafetensorsType.BFloat16 -> only tensor.DType.IsFloat StoredType.BFloat16 floats
        | SafetensorsType.Int64 -> only (not tensor.DType.IsFloat) StoredType.Int64 wholes
        | SafetensorsType.UInt8 -> only (not tensor.DType.IsFloat) StoredType.UInt8 wholes

    /// Where each tensor begins: wide elements come first, so that each is aligned to its size.
    let private layout (tensors: Written[]) =
        let starts = Array.zeroCreate<int64> tensors.Length
        let order = Array.init tensors.Length id |> Array.sortBy (fun i -> -tensors[i].Stored.Bytes, i)
        let mutable reached = 0L

        for i in order do
            starts[i] <- reached
            reached <- reached + tensors[i].Bytes

        starts, order

    let private headerOf (tensors: Written[]) (starts: int64[]) (metadata: KeyValuePair<string, string>[]) =
        use buffer = new MemoryStream()

        using
            (new Utf8JsonWriter(buffer, JsonWriterOptions(Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)))
            (fun json ->
                let numbers (name: string) (values: int64 seq) =
                    json.WriteStartArray name
                    values |> Seq.iter json.WriteNumberValue
                    json.WriteEndArray()

                json.WriteStartObject()

                if metadata.Length > 0 then
                    json.WriteStartObject SafetensorsHeader.metadataName
                    metadata |> Array.iter (fun entry -> json.WriteString(entry.Key, entry.Value))
                    json.WriteEndObject()

                tensors
                |> Array.iteri (fun i written ->
                    json.WriteStartObject written.Name
                    json.WriteString("dtype", SafetensorsHeader.nameOf written.Stored)
                    numbers "shape" (written.Tensor.Shape |> Seq.map int64)
                    numbers "data_offsets" [ starts[i]; starts[i] + written.Bytes ]
                    json.WriteEndObject())

                json.WriteEndObject())

        while buffer.Length % 8L <> 0L do
            buffer.WriteByte(byte ' ')

        buffer.ToArray()

    /// JSON has no way to write half of a surrogate pair.
    let private checkText file (text: string) =
        if Encoding.UTF8.GetString(Encoding.UTF8.GetBytes text) <> text then
            Errors.data "Cannot write '%s': a name or a text in it is not valid Unicode." file

    let private checkNames file (names: string[]) =
        names |> Array.iter (checkText file)

        match names |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
        | Some(name, _) -> Errors.data "Cannot write '%s': the name '%s' is there twice." file name
        | None -> ()

    let writeStreamAs
        file
        (typeOf: string -> Tensor -> SafetensorsType)
        (metadata: KeyValuePair<string, string> seq)
        (tensors: KeyValuePair<string, Tensor> seq)
        (stream: Stream)
        =
        let tensors, metadata = Seq.toArray tensors, Seq.toArray metadata
        checkNames file (tensors |> Array.map _.Key)
        checkNames file (metadata |> Array.map _.Key)
        metadata |> Array.iter (fun entry -> checkText file entry.Value)

        if tensors |> Array.exists (fun entry -> entry.Key = SafetensorsHeader.metadataName) then
            Errors.data "Cannot write '%s': the name %s is the format's own." file SafetensorsHeader.metadataName

        let tensors =
            tensors
            |> Array.map (fun (KeyValue(name, tensor)) -> {
                Name = name
                Tensor = tensor
                Stored = storedAs file name (typeOf name tensor) tensor
            })

        let starts, order = layout tensors
        let header = headerOf tensors starts metadata

        if header.LongLength > SafetensorsHeader.largestHeader then
            Errors.data
                "Cannot write '%s': its header has %d bytes; at most %d are allowed."
                file
                header.Length
                SafetensorsHeader.largestHeader

        let prefix = Array.zeroCreate<byte> 8
        BinaryPrimitives.WriteInt64LittleEndian(Span prefix, header.LongLength)
        stream.Write(ReadOnlySpan prefix)
        stream.Write(ReadOnlySpan header)

        for i in order do
            let written = tensors[i]

            StoredNumbers.write
                $"Cannot write '{file}': the tensor '{written.Name}'"
                written.Stored
                written.Tensor.Value
                stream
