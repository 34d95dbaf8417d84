namespace FuncNet

open System.Collections.Generic

/// An operation of your own: name, shape rule, numbers and derivative. The gradient is written with tensor operations, so
/// it can be differentiated again. Use it with Tensor.custom, and check it with GradientCheck.
[<AbstractClass>]
type CustomOperation() =

    /// The name, as it stands in tables, graphs and messages.
    abstract Name: string

    /// The shape and type of the result; throw ShapeException for operands that do not fit.
    abstract Infer: operands: TensorSpec[] -> TensorSpec

    /// The numbers of the result, in row-major order: an array of float32, double, int or bool, as Infer says.
    abstract Evaluate: operands: NDArray[] -> System.Array

    /// The gradient of a loss with respect to each operand, from its gradient with respect to the result; each in the shape of its operand.
    abstract Gradient: operands: Tensor[] * result: Tensor * gradient: Tensor -> Tensor[]

    interface ICustomPrimitive with
        member op.Name = op.Name
        member op.Infer operands = op.Infer operands
        member op.Evaluate operands = op.Evaluate operands

/// The derivative of every primitive: a line a family.
module internal Rules =

    let private custom (op: ICustomPrimitive) (x: Tensor[]) (y: Tensor) (g: Tensor) =
        match op with
        | :? CustomOperation as op ->
            let gradients = op.Gradient(x, y, g)

            if gradients.Length <> x.Length then
                Errors.shape "%s: Gradient must give one tensor for each of the %d operands." op.Name x.Length

            fun operand ->
                if gradients[operand].Spec <> x[operand].Spec then
                    Errors.shape
                        "%s: the gradient of operand %d is %O, the operand is %O."
                        op.Name
                        (operand + 1)
                        gradients[operand].Spec
                        x[operand].Spec

                gradients[operand]
        | op -> raise (FuncNetException $"{op.Name} has no derivative; inherit CustomOperation to give it one.")

    let private add (adjoints: Tensor voption[]) slot (gradient: Tensor) =
        adjoints[slot] <-
            match adjoints[slot] with
            | ValueSome sum -> ValueSome(sum + gradient)
            | ValueNone -> ValueSome gradient

    /// The gradient of the loss with respect to an operand x[i] of an entry, from its gradients with respect to the results;
    /// a result that the loss does not depend on has none.
    let rec private pullback (entry: Entry) (gradients: Tensor voption[]) : int -> Tensor =
        let x, y = entry.Inputs, entry.Outputs

        let g =
            match gradients[0] with
            | ValueSome g -> g
            | ValueNone -> Tensor.zerosLike y[0]

        match entry.Primitive with
        | Primitive.Elementwise op -> ElementwiseRules.pullback op x y[0] g
        | Primitive.Reduction op -> fun _ -> ReductionRules.pullback op x[0] y g
        | Primitive.Shaping op -> ShapingRules.pullback op x g
        | Primitive.LinearAlgebra op -> ProductRules.linearAlgebra op x g
        | Primitive.Convolution op -> ProductRules.convolution op x g
        | Primitive.Pooling op -> ProductRules.pooling op x y g
        | Primitive.Indexing op -> fun _ -> ProductRules.indexing op x g
        | Primitive.Sampling _
        | Primitive.Control Control.StopGradient -> fun operand -> Tensor.zerosLike x[operand]
        | Primitive.RecurrentCell op ->
            match RecurrentRules.tryGradient op x y gradients with
            | ValueSome gradient -> fun operand -> gradient[operand]
            | ValueNone ->
                let body, _ = x |> Array.map _.Spec |> Bodies.trace (RecurrentRules.composition op)
                replayed body x gradients
        | Primitive.Control(Control.Scan scan) ->
            ScanRules.pullback (backward false) scan x y gradients (entry.Operands |> Array.map _.IsSlot)
        | Primitive.Control(Control.Fused body) -> replayed body x gradients
        | Primitive.Custom op -> custom op x y[0] g

    /// Back over the operations of a body, which are done once more.
    and private replayed (body: LoopBody) (x: Tensor[]) (gradients: Tensor voption[]) : int -> Tensor =
        let entries, _ = Bodies.replay body x

        let seeds = [
            for result, gradient in Array.zip body.Results gradients do
                match result, gradient with
                | Source.Slot slot, ValueSome gradient -> slot, gradient
                | _ -> ()
        ]

        let adjoints = backward true body.Slots entries seeds
        fun operand -> adjoints[operand] |> ValueOption.defaultWith (fun () -> Tensor.zerosLike x[operand])

    /// The gradients at the inputs of a tape, from those at some of its places, in one pass from the last entry to the first.
    /// Those at results are dropped after use, unless all are to be kept.
    and backward keep slots (entries: IReadOnlyList<Entry>) (seeds: (int * Tensor) list) : Tensor voption[] =
        let adjoints = Array.create slots ValueNone

        for slot, seed in seeds do
            add adjoints slot seed

        for i in entries.Count - 1 .. -1 .. 0 do
            let entry = entries[i]
            let results = Array.sub adjoints entry.First entry.Outputs.Length

            if results |> Array.exists _.IsSome then
                let pullback = pullback entry results

                entry.Operands
                |> Array.iteri (fun operand source ->
                    match source with
                    | Operand.Slot slot -> add adjoints slot (pullback operand)
                    | Operand.Constant _ -> ())

                if not keep then
                    Array.fill adjoints entry.First results.Length ValueNone

        adjoints

/// Operations of the user's own.
[<AutoOpen>]
module TensorCustom =

    [<RequireQualifiedAccess>]
    module Tensor =

        /// Applies an operation of your own.
        let custom (op: CustomOperation) (operands: Tensor seq) =
            Tensor.Apply(Primitive.Custom op, Seq.toArray operands)
