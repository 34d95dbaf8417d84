namespace FuncNet

open System
open System.IO

[<RequireQualifiedAccess>]
module Npy =

    let internal readStream what (length: int64) (stream: Stream) : Tensor =
        let header = NpyHeader.read what length stream
        // Column-major numbers are row-major ones of the axes in the opposite order.
        let sizes = header.Shape.ToArray()
        let stored = if header.Fortran then Shape(Array.rev sizes) else header.Shape
        let array = NDArray.allocate { Shape = stored; DType = header.Stored.DType }
        StoredNumbers.read what header.Stored header.BigEndian stream array
        let tensor = Tensor.OfValue array

        if header.Fortran && sizes.Length > 1 then
            Tensor.permute [ sizes.Length - 1 .. -1 .. 0 ] tensor
        else
            tensor

    let internal writeStream (tensor: Tensor) (stream: Stream) =
        NpyHeader.write tensor.Spec stream
        stream.Write(Span.op_Implicit (StoredNumbers.bytesOf tensor.Value): ReadOnlySpan<byte>)

    let read (path: string) : Tensor = Files.read path (fun stream -> readStream $"'{path}'" stream.Length stream)

    let write (path: string) (tensor: Tensor) : unit = Files.writeAtomically path (writeStream tensor)
