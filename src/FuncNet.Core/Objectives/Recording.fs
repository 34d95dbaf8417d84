namespace FuncNet

open System.Collections.Generic

/// What a layer or a join read and gave, and from which nodes of the drawing.
[<NoEquality; NoComparison>]
type internal LayerVisit = {
    Name: string
    What: string
    UseOf: int
    Bound: BoundAtom option
    Sources: int list
    Read: Signal<Tensor>
    Gave: Signal<Tensor>
}

/// A tensor on its way through the network, with the node of the drawing that it comes from.
[<NoEquality; NoComparison>]
type internal Wire = { Node: int; Tensor: Tensor }

/// A network run on a tape, with every layer's result at a place of its own.
module internal Recording =

    /// The network with its parameters and float inputs on a tape: every layer and join that was met, the wire of the
    /// prediction, and the inputs as they were traced.
    let visit (tape: Tape) context (network: Network) (inputs: Signal<Tensor>) =
        let traced = Queue tape.Inputs

        // A factor of 1 that is traced: times it, every result has a place of its own on the tape, whatever it depends on,
        // and an adjoint of its own. Dropout in inference gives its input as it is, to which more may flow back in other ways.
        let one = traced.Dequeue()

        let parameters =
            Parameters(network.Parameters.Layout, Array.init network.Parameters.Count (fun _ -> traced.Dequeue()))

        let place (x: Tensor) = if x.DType.IsFloat then tape.Settle x * Tensor.cast x.DType one else x
        let inputs = inputs |> Signal.map (fun x -> if x.DType.IsFloat then traced.Dequeue() else x)
        let visits = ResizeArray<LayerVisit>()
        let given = (Signal.values inputs).Length

        let add name kind number bound (read: Signal<Wire>) gave =
            let gave = Signal.map place gave

            visits.Add {
                Name = name
                What = kind
                UseOf = number
                Bound = bound
                Sources = Signal.values read |> List.map _.Node
                Read = Signal.map _.Tensor read
                Gave = gave
            }

            gave |> Signal.map (fun x -> { Node = given + visits.Count - 1; Tensor = x })

        let states = Array.copy network.State.Tensors

        let atom (bound: BoundAtom) read =
            let same visit = visit.Bound |> Option.exists (fun other -> other.Path = bound.Path)
            let earlier = visits |> Seq.filter same |> Seq.length

            Plan.applyAtom context parameters states bound (Signal.map _.Tensor read)
            |> add bound.Path bound.Atom.Kind (earlier + 1) (Some bound) read

        let join join (read: Signal<Wire> list) =
            match join with
            | Join.Tuple -> Signal.Many(List.toArray read)
            | Join.Add
            | Join.Multiply
            | Join.Average
            | Join.Maximum
            | Join.Concatenate ->
                let kind = string join
                let number = visits |> Seq.filter (fun visit -> visit.Bound.IsNone && visit.What = kind) |> Seq.length
                let name = $"{kind.ToLowerInvariant()}{number + 1}"

                Join.apply join (read |> List.map (Signal.map _.Tensor))
                |> add name kind 1 None (Signal.Many(List.toArray read))

        let nodes = Queue [ 0 .. given - 1 ]
        let wires = inputs |> Signal.map (fun x -> { Node = nodes.Dequeue(); Tensor = x })
        let output = Plan.flow atom join network.Plan wires
        visits.ToArray(), output, inputs
