namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open Google.Protobuf

/// Bytes of the ONNX format to records. Unknown fields are passed over; what is known must be as the format says.
module internal OnnxReading =

    /// Graphs within attributes of nodes of graphs …: no more than that many.
    let private deepest = 8

    let fail file problem : 'T = Errors.data "'%s' is not a valid ONNX file: %s" file problem

    /// Fields of a message, with errors that say whose they are.
    let private fields file what message (f: ProtoField -> unit) =
        ProtoFields.each (fun problem -> fail file $"{what}: {problem}") message f

    let private wire file what expected (field: ProtoField) =
        if field.Wire <> expected then
            fail file $"{what}: field {field.Number} is stored as {field.Wire}; {expected} is expected."

    let private number file what (field: ProtoField) =
        wire file what WireFormat.WireType.Varint field
        int64 field.Bits

    let private bytes file what (field: ProtoField) =
        wire file what WireFormat.WireType.LengthDelimited field
        field.Bytes

    let private text file what (field: ProtoField) =
        match ProtoFields.text (bytes file what field) with
        | Some text -> text
        | None -> fail file $"{what}: field {field.Number} is not text in UTF-8."

    /// A repeated number, packed or not.
    let private numbers file what (field: ProtoField) (list: ResizeArray<uint64>) =
        if field.Wire = WireFormat.WireType.LengthDelimited then
            ProtoFields.packed (fun problem -> fail file $"{what}: {problem}") field.Bytes list.Add
        else
            number file what field |> uint64 |> list.Add

    /// A repeated number of fixed size, packed or not, as bytes.
    let private fixedNumbers file what size (field: ProtoField) (parts: ResizeArray<ArraySegment<byte>>) =
        if field.Wire = WireFormat.WireType.LengthDelimited then
            if field.Bytes.Count % size <> 0 then
                fail file $"{what}: {field.Bytes.Count} bytes are no list of numbers of {size} bytes each."

            parts.Add field.Bytes
        else
            let expected = if size = 4 then WireFormat.WireType.Fixed32 else WireFormat.WireType.Fixed64
            wire file what expected field
            parts.Add(ArraySegment(Array.truncate size (BitConverter.GetBytes field.Bits)))

    let private joined (parts: ResizeArray<ArraySegment<byte>>) =
        if parts.Count = 1 then
            parts[0]
        else
            ArraySegment(parts |> Seq.map _.ToArray() |> Array.concat)

    let private floats (parts: ResizeArray<ArraySegment<byte>>) =
        let all = joined parts
        Array.init (all.Count / 4) (fun i -> BitConverter.ToSingle(nonNull all.Array, all.Offset + 4 * i))

    /// Numbers as the bytes of a type, the lowest first.
    let private narrowed size (values: ResizeArray<uint64>) =
        let target = Array.zeroCreate<byte>(size * values.Count)

        for i in 0 .. values.Count - 1 do
            for k in 0 .. size - 1 do
                target[i * size + k] <- byte (values[i] >>> (8 * k))

        ArraySegment target

    let private tensor file what (message: ArraySegment<byte>) : OnnxTensor =
        let sizes, whole = ResizeArray(), ResizeArray()
        let parts = ResizeArray<ArraySegment<byte>>()
        let mutable name, kind, raw = "", 0, None

        fields file what message (fun field ->
            match field.Number with
            | 1 -> numbers file what field sizes
            | 2 -> kind <- int (number file what field)
            | 4 -> fixedNumbers file what 4 field parts
            | 5
            | 7
            | 11 -> numbers file what field whole
            | 8 -> name <- text file what field
            | 9 -> raw <- Some(bytes file what field)
            | 10 -> fixedNumbers file what 8 field parts
            | 3 -> fail file $"{what} '{name}' is a segment of a tensor; only whole ones are readable."
            | 6 -> fail file $"{what} '{name}' holds texts; tensors of numbers are readable."
            | 13 ->
                fail
                    file
                    $"{what} '{name}' keeps its numbers in another file; only models in one file are read. Save it with its data inside."
            | 14 when number file what field <> 0L ->
                fail
                    file
                    $"{what} '{name}' keeps its numbers in another file; only models in one file are read. Save it with its data inside."
            | _ -> ())

        let what = $"{what} '{name}'"

        let stored =
            match OnnxType.stored kind with
            | Some stored -> stored
            | None ->
                fail
                    file
                    $"{what} has elements of the type {kind}; float, double, float16, bfloat16, bool and whole numbers are readable."

        let shape =
            match sizes.ToArray() |> Array.map int64 |> StoredNumbers.shapeOf with
            | Ok shape -> shape
            | Error problem -> fail file $"{what} {problem}"

        let data =
            match raw with
            | Some raw ->
                if whole.Count > 0 || parts.Count > 0 then
                    fail file $"{what} holds its numbers twice."

                raw
            | None when whole.Count > 0 -> narrowed stored.Bytes whole
            | None -> joined parts

        let length = int64 shape.Size * int64 stored.Bytes

        if int64 data.Count <> length then
            fail file $"{what} of shape {shape} and type {stored} needs {length} bytes; {data.Count} are there."

        { Name = name; Type = kind; Sizes = sizes.ToArray() |> Array.map int64; Data = OnnxData.Raw data }

    let private sizeOf file what message =
        let mutable size = OnnxSize.Named ""

        fields file what message (fun field ->
            match field.Number with
            | 1 -> size <- OnnxSize.Known(number file what field)
            | 2 -> size <- OnnxSize.Named(text file what field)
            | _ -> ())

        size

    let private valueInfo file message : OnnxValueInfo =
        let what = "a value"
        let mutable name, kind, sizes = "", 0, None

        let shape message =
            let list = ResizeArray<OnnxSize>()

            fields file what message (fun field ->
                if field.Number = 1 then
                    list.Add(sizeOf file what (bytes file what field)))

            sizes <- Some(list.ToArray())

        fields file what message (fun field ->
            match field.Number with
            | 1 -> name <- text file what field
            | 2 ->
                fields file what (bytes file what field) (fun field ->
                    if field.Number = 1 then
                        fields file what (bytes file what field) (fun field ->
                            match field.Number with
                            | 1 -> kind <- int (number file what field)
                            | 2 -> shape (bytes file what field)
                            | _ -> ()))
            | _ -> ())

        { Name = name; Type = kind; Sizes = sizes }

    let rec private attribute file depth owner message : string * OnnxAttribute =
        let mutable name, kind = "", 0L
        let mutable single: OnnxAttribute option = None
        let reals, whole, texts = ResizeArray<ArraySegment<byte>>(), ResizeArray(), ResizeArray<string>()
        let what = $"an attribute of {owner}"

        fields file what message (fun field ->
            match field.Number with
            | 1 -> name <- text file what field
            | 2 ->
                wire file what WireFormat.WireType.Fixed32 field
                single <- Some(OnnxAttribute.Float(BitConverter.UInt32BitsToSingle(uint32 field.Bits)))
            | 3 -> single <- Some(OnnxAttribute.Int(number file what field))
            | 4 -> single <- Some(OnnxAttribute.Text(text file what field))
            | 5 -> single <- Some(OnnxAttribute.Tensor(tensor file $"the constant of {owner}" (bytes file what field)))
            | 6 -> single <- Some(OnnxAttribute.Graph(graph file (depth + 1) (bytes file what field)))
            | 7 -> fixedNumbers file what 4 field reals
            | 8 -> numbers file what field whole
            | 9 -> texts.Add(text file what field)
            | 20 -> kind <- number file what field
            | 21 -> fail file $"{what} refers to a function; functions are not readable."
            | _ -> ())

        // Lists may be empty, and numbers that are 0 may be left out: the kind says what is meant.
        let value =
            match kind, single with
            | 6L, _ -> OnnxAttribute.Floats(floats reals)
            | 7L, _ -> OnnxAttribute.Ints(whole.ToArray() |> Array.map int64)
            | 8L, _ -> OnnxAttribute.Texts(texts.ToArray())
            | 1L, None -> OnnxAttribute.Float 0f
            | 2L, None -> OnnxAttribute.Int 0L
            | 3L, None -> OnnxAttribute.Text ""
            | 1L, Some(OnnxAttribute.Float _ as value)
            | 2L, Some(OnnxAttribute.Int _ as value)
            | 3L, Some(OnnxAttribute.Text _ as value)
            | 4L, Some(OnnxAttribute.Tensor _ as value)
            | 5L, Some(OnnxAttribute.Graph _ as value) -> value
            | (1L | 2L | 3L | 4L | 5L), _ -> fail file $"{what}, '{name}', has no value of the kind it names, {kind}."
            | other, _ -> OnnxAttribute.Other(string other)

        name, value

    and private node file depth message : OnnxNode =
        let inputs, outputs, attributes = ResizeArray<string>(), ResizeArray<string>(), ResizeArray()
        let later = ResizeArray<ArraySegment<byte>>()
        let mutable name, operator, domain = "", "", ""
        let what = "a node"

        fields file what message (fun field ->
            match field.Number with
            | 1 -> inputs.Add(text file what field)
            | 2 -> outputs.Add(text file what field)
            | 3 -> name <- text file what field
            | 4 -> operator <- text file what field
            | 5 -> later.Add(bytes file what field)
            | 7 -> domain <- text file what field
            | _ -> ())

        for message in later do
            attributes.Add(attribute file depth $"node '{name}' ({operator})" message)

        {
            Name = name
            Operator = operator
            Domain = (if domain = "ai.onnx" then "" else domain)
            Inputs = inputs.ToArray()
            Outputs = outputs.ToArray()
            Attributes = List.ofSeq attributes
        }

    and private graph file depth message : OnnxGraph =
        if depth > deepest then
            fail file $"graphs lie within graphs more than {deepest} deep."

        let nodes, constants, inputs, outputs = ResizeArray(), ResizeArray(), ResizeArray(), ResizeArray()
        let mutable name = ""
        let what = "its graph"

        fields file what message (fun field ->
            match field.Number with
            | 1 -> nodes.Add(node file depth (bytes file what field))
            | 2 -> name <- text file what field
            | 5 -> constants.Add(tensor file "tensor" (bytes file what field))
            | 11 -> inputs.Add(valueInfo file (bytes file what field))
            | 12 -> outputs.Add(valueInfo file (bytes file what field))
            | 15 -> fail file "it holds sparse tensors; dense ones are readable."
            | _ -> ())

        {
            Name = name
            Nodes = nodes.ToArray()
            Initializers = constants.ToArray()
            Inputs = inputs.ToArray()
            Outputs = outputs.ToArray()
        }

    /// Two texts in a message: domain and version have a number in the place of the second.
    let private pair file what message =
        let mutable first, second, version = "", "", 0L

        fields file what message (fun field ->
            match field.Number, field.Wire with
            | 1, _ -> first <- text file what field
            | 2, WireFormat.WireType.Varint -> version <- int64 field.Bits
            | 2, _ -> second <- text file what field
            | _ -> ())

        first, second, version

    /// The model in a file's bytes; file is its name in messages.
    let parse file (content: byte[]) : OnnxFile =
        let opsets, metadata = ResizeArray(), ResizeArray()
        let mutable version, producer, producerVersion, found = 0L, "", "", None
        let what = "its head"

        fields file what (ArraySegment content) (fun field ->
            match field.Number with
            | 1 -> version <- number file what field
            | 2 -> producer <- text file what field
            | 3 -> producerVersion <- text file what field
            | 7 ->
                if found.IsSome then
                    fail file "it has two graphs."

                found <- Some(graph file 0 (bytes file what field))
            | 8 ->
                let domain, _, version = pair file "an operator set" (bytes file what field)
                opsets.Add((if domain = "ai.onnx" then "" else domain), version)
            | 14 ->
                let key, value, _ = pair file "its metadata" (bytes file what field)
                metadata.Add(key, value)
            | 25 ->
                fail
                    file
                    "it defines functions of its own; they are not readable. Export it with standard operators alone."
            | _ -> ())

        match found with
        | None -> fail file "it has no graph."
        | Some graph -> {
            IrVersion = version
            Producer = producer
            ProducerVersion = producerVersion
            Opsets = List.ofSeq opsets
            Metadata = List.ofSeq metadata
            Graph = graph
          }

    /// Reads a stream of known length from its beginning.
    let readStream file (stream: Stream) : OnnxFile =
        if stream.Length > int64 Array.MaxLength then
            fail file $"it has {stream.Length} bytes; the format allows 2 GiB."

        let content = GC.AllocateUninitializedArray<byte>(int stream.Length)
        stream.ReadExactly(Span content)
        parse file content

    /// The tensor of a constant. 64-bit numbers far beyond int32 mean the end of an axis, and become the last int32.
    let tensorOf file (source: OnnxTensor) : Tensor =
        let shape = Shape(source.Sizes |> Array.map int)
        let what = $"'{file}' is not a valid ONNX file: tensor '{source.Name}'"

        match source.Data with
        | OnnxData.Numbers tensor -> tensor
        | OnnxData.Longs values -> Tensor.owning shape (values |> Array.map int)
        | OnnxData.Raw bytes ->
            let stored = (OnnxType.stored source.Type).Value
            let array = NDArray.allocate { Shape = shape; DType = stored.DType }

            if stored = StoredType.Int64 then
                let target = array.Target<int>()

                for i in 0 .. shape.Size - 1 do
                    let value = BitConverter.ToInt64(nonNull bytes.Array, bytes.Offset + 8 * i)

                    target[i] <-
                        if value > (1L <<< 62) then
                            Int32.MaxValue
                        elif value < -(1L <<< 62) then
                            Int32.MinValue
                        elif int64 (int value) = value then
                            int value
                        else
                            Errors.data
                                "%s holds the number %d, which int32 cannot; whole numbers are read as int32."
                                what
                                value
            elif shape.Size > 0 then
                use stream = new MemoryStream(nonNull bytes.Array, bytes.Offset, bytes.Count)
                StoredNumbers.read what stored false stream array

            Tensor.OfValue array
