namespace FuncNet

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.Collections.ObjectModel
open System.IO
open System.Text.Json

/// Reading safetensors files, of which nothing is believed before it is checked.
[<RequireQualifiedAccess>]
module internal SafetensorsReader =

    /// The header, a tensor in it, and its shape are nested in each other; nothing is deeper.
    let private depth = JsonDocumentOptions(MaxDepth = 3)

    let private fail file problem : 'T = Errors.data "'%s' is not a valid safetensors file: %s" file problem

    /// What the header says of one tensor.
    type private Declared = { Name: string; Stored: StoredType; Shape: int64[]; First: int64; Last: int64 }

    let private excerpt (json: JsonElement) =
        let text = json.GetRawText()
        if text.Length <= 40 then text else text[..39] + "…"

    let private whole file name field (json: JsonElement) =
        let found, value = if json.ValueKind = JsonValueKind.Number then json.TryGetInt64() else false, 0L

        if found && value >= 0L then
            value
        else
            fail file $"tensor '{name}': {field} has {excerpt json} where a whole number, 0 or more, is expected."

    let private numbers file name field (json: JsonElement) =
        if json.ValueKind <> JsonValueKind.Array then
            fail file $"tensor '{name}': {field} is not an array."

        [| for item in json.EnumerateArray() -> whole file name field item |]

    let private declared file name (json: JsonElement) : Declared =
        if json.ValueKind <> JsonValueKind.Object then
            fail file $"tensor '{name}' is not described by an object."

        let fields = json.EnumerateObject() |> Seq.map (fun field -> field.Name, field.Value) |> Seq.toArray

        let field wanted =
            match fields |> Array.filter (fun (name, _) -> name = wanted) with
            | [| _, value |] -> value
            | [||] -> fail file $"tensor '{name}' has no {wanted}."
            | _ -> fail file $"tensor '{name}' has more than one {wanted}."

        match
            fields
            |> Array.tryFind (fun (name, _) -> name <> "dtype" && name <> "shape" && name <> "data_offsets")
        with
        | Some(unknown, _) -> fail file $"tensor '{name}' has the unknown field '{unknown}'."
        | None -> ()

        let stored =
            let text = (excerpt (field "dtype")).Trim '"'

            match SafetensorsHeader.types |> List.tryFind (fun (known, _) -> known = text) with
            | Some(_, stored) -> stored
            | None ->
                fail
                    file
                    $"tensor '{name}' has the dtype {text}; F64, F32, F16, BF16, I64 to I8, U64 to U8 and BOOL are readable."

        match numbers file name "data_offsets" (field "data_offsets") with
        | [| first; last |] -> {
            Name = name
            Stored = stored
            Shape = numbers file name "shape" (field "shape")
            First = first
            Last = last
          }
        | offsets -> fail file $"tensor '{name}': data_offsets has {offsets.Length} numbers; 2 are expected."

    /// The shape, if it has at most 8 axes and 2³¹ − 1 elements and its elements fill the range of bytes.
    let private shapeOf file (tensor: Declared) =
        let shape =
            match StoredNumbers.shapeOf tensor.Shape with
            | Ok shape -> shape
            | Error problem -> fail file $"tensor '{tensor.Name}' {problem}"

        let length = int64 shape.Size * int64 tensor.Stored.Bytes

        if tensor.Last - tensor.First <> length then
            fail
                file
                $"tensor '{tensor.Name}' of shape {shape} and type {tensor.Stored} needs {length} bytes; its data_offsets {tensor.First} to {tensor.Last} are {tensor.Last - tensor.First}."

        shape

    /// Ranges follow each other from 0 to the end of the data, without holes and without overlaps.
    let private checkRanges file (dataLength: int64) (tensors: Declared[]) =
        let mutable reached = 0L

        for tensor in tensors |> Array.sortBy (fun tensor -> struct (tensor.First, tensor.Last)) do
            let range = $"tensor '{tensor.Name}' has the data_offsets {tensor.First} to {tensor.Last}"

            if tensor.Last < tensor.First then
                fail file $"{range}, the end before the beginning."

            if tensor.Last > dataLength then
                fail
                    file
                    $"{range}, but the file holds {dataLength} bytes of data; it is truncated, or its header is wrong."

            if tensor.First < reached then
                fail file $"{range}, which overlap another tensor's, up to {reached}."

            if tensor.First > reached then
                fail file $"{range}, which leave a hole behind {reached}."

            reached <- tensor.Last

        if reached <> dataLength then
            fail file $"{dataLength - reached} bytes at its end belong to no tensor."

    let private metadataOf file (json: JsonElement) =
        if json.ValueKind <> JsonValueKind.Object then
            fail file $"{SafetensorsHeader.metadataName} is not an object."

        let metadata = Dictionary<string, string>()

        for entry in json.EnumerateObject() do
            if entry.Value.ValueKind <> JsonValueKind.String then
                fail file $"{SafetensorsHeader.metadataName} has no text at '{entry.Name}'."

            if not (metadata.TryAdd(entry.Name, string (entry.Value.GetString()))) then
                fail file $"{SafetensorsHeader.metadataName} has '{entry.Name}' twice."

        metadata

    let private parseHeader file (header: byte[]) =
        // JSON text that is well-formed but holds half of a surrogate pair is found only when it is read.
        try
            use document = JsonDocument.Parse(ReadOnlyMemory header, depth)
            let names = HashSet<string>()
            let tensors = ResizeArray<Declared>()
            let mutable metadata = Dictionary<string, string>()

            if document.RootElement.ValueKind <> JsonValueKind.Object then
                fail file "its header is not an object."

            for entry in document.RootElement.EnumerateObject() do
                if not (names.Add entry.Name) then
                    fail file $"the name '{entry.Name}' is there twice."

                if entry.Name = SafetensorsHeader.metadataName then
                    metadata <- metadataOf file entry.Value
                else
                    tensors.Add(declared file entry.Name entry.Value)

            tensors.ToArray(), metadata
        with
        | :? JsonException as error -> fail file $"its header is not JSON ({error.Message.TrimEnd '.'})."
        | :? InvalidOperationException as error ->
            fail file $"its header holds broken text ({error.Message.TrimEnd '.'})."

    let readStream file (stream: Stream) : SafetensorsContent =
        let total = stream.Length
        let prefix = Array.zeroCreate<byte> 8

        if Files.fill stream (Span prefix) < 8 then
            fail file $"it is truncated; 8 bytes for the length of the header are expected, it holds {total}."

        let length = BinaryPrimitives.ReadUInt64LittleEndian(ReadOnlySpan prefix)

        if length > uint64 SafetensorsHeader.largestHeader then
            fail file $"its header claims {length} bytes; at most {SafetensorsHeader.largestHeader} are allowed."

        if int64 length > total - 8L then
            fail
                file
                $"its header claims {length} bytes; the file holds {total}. It is truncated, or of another format."

        let header = Array.zeroCreate<byte>(int length)
        stream.ReadExactly(Span header)

        if header.Length = 0 || header[0] <> byte '{' then
            fail file "its header does not begin with '{'."

        let tensors, metadata = parseHeader file header
        let start = 8L + int64 length
        checkRanges file (total - start) tensors
        // Every shape is checked before the first array is made.
        let shapes = tensors |> Array.map (shapeOf file)

        let load (tensor: Declared) shape =
            let array = NDArray.allocate { Shape = shape; DType = tensor.Stored.DType }
            stream.Position <- start + tensor.First

            StoredNumbers.read
                $"'{file}' is not a valid safetensors file: tensor '{tensor.Name}'"
                tensor.Stored
                false
                stream
                array

            KeyValuePair(tensor.Name, Tensor.OfValue array)

        SafetensorsContent(Array.AsReadOnly(Array.map2 load tensors shapes), ReadOnlyDictionary metadata)
