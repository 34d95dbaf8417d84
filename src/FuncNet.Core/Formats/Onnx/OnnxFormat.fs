namespace FuncNet

open System.Collections.Generic
open System.IO

type OnnxOptions = { InputNames: string list; OutputNames: string list; InputTypes: DType list }

[<Sealed>]
type OnnxModel internal (file: string, content: OnnxContent) =

    let known = content.Inputs |> Array.map _.Sample

    let samples =
        if Array.forall Option.isSome known then
            Some(known |> Array.map Option.get |> Array.toList)
        else
            None

    let layer = lazy OnnxImport.layer content samples
    let compute = Compile.many (OnnxImport.compute content)

    let requireInputs (given: Tensor[]) =
        if given.Length <> content.Inputs.Length then
            Errors.shape
                "OnnxModel: the graph takes %d inputs, %s; %d were given."
                content.Inputs.Length
                (content.Inputs |> Seq.map string |> String.concat ", ")
                given.Length

        for input, tensor in Seq.zip content.Inputs given do
            if tensor.DType <> input.DType then
                Errors.dtype "OnnxModel: the input %O was given as %O. Cast it." input tensor.Spec

            match input.Known with
            | Some sizes when
                sizes.Length <> tensor.Rank
                || sizes
                   |> Seq.indexed
                   |> Seq.exists (fun (axis, n) -> axis > 0 && n.IsSome && n.Value <> tensor.Shape[axis])
                ->
                Errors.shape "OnnxModel: the input %O was given as %O." input tensor.Spec
            | Some _
            | None -> ()

    member _.Inputs: IReadOnlyList<OnnxValue> = System.Array.AsReadOnly content.Inputs
    member _.Outputs: IReadOnlyList<OnnxValue> = System.Array.AsReadOnly content.Outputs
    member _.Producer = $"{content.Model.Producer} {content.Model.ProducerVersion}".Trim()
    member _.Opset = int content.Run.Opset
    member _.Metadata: IReadOnlyDictionary<string, string> = dict content.Model.Metadata |> Dictionary :> _
    member internal _.Content = content
    member _.Layer: Layer = layer.Value

    member _.Run(inputs: Tensor seq) : IReadOnlyList<Tensor> =
        let inputs = Seq.toArray inputs
        requireInputs inputs
        System.Array.AsReadOnly(compute inputs)

    member _.NetworkFor(samples: Shape seq) : Network =
        let samples = Seq.toList samples

        if samples.Length <> content.Inputs.Length then
            Errors.shape
                "OnnxModel: the graph takes %d inputs, %s; the shapes of %d were given."
                content.Inputs.Length
                (content.Inputs |> Seq.map string |> String.concat ", ")
                samples.Length

        let layer = OnnxImport.layer content (Some samples)
        let network = Network.buildFor content.Run.Float (Key.ofSeed 0UL) (Signal.ofSeq samples) layer
        let names = Network.readNames file (dict content.Model.Metadata |> Dictionary)
        if names.Length > 0 then network.WithClassNames names else network

    member model.Network: Network =
        match samples with
        | Some samples -> model.NetworkFor samples
        | None ->
            Errors.configuration
                "OnnxModel: the file leaves sizes of its inputs open, %s; give the shapes of a sample (NetworkFor)."
                (content.Inputs |> Seq.map string |> String.concat ", ")

[<RequireQualifiedAccess>]
module Onnx =

    let defaults = { InputNames = []; OutputNames = []; InputTypes = [] }

    let private modelOf (options: OnnxOptions) network =
        let types = if options.InputTypes.IsEmpty then None else Some options.InputTypes
        OnnxExport.model options.InputNames options.OutputNames types network

    let internal writeStream file options (network: Network) (stream: Stream) =
        OnnxWriting.writeStream file (modelOf options network) stream

    let exportWith (options: OnnxOptions) (path: string) (network: Network) : unit =
        let model = modelOf options network
        Files.writeAtomically path (OnnxWriting.writeStream path model)

    let export (path: string) (network: Network) : unit = exportWith defaults path network

    /// Follows the shapes through the graph, where the file says enough of them.
    let private followed file (content: OnnxContent) =
        let sizes = content.Inputs |> Array.map _.Known

        let isOpen (sizes: int voption[] option) =
            match sizes with
            | Some sizes -> sizes |> Seq.indexed |> Seq.exists (fun (axis, n) -> axis > 0 && n.IsNone)
            | None -> true

        if not (Array.exists isOpen sizes) then
            try
                OnnxImport.specs content [|
                    for input in content.Inputs ->
                        {
                            Shape = Shape(input.Known.Value |> Array.map (ValueOption.defaultValue 2))
                            DType = input.DType
                        }
                |]
                |> ignore
            with
            | :? DataException -> reraise ()
            | :? FuncNetException as error ->
                raise (DataException($"'{file}' is not a valid ONNX file: {error.Message}", error))

    let internal readStream file (stream: Stream) : OnnxModel =
        let content = OnnxReading.readStream file stream |> OnnxImport.content file
        followed file content
        OnnxModel(file, content)

    let read (path: string) : OnnxModel = Files.read path (readStream path)

    let load (path: string) : Network = (read path).Network
