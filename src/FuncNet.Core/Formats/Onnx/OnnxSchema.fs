namespace FuncNet

open System

/// The types of elements that ONNX has, and that are read here, by their numbers in the format.
[<RequireQualifiedAccess>]
module internal OnnxType =

    let float32 = 1
    let uint8 = 2
    let int8 = 3
    let uint16 = 4
    let int16 = 5
    let int32 = 6
    let int64 = 7
    let text = 8
    let bool = 9
    let float16 = 10
    let float64 = 11
    let uint32 = 12
    let uint64 = 13
    let bfloat16 = 16

    /// How the numbers of a type are stored, if they are read.
    let stored number : StoredType option =
        match number with
        | 1 -> Some StoredType.Float32
        | 2 -> Some StoredType.UInt8
        | 3 -> Some StoredType.Int8
        | 4 -> Some StoredType.UInt16
        | 5 -> Some StoredType.Int16
        | 6 -> Some StoredType.Int32
        | 7 -> Some StoredType.Int64
        | 9 -> Some StoredType.Bool
        | 10 -> Some StoredType.Float16
        | 11 -> Some StoredType.Float64
        | 12 -> Some StoredType.UInt32
        | 13 -> Some StoredType.UInt64
        | 16 -> Some StoredType.BFloat16
        | _ -> None

    /// The number of a tensor's type.
    let ofDType (dtype: DType) =
        match dtype with
        | DType.Float32 -> float32
        | DType.Float64 -> float64
        | DType.Int32 -> int32
        | DType.Bool -> bool

/// The numbers of a tensor of the format.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal OnnxData =
    /// As they lie in a file: little-endian, row-major.
    | Raw of ArraySegment<byte>
    /// Those of a tensor that is to be written.
    | Numbers of Tensor
    /// 64-bit numbers to be written, such as shapes.
    | Longs of int64[]

/// TensorProto: a constant.
[<NoComparison; NoEquality>]
type internal OnnxTensor = { Name: string; Type: int; Sizes: int64[]; Data: OnnxData }

/// One size of an axis in the declaration of a value.
[<RequireQualifiedAccess>]
type internal OnnxSize =
    | Known of int64
    /// A size with a name, such as batch, or without one.
    | Named of string

/// ValueInfoProto: the name, type and shape of an input or a result. There may be no shape.
[<NoComparison; NoEquality>]
type internal OnnxValueInfo = { Name: string; Type: int; Sizes: OnnxSize[] option }

/// The value of an attribute.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal OnnxAttribute =
    | Float of float32
    | Int of int64
    | Text of string
    | Tensor of OnnxTensor
    | Graph of OnnxGraph
    | Floats of float32[]
    | Ints of int64[]
    | Texts of string[]
    /// A kind of attribute that no operator which is understood here has.
    | Other of kind: string

/// NodeProto: an operator with the names of what it reads and gives; "" where an optional one is left out.
and [<NoComparison; NoEquality>] internal OnnxNode = {
    Name: string
    Operator: string
    Domain: string
    Inputs: string[]
    Outputs: string[]
    Attributes: (string * OnnxAttribute) list
}

/// GraphProto: nodes in an order in which they can be computed.
and [<NoComparison; NoEquality>] internal OnnxGraph = {
    Name: string
    Nodes: OnnxNode[]
    Initializers: OnnxTensor[]
    Inputs: OnnxValueInfo[]
    Outputs: OnnxValueInfo[]
}

/// ModelProto: a graph, and what is said of it.
[<NoComparison; NoEquality>]
type internal OnnxFile = {
    IrVersion: int64
    Producer: string
    ProducerVersion: string
    /// Domain and version; "" is the domain of ONNX itself.
    Opsets: (string * int64) list
    Metadata: (string * string) list
    Graph: OnnxGraph
}
