namespace FuncNet

open System.Collections.Generic

[<RequireQualifiedAccess>]
module Safetensors =

    let internal readStream file stream = SafetensorsReader.readStream file stream

    let read (path: string) : SafetensorsContent = Files.read path (readStream path)

    let private asTheyAre (_: string) (_: Tensor) = SafetensorsType.Same

    let internal writeStream file metadata tensors stream =
        SafetensorsWriter.writeStreamAs file asTheyAre metadata tensors stream

    let writeAs
        (typeOf: string -> Tensor -> SafetensorsType)
        (metadata: KeyValuePair<string, string> seq)
        (path: string)
        (tensors: KeyValuePair<string, Tensor> seq)
        : unit =
        Files.writeAtomically path (SafetensorsWriter.writeStreamAs path typeOf metadata tensors)

    let writeWith
        (metadata: KeyValuePair<string, string> seq)
        (path: string)
        (tensors: KeyValuePair<string, Tensor> seq)
        : unit =
        writeAs asTheyAre metadata path tensors

    let write (path: string) (tensors: KeyValuePair<string, Tensor> seq) : unit = writeWith [] path tensors
