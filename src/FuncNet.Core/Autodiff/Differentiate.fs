namespace FuncNet

module internal Backward =

    /// The gradients at the places of a tape; all of them, if they are to be kept, and else those at its inputs.
    let run keep (tape: Tape) (seeds: (int * Tensor) list) : Tensor voption[] =
        Rules.backward keep tape.Slots tape.Entries seeds

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Differentiate =

    let private floats operation (inputs: Tensor[]) =
        for x in inputs do
            if not x.DType.IsFloat then
                Errors.dtype
                    "%s: can differentiate with respect to float32 and float64 only; this input is %O."
                    operation
                    x.DType

    let vjpMany (f: Tensor[] -> Tensor[]) (inputs: Tensor[]) : Tensor[] * (Tensor[] -> Tensor[]) =
        floats "vjp" inputs
        let tape = Tape.Over inputs
        let results = f tape.Inputs |> Array.map tape.Settle
        let values = results |> Array.map tape.Peel

        let pullback (gradients: Tensor[]) =
            if gradients.Length <> results.Length then
                Errors.shape "vjp: %d gradients were given for %d results." gradients.Length results.Length

            let seeds = [
                for result, gradient in Array.zip results gradients do
                    match tape.Find result with
                    | Operand.Slot slot ->
                        if gradient.Spec <> result.Spec then
                            Errors.shape "vjp: the gradient is %O, the result is %O." gradient.Spec result.Spec

                        slot, gradient
                    | Operand.Constant _ -> ()
            ]

            let adjoints = Backward.run false tape seeds

            inputs
            |> Array.mapi (fun slot x ->
                match adjoints[slot] with
                | ValueSome gradient -> gradient
                | ValueNone -> Tensor.zerosLike x)

        values, pullback

    let vjp (f: Tensor -> Tensor) (x: Tensor) : Tensor * (Tensor -> Tensor) =
        let y, pullback = vjpMany (fun x -> [| f x[0] |]) [| x |]
        y[0], (fun g -> (pullback [| g |])[0])

    let private scalar operation (y: Tensor) =
        if y.Size <> 1 || not y.DType.IsFloat then
            Errors.shape
                "%s: the function must give one float number, to have a gradient; it gave %O. Sum it, or use jacobian."
                operation
                y.Spec

    let valueAndGradBeside (f: Tensor[] -> Tensor * Tensor[]) (inputs: Tensor[]) : Tensor * Tensor[] * Tensor[] =
        floats "grad" inputs
        let tape = Tape.Over inputs
        let y, beside = f tape.Inputs
        let y, beside = tape.Settle y, beside |> Array.map tape.Settle
        scalar "grad" y

        let gradients =
            match tape.Find y with
            | Operand.Slot slot ->
                let adjoints = Backward.run false tape [ slot, Tensor.onesLike (tape.Peel y) ]
                Array.mapi (fun i x -> adjoints[i] |> ValueOption.defaultWith (fun () -> Tensor.zerosLike x)) inputs
            | Operand.Constant _ -> inputs |> Array.map Tensor.zerosLike

        tape.Peel y, gradients, beside |> Array.map tape.Peel

    let valueAndGradMany (f: Tensor[] -> Tensor) (inputs: Tensor[]) : Tensor * Tensor[] =
        let y, gradients, _ = valueAndGradBeside (fun x -> f x, [||]) inputs
        y, gradients

    let gradMany f inputs = valueAndGradMany f inputs |> snd

    let valueAndGrad (f: Tensor -> Tensor) (x: Tensor) =
        let y, gradients = valueAndGradMany (fun x -> f x[0]) [| x |]
        y, gradients[0]

    let grad f x = valueAndGrad f x |> snd

    let jvp (f: Tensor -> Tensor) (x: Tensor) (v: Tensor) : Tensor * Tensor =
        if v.Spec <> x.Spec then
            Errors.shape "jvp: the direction is %O, the point is %O." v.Spec x.Spec

        let y, pullback = vjp f x
        let _, push = vjp pullback (Tensor.zerosLike y)
        y, push v

    let jacobian (f: Tensor -> Tensor) (x: Tensor) : Tensor =
        let y, pullback = vjp f x

        if not y.DType.IsFloat then
            Errors.dtype "jacobian: the function must give float32 or float64; it gave %O." y.Spec

        let unit = Tensor.eye y.DType y.Size
        let row (i: int) = pullback (Tensor.reshape y.Shape unit[i])
        let shape = Array.append (y.Shape.ToArray()) (x.Shape.ToArray())

        if y.Size = 0 then
            Tensor.full x.DType shape 0.0
        else
            Seq.init y.Size row |> Tensor.stack 0 |> Tensor.reshape shape

    let hessian f x = jacobian (grad f) x

    let hessianVector f (x: Tensor) (v: Tensor) =
        if v.Spec <> x.Spec then
            Errors.shape "hessianVector: the direction is %O, the point is %O." v.Spec x.Spec

        grad (fun x -> Tensor.sum (grad f x * v)) x

[<AutoOpen>]
module Prelude =

    let sum (x: Tensor) = Tensor.sum x
    let mean (x: Tensor) = Tensor.mean x
    let matmul (a: Tensor) (b: Tensor) = Tensor.matmul a b
    let grad f x = Differentiate.grad f x
    let valueAndGrad f x = Differentiate.valueAndGrad f x
