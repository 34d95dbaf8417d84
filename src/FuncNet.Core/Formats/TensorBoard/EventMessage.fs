namespace FuncNet

open System
open System.Collections.Generic
open System.IO
open Google.Protobuf

/// Events as messages of Protocol Buffers, by the numbers of TensorFlow's event.proto, summary.proto, graph.proto and attr_value.proto.
module internal EventMessage =

    /// What stands in the first record of every file.
    let version = "brain.Event:2"

    let private secondsOf (time: DateTimeOffset) = (time - DateTimeOffset.UnixEpoch).TotalSeconds

    // Writing.

    let private histogram (histogram: TensorBoardHistogram) output =
        ProtoMessage.float64 1 histogram.Minimum output
        ProtoMessage.float64 2 histogram.Maximum output
        ProtoMessage.float64 3 histogram.Count output
        ProtoMessage.float64 4 histogram.Sum output
        ProtoMessage.float64 5 histogram.SumOfSquares output
        ProtoMessage.packed 6 histogram.Limits output
        ProtoMessage.packed 7 histogram.Counts output

    let private picture (image: Image) output =
        use png = new MemoryStream()
        Png.encode image png
        ProtoMessage.whole 1 (int64 image.Height) output
        ProtoMessage.whole 2 (int64 image.Width) output
        ProtoMessage.whole 3 (int64 image.Channels) output
        ProtoMessage.bytes 4 (png.ToArray()) output

    /// A tensor of one text (DT_STRING).
    let private textTensor (text: string) output =
        ProtoMessage.whole 1 7L output
        ProtoMessage.message 2 (ProtoMessage.message 2 (ProtoMessage.whole 1 1L)) output
        ProtoMessage.text 8 text output

    /// Says that TensorBoard's plugin for texts shows the tensor.
    let private textPlugin output =
        ProtoMessage.message 1 (ProtoMessage.text 1 "text") output
        ProtoMessage.whole 4 2L output

    let private node (node: TensorBoardNode) output =
        let attribute (name: string) value output =
            ProtoMessage.message
                5
                (fun entry ->
                    ProtoMessage.text 1 name entry
                    ProtoMessage.message 2 value entry)
                output

        let shape (sizes: IReadOnlyList<int64>) output =
            ProtoMessage.message
                7
                (fun shape ->
                    for size in sizes do
                        ProtoMessage.message 2 (ProtoMessage.whole 1 size) shape)
                output

        ProtoMessage.text 1 node.Name output
        ProtoMessage.text 2 node.Operation output
        node.Inputs |> Seq.iter (fun input -> ProtoMessage.text 3 input output)

        node.Attributes
        |> Seq.iter (fun entry -> attribute entry.Key (ProtoMessage.text 2 entry.Value) output)

        if node.OutputShapes.Count > 0 then
            let shapes list = node.OutputShapes |> Seq.iter (fun sizes -> shape sizes list)
            attribute "_output_shapes" (ProtoMessage.message 1 shapes) output

    let private graph (nodes: TensorBoardNode seq) output =
        nodes |> Seq.iter (fun one -> ProtoMessage.message 1 (node one) output)
        // The version of the format of graphs.
        ProtoMessage.message 4 (ProtoMessage.whole 1 22L) output

    let private event (time: DateTimeOffset) (step: int64) fields =
        ProtoMessage.write (fun output ->
            ProtoMessage.float64 1 (secondsOf time) output

            if step <> 0L then
                ProtoMessage.whole 2 step output

            fields output)

    /// The first record of a file.
    let first time = event time 0L (ProtoMessage.text 3 version)

    /// file: its name, in messages.
    let write (file: string) (given: TensorBoardEvent) : byte[] =
        let summary (tag: string) fields =
            ProtoMessage.message
                5
                (ProtoMessage.message 1 (fun value ->
                    ProtoMessage.text 1 tag value
                    fields value))

        event
            given.Time
            given.Step
            (match given.Entry with
             | TensorBoardEntry.Scalar(tag, value) -> summary tag (ProtoMessage.float32 2 (float32 value))
             | TensorBoardEntry.Histogram(tag, spread) -> summary tag (ProtoMessage.message 5 (histogram spread))
             | TensorBoardEntry.Picture(tag, image) -> summary tag (ProtoMessage.message 4 (picture image))
             | TensorBoardEntry.Text(tag, text) ->
                 summary tag (fun value ->
                     ProtoMessage.message 8 (textTensor text) value
                     ProtoMessage.message 9 textPlugin value)
             | TensorBoardEntry.Graph nodes -> ProtoMessage.bytes 4 (ProtoMessage.write (graph nodes))
             | TensorBoardEntry.Begin -> ProtoMessage.message 7 (ProtoMessage.whole 1 1L)
             | TensorBoardEntry.Other what ->
                 Errors.data "Cannot write '%s': %s can be read, but not written." file what)

    // Reading. fail: throws what is wrong with a record.

    /// The values of the fields with a number.
    let private all number (fields: struct (int * ProtoValue)[]) =
        fields
        |> Array.filter (fun (struct (other, _)) -> other = number)
        |> Array.map (fun (struct (_, value)) -> value)

    /// The value of the last field with a number, as the format has it.
    let private last number fields = all number fields |> Array.tryLast

    let private inside fail what value = ProtoMessage.read fail (ProtoMessage.asBytes fail what value)

    let private readHistogram (fail: string -> exn) value : TensorBoardHistogram =
        let fields = inside fail "a histogram" value

        let number place =
            match last place fields with
            | Some value -> ProtoMessage.asFloat fail "a number of a histogram" value
            | None -> 0.0

        let numbers place = all place fields |> Array.collect (ProtoMessage.asFloats fail "a list of a histogram")
        let limits, counts = numbers 6, numbers 7

        if limits.Length <> counts.Length then
            raise (fail $"a histogram has {limits.Length} limits and {counts.Length} counts.")

        if
            limits |> Array.pairwise |> Array.exists (fun (a, b) -> not (a < b))
            || Array.exists Double.IsNaN limits
        then
            raise (fail "the limits of a histogram do not ascend.")

        if counts |> Array.exists (fun count -> not (count >= 0.0 && Double.IsFinite count)) then
            raise (fail "a count of a histogram is no number of 0 or more.")

        {
            Minimum = number 1
            Maximum = number 2
            Count = number 3
            Sum = number 4
            SumOfSquares = number 5
            Limits = Array.AsReadOnly limits
            Counts = Array.AsReadOnly counts
        }

    let private readPicture (file: string) (fail: string -> exn) (tag: string) value : TensorBoardEntry =
        let fields = inside fail "an image" value

        let size place =
            last place fields
            |> Option.map (ProtoMessage.asWhole fail "a size of an image")
            |> Option.defaultValue 0L

        match last 4 fields |> Option.map (ProtoMessage.asBytes fail "an image") with
        | Some content when content.AsSpan().StartsWith(ReadOnlySpan Png.signature) ->
            let image = Png.decode file content

            if size 1 <> int64 image.Height || size 2 <> int64 image.Width then
                raise (fail $"an image says that it has {size 1}×{size 2} pixels; it has {image.Height}×{image.Width}.")

            TensorBoardEntry.Picture(tag, image)
        | _ -> TensorBoardEntry.Other "an image that is no PNG"

    /// What is a tensor in the file: a text, or a single float32 or float64.
    let private readTensor (fail: string -> exn) (tag: string) plugin value : TensorBoardEntry =
        let fields = inside fail "a tensor" value
        let dtype = last 1 fields |> Option.map (ProtoMessage.asWhole fail "the type of a tensor")

        let lone size (read: byte[] -> float) =
            match last 4 fields |> Option.map (ProtoMessage.asBytes fail "a tensor") with
            | Some content when content.Length = size -> Some(read content)
            | _ -> None

        let number =
            match dtype with
            | Some 1L ->
                lone 4 (fun content -> float (BitConverter.ToSingle(content, 0)))
                |> Option.orElse (
                    match all 5 fields with
                    | [| ProtoValue.Fixed32 bits |] -> Some(float (BitConverter.UInt32BitsToSingle bits))
                    | [| ProtoValue.Bytes content |] when content.Length = 4 ->
                        Some(float (BitConverter.ToSingle(content, 0)))
                    | _ -> None
                )
            | Some 2L -> lone 8 (fun content -> BitConverter.ToDouble(content, 0))
            | _ -> None

        match plugin, number, dtype, all 8 fields with
        | "scalars", Some number, _, _ -> TensorBoardEntry.Scalar(tag, number)
        | "text", _, Some 7L, [| text |] -> TensorBoardEntry.Text(tag, ProtoMessage.asText fail "a text" text)
        | _ -> TensorBoardEntry.Other $"a tensor of the plugin \"{plugin}\""

    let private readPlugin fail value =
        last 1 (inside fail "metadata" value)
        |> Option.bind (fun data -> last 1 (inside fail "the data of a plugin" data))
        |> Option.map (ProtoMessage.asText fail "the name of a plugin")
        |> Option.defaultValue ""

    let private readValue file (fail: string -> exn) value : TensorBoardEntry =
        let fields = inside fail "a value" value
        let tag = last 1 fields |> Option.map (ProtoMessage.asText fail "a tag") |> Option.defaultValue ""
        let plugin = last 9 fields |> Option.map (readPlugin fail) |> Option.defaultValue ""

        match last 2 fields, last 4 fields, last 5 fields, last 8 fields with
        | Some(ProtoValue.Fixed32 bits), None, None, None ->
            TensorBoardEntry.Scalar(tag, float (BitConverter.UInt32BitsToSingle bits))
        | None, Some image, None, None -> readPicture file fail tag image
        | None, None, Some spread, None -> TensorBoardEntry.Histogram(tag, readHistogram fail spread)
        | None, None, None, Some tensor -> readTensor fail tag plugin tensor
        | None, None, None, None -> TensorBoardEntry.Other "a value of another kind"
        | _ -> raise (fail "a value has another type than it should have, or is several things at once.")

    let private readNode (fail: string -> exn) value : TensorBoardNode =
        let fields = inside fail "a node" value
        let text number = last number fields |> Option.map (ProtoMessage.asText fail "a text of a node")

        let attributes =
            all 5 fields
            |> Array.map (fun value ->
                let entry = inside fail "an attribute" value

                last 1 entry
                |> Option.map (ProtoMessage.asText fail "the name of an attribute")
                |> Option.defaultValue "",
                last 2 entry |> Option.map (inside fail "an attribute") |> Option.defaultValue [||])

        let shapes =
            attributes
            |> Array.filter (fun (name, _) -> name = "_output_shapes")
            |> Array.collect (fun (_, value) -> all 1 value |> Array.collect (inside fail "a list of shapes"))

        {
            Name = defaultArg (text 1) ""
            Operation = defaultArg (text 2) ""
            Inputs = all 3 fields |> Array.map (ProtoMessage.asText fail "the input of a node") |> Array.AsReadOnly
            OutputShapes =
                all 7 shapes
                |> Array.map (fun shape ->
                    all 2 (inside fail "a shape" shape)
                    |> Array.map (fun axis ->
                        last 1 (inside fail "an axis" axis)
                        |> Option.map (ProtoMessage.asWhole fail "a size")
                        |> Option.defaultValue 0L)
                    |> Array.AsReadOnly
                    :> IReadOnlyList<int64>)
                |> Array.AsReadOnly
            Attributes =
                attributes
                |> Array.choose (fun (name, value) ->
                    last 2 value
                    |> Option.map (fun text -> KeyValuePair(name, ProtoMessage.asText fail "an attribute" text)))
                |> Array.AsReadOnly
        }

    let private readTime (fail: string -> exn) fields =
        let seconds =
            last 1 fields |> Option.map (ProtoMessage.asFloat fail "the time") |> Option.defaultValue 0.0

        if not (seconds >= 0.0 && seconds < 253402300799.0) then
            raise (fail $"its time, {seconds} seconds since 1970, is out of range.")

        DateTimeOffset.UnixEpoch.AddSeconds seconds

    /// What an event is: one field of these, at most.
    let private readWhat (fail: string -> exn) fields =
        match
            [ 3..9 ]
            |> List.choose (fun number -> last number fields |> Option.map (fun value -> number, value))
        with
        | [] -> None
        | [ one ] -> Some one
        | _ -> raise (fail "it is several things at once.")

    /// The version that the first record of a file has to tell.
    let requireVersion (fail: string -> exn) (content: byte[]) =
        match readWhat fail (ProtoMessage.read fail content) with
        | Some(3, text) when (ProtoMessage.asText fail "the version" text) = version -> ()
        | _ -> raise (fail $"it should tell the version, {version}; this is no event file, or one of another version.")

    let read (file: string) (fail: string -> exn) (content: byte[]) : TensorBoardEvent[] =
        let fields = ProtoMessage.read fail content
        let time = readTime fail fields
        let step = last 2 fields |> Option.map (ProtoMessage.asWhole fail "the step") |> Option.defaultValue 0L

        match readWhat fail fields with
        | None -> [||]
        | Some(3, _) -> raise (fail "it tells a version; only the first record does.")
        | Some(4, value) ->
            let nodes = all 1 (inside fail "a graph" value) |> Array.map (readNode fail)
            [| TensorBoardEntry.Graph(Array.AsReadOnly nodes) |]
        | Some(5, value) -> all 1 (inside fail "a summary" value) |> Array.map (readValue file fail)
        | Some(7, value) ->
            match last 1 (inside fail "the state of a session" value) with
            | Some(ProtoValue.Varint 1UL) -> [| TensorBoardEntry.Begin |]
            | _ -> [| TensorBoardEntry.Other "the state of a session" |]
        | Some(6, _) -> [| TensorBoardEntry.Other "a message" |]
        | Some _ -> [| TensorBoardEntry.Other "metadata" |]
        |> Array.map (fun entry -> { Time = time; Step = step; Entry = entry })
