namespace FuncNet

/// A network as a function of its weights and its inputs, in inference mode: what is measured after every epoch is compiled once.
[<Sealed>]
type internal Validation(plan: Plan) =

    let compute (x: Tensor[]) =
        let weights = plan.Layout.Paths.Length
        let inputs = weights + plan.StateLayout.Paths.Length
        let parameters = Parameters(plan.Layout, x[.. weights - 1])
        let state = Parameters(plan.StateLayout, x[weights .. inputs - 1])
        let context = { Training = false; Key = Key.OfSeed 0UL }
        let output, _ = Plan.apply plan context parameters state (Signal.fill plan.Input x[inputs..])
        Signal.values output |> List.toArray

    let compiled = Compile.many compute
    let mutable compiles = true

    let run (x: Tensor[]) =
        if compiles then
            try
                compiled x
            with :? FuncNetException ->
                // What is wrong with the inputs is wrong for the function, too, and is thrown again here.
                let results = compute x
                compiles <- false
                results
        else
            compute x

    /// The result under parameters and state; what Network.Apply gives, bit for bit.
    member _.Apply(parameters: Parameters, state: Parameters, input: Signal<Tensor>) : Signal<Tensor> =
        let weights = Array.append parameters.Tensors state.Tensors

        Signal.values input
        |> List.toArray
        |> Chunks.run (fun rows -> run (Array.append weights rows))
        |> Signal.fill plan.Output
