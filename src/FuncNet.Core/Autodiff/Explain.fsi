namespace FuncNet

open System.Collections.Generic

/// A computation that was recorded with its values and with the adjoint of every place: the derivative of the result by
/// the value at that place.
[<Sealed>]
type Explanation =
    /// The result of the computation.
    member Value: Tensor

    /// The gradient of the result with respect to each input, by the input's name and in its shape.
    member Gradients: IReadOnlyDictionary<string, Tensor>

    /// A line for each place: the operation, its operands, type and shape, value, and adjoint. Larger tensors show their
    /// first numbers.
    member Table: string

    /// The graph in the notation of Mermaid, each node with its value and its gradient.
    member Mermaid: string

    /// The graph as a picture: the text of an SVG file, from left to right, each node with its operation, type and shape,
    /// value and adjoint. It needs no font and no script, adapts to light and dark, and breaks long chains into lines.
    member Svg: string

    /// The table.
    override ToString: unit -> string

/// Showing how a computation goes forward, and how its derivative comes back.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Explain =

    /// Records f at the given inputs (float32 or float64), and goes back over what was recorded. When the result has
    /// more than one number, the adjoints are those of its sum. Operations that the inputs do not reach are not recorded.
    ///
    /// The first example: J = 3(a + b·c) at a = 5, b = 3, c = 2.
    ///
    /// <code>
    /// let j = Explain.trace [ "a"; "b"; "c" ] (fun x -> 3.0 * (x[0] + x[1] * x[2])) [| Tensor.scalar 5.0; Tensor.scalar 3.0; Tensor.scalar 2.0 |]
    /// printfn "%s" j.Table
    ///
    /// place  operation  operands  shape       value  adjoint
    /// a      input                float32 []  5      3
    /// b      input                float32 []  3      6
    /// c      input                float32 []  2      9
    /// v1     Multiply   b, c      float32 []  6      3
    /// v2     Add        a, v1     float32 []  11     3
    /// v3     Multiply   3, v2     float32 []  33     1
    /// </code>
    ///
    /// So J = 33, ∂J/∂a = 3, ∂J/∂b = 6 and ∂J/∂c = 9.
    val trace: names: string seq -> f: (Tensor[] -> Tensor) -> inputs: Tensor[] -> Explanation
