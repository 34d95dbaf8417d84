namespace FuncNet

open System
open System.Collections.Generic

[<NoEquality; NoComparison>]
type LayerPass = {
    Path: string
    Kind: string
    Use: int
    Input: Signal<Tensor>
    Output: Signal<Tensor>
    Adjoint: Signal<Tensor>
    Parameters: Parameters
    Gradients: Parameters
}

/// A pass as it is drawn.
module private Pass =

    let brief (tensor: Tensor) = Excerpt.brief tensor.Value

    let text (write: Tensor -> string) (signal: Signal<Tensor>) = signal |> Signal.map write |> string

    let adjointText (value: Tensor) adjoint = if value.DType.IsFloat then brief adjoint else "–"

    let facts value adjoint =
        let adjoints =
            match value, adjoint with
            | Signal.One value, Signal.One adjoint -> adjointText value adjoint
            | value, adjoint ->
                Seq.map2 adjointText (Signal.values value) (Signal.values adjoint)
                |> String.concat ", "
                |> sprintf "(%s)"

        [| text brief value; adjoints |]

    let given name kind (value: Tensor) adjoint = {
        Name = name
        Operation = kind
        IsInput = true
        Operands = [||]
        Shape = string value.Spec
        Facts = [| brief value; adjoint |]
        Parts = [||]
    }

    let layer (pass: LayerPass) (sources: int list) = {
        Name = if pass.Use = 1 then pass.Path else $"{pass.Path} (use {pass.Use})"
        Operation = pass.Kind
        IsInput = false
        Operands = sources |> List.distinct |> List.map DrawnOperand.Node |> List.toArray
        Shape =
            let shapes = text (fun x -> string x.Shape)
            let dtype = (Signal.values pass.Output).Head.DType
            $"{dtype} {shapes pass.Input} → {shapes pass.Output}"
        Facts = facts pass.Output pass.Adjoint
        Parts = [|
            for path, value in Parameters.toSeq pass.Parameters ->
                {
                    Name = path.Substring(path.LastIndexOf '.' + 1)
                    Shape = string value.Spec
                    Facts = [| brief value; brief pass.Gradients[path] |]
                }
        |]
    }

    let loss (loss: Loss) (value: Tensor) prediction targets = {
        Name = "loss"
        Operation = loss.Name
        IsInput = false
        Operands = [| DrawnOperand.Node prediction; DrawnOperand.Node targets |]
        Shape = string value.Spec
        Facts = [| brief value; "1" |]
        Parts = [||]
    }

    /// ‖x‖ in float64, so that large numbers do not overflow.
    let norm (tensors: Tensor seq) =
        tensors
        |> Seq.sumBy (fun x -> (x |> Tensor.cast DType.Float64 |> Tensor.square |> Tensor.sum).ToScalar())
        |> sqrt

    let norms (pass: LayerPass) : LayerNorms = {
        Path = pass.Path
        Kind = pass.Kind
        Output = norm (Signal.values pass.Output)
        Adjoint = norm (Signal.values pass.Adjoint)
        Parameters = [|
            for path, value in Parameters.toSeq pass.Parameters ->
                { Path = path; Value = norm [ value ]; Gradient = norm [ pass.Gradients[path] ] }
        |]
    }

[<Sealed>]
type NetworkExplanation
    internal
    (
        title: string,
        nodes: DrawnNode[],
        loss: Tensor,
        prediction: Tensor,
        gradients: Parameters,
        inputGradients: Signal<Tensor>,
        layers: LayerPass[]
    ) =

    let headings = [| "value"; "adjoint" |]

    /// In Mermaid the shape is a fact like the others.
    let withShape (node: DrawnNode) = {
        node with
            Facts = [| node.Shape; yield! node.Facts |]
            Parts = [| for part in node.Parts -> { part with Facts = [| part.Shape; yield! part.Facts |] } |]
    }

    member _.Loss = loss
    member _.Prediction = prediction
    member _.Gradients = gradients
    member _.InputGradients = inputGradients
    member _.Layers: IReadOnlyList<LayerPass> = Array.AsReadOnly layers
    member _.Norms = GradientNorms(loss.ToScalar(), layers |> Array.map Pass.norms)
    member _.Table = Drawing.table [| "layer"; "kind"; "reads"; "shape"; yield! headings |] nodes
    member _.Mermaid = Drawing.mermaid [| ""; yield! headings |] (nodes |> Array.map withShape)
    member _.Svg = Svg.draw "The forward and backward pass of a network" title headings nodes
    override explanation.ToString() = explanation.Table

[<AutoOpen>]
module NetworkExplanations =

    let private fitting (network: Network) (inputs: Signal<Tensor>) =
        let samples =
            inputs
            |> Signal.map (fun x ->
                if x.Rank = 0 then
                    Errors.shape "The inputs must have a batch axis; one of them is a scalar."

                Shape(x.Shape.ToArray()[1..]))

        if samples <> network.InputShape then
            Errors.shape "The network takes samples of the shape %O; these have %O." network.InputShape samples

    [<RequireQualifiedAccess>]
    module Explain =

        let networkWith
            (context: Context)
            (loss: Loss)
            (inputs: Signal<Tensor>)
            (targets: Tensor)
            (network: Network)
            : NetworkExplanation =
            fitting network inputs
            let floats = Signal.values inputs |> List.filter _.DType.IsFloat
            let sources = [| Tensor.number network.DType 1.0; yield! network.Parameters.Tensors; yield! floats |]
            let tape = Tape.Over sources
            let visits, output, traced = Recording.visit tape context network inputs
            Signal.tensor "A loss" (Signal.map _.Tensor output) |> ignore
            let predicted = (Signal.values output).Head
            let result = tape.Settle(Loss.value loss predicted.Tensor targets)
            let value = tape.Peel result

            let adjoints =
                match tape.Find result with
                | Operand.Slot slot -> Backward.run true tape [ slot, Tensor.onesLike value ]
                | Operand.Constant _ -> Array.create tape.Slots ValueNone

            let adjoint (x: Tensor) =
                match tape.Find x with
                | Operand.Slot slot ->
                    adjoints[slot] |> ValueOption.defaultWith (fun () -> Tensor.zerosLike (tape.Peel x))
                | Operand.Constant _ -> Tensor.zerosLike x

            let gradients =
                tape.Inputs[1 .. network.Parameters.Count]
                |> Array.map adjoint
                |> fun gradients -> Parameters(network.Parameters.Layout, gradients)

            let pass (visit: LayerVisit) : LayerPass =
                let own (tree: Parameters) =
                    match visit.Bound with
                    | Some bound when visit.UseOf = 1 ->
                        Parameters.filter (fun path -> path.StartsWith(bound.Path + ".", StringComparison.Ordinal)) tree
                    | Some _
                    | None -> Parameters.empty

                {
                    Path = visit.Name
                    Kind = visit.What
                    Use = visit.UseOf
                    Input = Signal.map tape.Peel visit.Read
                    Output = Signal.map tape.Peel visit.Gave
                    Adjoint = Signal.map adjoint visit.Gave
                    Parameters = own network.Parameters
                    Gradients = own gradients
                }

            let passes = visits |> Array.map pass
            let values = Signal.values inputs
            let inputGradients = Signal.map adjoint traced

            let nodes = [|
                for i, (x, gradient) in List.indexed (List.zip values (Signal.values inputGradients)) do
                    let name = if values.Length = 1 then "input" else $"input{i + 1}"
                    Pass.given name "input" x (Pass.adjointText x gradient)

                for pass, visit in Array.zip passes visits do
                    Pass.layer pass visit.Sources

                Pass.given "targets" "targets" targets "–"
                Pass.loss loss value predicted.Node (values.Length + passes.Length)
            |]

            let title =
                $"{passes.Length} layers and joins over a batch of {values.Head.Shape[0]}; {loss.Name} is {Pass.brief value}."

            NetworkExplanation(title, nodes, value, tape.Peel predicted.Tensor, gradients, inputGradients, passes)

        let private inTraining loss (inputs: Tensor) targets network =
            networkWith { Training = true; Key = Key.ofSeed 0UL } loss (Signal.One inputs) targets network

        let network (loss: Loss) (inputs: Tensor) (targets: Tensor) (network: Network) =
            inTraining loss inputs targets network

        let gradientNorms loss inputs targets network = (inTraining loss inputs targets network).Norms
