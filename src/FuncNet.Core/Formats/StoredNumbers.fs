namespace FuncNet

open System
open System.Buffers.Binary
open System.IO
open System.Runtime.InteropServices

/// The types of numbers that files of arrays hold. Tensors have four of them; the others are read as the nearest of these.
[<RequireQualifiedAccess>]
type internal StoredType =
    | Float64
    | Float32
    | Float16
    /// The upper half of a float32.
    | BFloat16
    | Int64
    | Int32
    | Int16
    | Int8
    | UInt64
    | UInt32
    | UInt16
    | UInt8
    | Bool

    /// The size of one number in the file.
    member stored.Bytes =
        match stored with
        | Float64
        | Int64
        | UInt64 -> 8
        | Float32
        | Int32
        | UInt32 -> 4
        | Float16
        | BFloat16
        | Int16
        | UInt16 -> 2
        | Int8
        | UInt8
        | Bool -> 1

    /// What it is read as: half precision as float32, whole numbers as int32, within whose range they must be.
    member stored.DType =
        match stored with
        | Float64 -> DType.Float64
        | Float32
        | Float16
        | BFloat16 -> DType.Float32
        | Int64
        | Int32
        | Int16
        | Int8
        | UInt64
        | UInt32
        | UInt16
        | UInt8 -> DType.Int32
        | Bool -> DType.Bool

/// Numbers between streams and memory.
module internal StoredNumbers =

    /// Bytes that are read at once where numbers must be converted.
    let private chunk = 1 <<< 16

    /// How numbers of a tensor's type are written.
    let ofDType (dtype: DType) =
        match dtype with
        | DType.Float32 -> StoredType.Float32
        | DType.Float64 -> StoredType.Float64
        | DType.Int32 -> StoredType.Int32
        | DType.Bool -> StoredType.Bool

    /// The elements as bytes. The formats are little-endian, and so is every machine that .NET's JIT has vectors for.
    let bytesOf (array: NDArray) : Span<byte> =
        if not BitConverter.IsLittleEndian then
            raise (PlatformNotSupportedException "Files of arrays are read and written on little-endian machines only.")

        match array.DType with
        | DType.Float32 -> MemoryMarshal.AsBytes(array.Target<float32>())
        | DType.Float64 -> MemoryMarshal.AsBytes(array.Target<float>())
        | DType.Int32 -> MemoryMarshal.AsBytes(array.Target<int>())
        | DType.Bool -> MemoryMarshal.AsBytes(array.Target<bool>())

    /// The shape, if a tensor can have it: at most 8 axes and 2³¹ − 1 elements; otherwise what is wrong with it.
    let shapeOf (sizes: int64[]) : Result<Shape, string> =
        let list = String.Join("; ", sizes)
        // Zeros count as ones, as in Shape, so that no other size can be out of range behind one.
        let elements = sizes |> Array.fold (fun product n -> product * bigint (max 1L n)) 1I

        if sizes.Length > 8 then
            Error $"has {sizes.Length} axes; at most 8 are readable."
        elif sizes |> Array.exists (fun n -> n < 0L) then
            Error $"has a negative size among [{list}]."
        elif elements > bigint Int32.MaxValue then
            Error $"has the shape [{list}]; at most 2³¹ − 1 elements are readable."
        else
            Ok(Shape(sizes |> Array.map int))

    let private require what (wanted: int) (got: int) =
        if got < wanted then
            Errors.data "%s is truncated: its numbers end too early." what

    let private requireTruth what (bytes: Span<byte>) =
        if bytes.ContainsAnyExceptInRange(0uy, 1uy) then
            Errors.data "%s holds truth values, but has bytes other than 0 and 1." what

    /// Applies a function to numbers that lie in bytes.
    let private each<'S, 'T when 'S: struct and 'S: (new: unit -> 'S) and 'S :> ValueType>
        (f: 'S -> 'T)
        (bytes: Span<byte>)
        (target: NDArray)
        start
        =
        let source = MemoryMarshal.Cast<byte, 'S> bytes
        let places = target.Target<'T>().Slice(start, source.Length)

        for i in 0 .. source.Length - 1 do
            places[i] <- f source[i]

    let private inRange what holds (value: 'T) =
        if not holds then
            Errors.data "%s holds the number %O, which int32 cannot; whole numbers are read as int32." what value

    /// Numbers that lie in bytes, little-endian, into their places.
    let private convert what (stored: StoredType) (bytes: Span<byte>) (target: NDArray) start =
        match stored with
        | StoredType.Float64 -> each<float, float> id bytes target start
        | StoredType.Float32 -> each<float32, float32> id bytes target start
        | StoredType.Float16 -> each<Half, float32> (fun x -> Half.op_Explicit x: float32) bytes target start
        | StoredType.BFloat16 ->
            each<uint16, float32> (fun x -> BitConverter.UInt32BitsToSingle(uint32 x <<< 16)) bytes target start
        | StoredType.Int64 ->
            each<int64, int>
                (fun x ->
                    inRange what (x = int64 (int x)) x
                    int x)
                bytes
                target
                start
        | StoredType.UInt64 ->
            each<uint64, int>
                (fun x ->
                    inRange what (x <= uint64 Int32.MaxValue) x
                    int x)
                bytes
                target
                start
        | StoredType.UInt32 ->
            each<uint32, int>
                (fun x ->
                    inRange what (x <= uint32 Int32.MaxValue) x
                    int x)
                bytes
                target
                start
        | StoredType.Int32 -> each<int, int> id bytes target start
        | StoredType.Int16 -> each<int16, int> int bytes target start
        | StoredType.UInt16 -> each<uint16, int> int bytes target start
        | StoredType.Int8 -> each<sbyte, int> int bytes target start
        | StoredType.UInt8 -> each<byte, int> int bytes target start
        | StoredType.Bool ->
            requireTruth what bytes
            each<byte, bool> (fun x -> x <> 0uy) bytes target start

    let private reverseEach size (bytes: Span<byte>) =
        for first in 0..size .. bytes.Length - size do
            bytes.Slice(first, size).Reverse()

    /// Reads as many numbers as the target has room for. what: whose numbers they are, in messages.
    let read what (stored: StoredType) bigEndian (stream: Stream) (target: NDArray) =
        if stored = ofDType target.DType && (not bigEndian || stored.Bytes = 1) then
            let bytes = bytesOf target
            require what bytes.Length (Files.fill stream bytes)

            if stored = StoredType.Bool then
                requireTruth what bytes
        else
            let size = stored.Bytes
            let buffer = Array.zeroCreate<byte>(int (min (int64 chunk) (int64 size * int64 target.Shape.Size)))
            let mutable start = 0

            while start < target.Shape.Size do
                let count = min (buffer.Length / size) (target.Shape.Size - start)
                let bytes = Span(buffer, 0, count * size)
                require what bytes.Length (Files.fill stream bytes)

                if bigEndian then
                    reverseEach size bytes

                convert what stored bytes target start
                start <- start + count

    // Writing.

    /// The bits of the nearest bfloat16, of two equally near the even one: of the float32, rounded to odd where it is not the number itself, so that
    /// a float64 is not rounded twice.
    let private nearestBFloat16 (x: float) =
        let near = float32 x
        let bits = BitConverter.SingleToUInt32Bits near

        if Double.IsNaN x then
            uint16 (bits >>> 16) ||| 0x40us
        else
            let odd =
                if float near = x then bits
                elif abs (float near) > abs x then (bits - 1u) ||| 1u
                else bits ||| 1u

            uint16 ((odd + 0x7fffu + ((odd >>> 16) &&& 1u)) >>> 16)

    let private tooLarge what (stored: StoredType) (x: float) =
        Errors.data "%s holds the number %g, which is out of the range of %O." what x stored

    let private half what (x: float) =
        let y = Half.op_Explicit x: Half

        if Half.IsInfinity y && Double.IsFinite x then
            tooLarge what StoredType.Float16 x

        y

    let private bfloat16 what (x: float) =
        let y = nearestBFloat16 x

        if y &&& 0x7fffus = 0x7f80us && Double.IsFinite x then
            tooLarge what StoredType.BFloat16 x

        y

    let private byteOf what (x: int) =
        if x < 0 || x > 255 then
            tooLarge what StoredType.UInt8 (float x)

        byte x

    /// Writes numbers, each as it is made of an element.
    let private writeEach<'T, 'S when 'S: struct and 'S: (new: unit -> 'S) and 'S :> ValueType>
        (f: 'T -> 'S)
        (array: NDArray)
        (stream: Stream)
        =
        let source = array.Target<'T>()
        let buffer = Array.zeroCreate<'S>(min chunk source.Length)
        let mutable start = 0

        while start < source.Length do
            let count = min buffer.Length (source.Length - start)

            for i in 0 .. count - 1 do
                buffer[i] <- f source[start + i]

            stream.Write(Span.op_Implicit (MemoryMarshal.AsBytes(Span(buffer, 0, count))): ReadOnlySpan<byte>)
            start <- start + count

    let private refuse what (stored: StoredType) (array: NDArray) =
        Errors.dtype "%s is %O, which is not written as %O." what array.DType stored

    /// Writes numbers with fractions, each as it is made of a float64.
    let private writeFloats what stored (f: float -> 'S) (array: NDArray) stream =
        match array.DType with
        | DType.Float32 -> writeEach<float32, 'S> (float >> f) array stream
        | DType.Float64 -> writeEach<float, 'S> f array stream
        | DType.Int32
        | DType.Bool -> refuse what stored array

    /// Writes whole numbers and truth values, each as it is made of an int32.
    let private writeWholes what stored (f: int -> 'S) (array: NDArray) stream =
        match array.DType with
        | DType.Int32 -> writeEach<int, 'S> f array stream
        | DType.Bool -> writeEach<bool, 'S> (fun x -> f (if x then 1 else 0)) array stream
        | DType.Float32
        | DType.Float64 -> refuse what stored array

    /// Writes the elements, rounded to the nearest (of two, to the even one) where the file has fewer digits. what: whose numbers they are, in messages.
    let write what (stored: StoredType) (array: NDArray) (stream: Stream) =
        match stored with
        | StoredType.Float16 -> writeFloats what stored (half what) array stream
        | StoredType.BFloat16 -> writeFloats what stored (bfloat16 what) array stream
        | StoredType.Int64 -> writeWholes what stored int64 array stream
        | StoredType.UInt8 -> writeWholes what stored (byteOf what) array stream
        | StoredType.Float64
        | StoredType.Float32
        | StoredType.Int32
        | StoredType.Int16
        | StoredType.Int8
        | StoredType.UInt64
        | StoredType.UInt32
        | StoredType.UInt16
        | StoredType.Bool ->
            if stored <> ofDType array.DType then
                refuse what stored array

            stream.Write(Span.op_Implicit (bytesOf array): ReadOnlySpan<byte>)
