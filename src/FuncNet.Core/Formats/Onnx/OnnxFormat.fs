namespace FuncNet

type OnnxOptions = { InputNames: string list; OutputNames: string list; InputTypes: DType list }

[<RequireQualifiedAccess>]
module Onnx =

    let defaults = { InputNames = []; OutputNames = []; InputTypes = [] }

    let internal exportStream file (options: OnnxOptions) (network: Network) stream =
        let types = if options.InputTypes.IsEmpty then None else Some options.InputTypes
        OnnxWriting.writeStream file (OnnxExport.model options.InputNames options.OutputNames types network) stream

    let exportWith (options: OnnxOptions) (path: string) (network: Network) : unit =
        let types = if options.InputTypes.IsEmpty then None else Some options.InputTypes
        let model = OnnxExport.model options.InputNames options.OutputNames types network
        Files.writeAtomically path (OnnxWriting.writeStream path model)

    let export (path: string) (network: Network) : unit = exportWith defaults path network
