namespace FuncNet

[<AutoOpen>]
module Saliency =

    /// Samples whose tape is kept at one time.
    let private part = 64

    let private slope network labels (inputs: Tensor) =
        let score x = sum (ClassScore.chosen labels (ClassScore.all ClassScore.untouched network x))
        grad score inputs

    let private slopes network = ClassScore.inParts part (slope network)

    let private requireFloats operation (inputs: Tensor) =
        if not inputs.DType.IsFloat then
            Errors.dtype
                "%s: the inputs are %O, by which nothing can be differentiated; Explain.occlusion asks without derivatives."
                operation
                inputs.DType

    /// The mean of `count` inputs' slopes.
    let private mean count (input: int -> Tensor) labels network =
        let mutable total = slopes network labels (input 0)

        for i in 1 .. count - 1 do
            total <- total + slopes network labels (input i)

        total / float count

    [<RequireQualifiedAccess>]
    module Explain =

        let inputGradient (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireFloats "Explain.inputGradient" inputs
            ClassScore.require "Explain.inputGradient" labels inputs network
            slopes network labels inputs

        let saliency (labels: Tensor) (inputs: Tensor) (network: Network) =
            let size = abs (inputGradient labels inputs network)
            if size.Rank = 4 then Tensor.maxOver [ 3 ] size else size

        let smoothGradient
            (key: Key)
            (deviation: float)
            (copies: int)
            (labels: Tensor)
            (inputs: Tensor)
            (network: Network)
            =
            requireFloats "Explain.smoothGradient" inputs
            ClassScore.require "Explain.smoothGradient" labels inputs network
            let σ = Argument.nonNegative "Explain.smoothGradient" "the deviation" deviation
            let count = Argument.atLeast 1 "Explain.smoothGradient" "the number of copies" copies
            let noisy i = inputs + σ * Key.normal inputs.DType inputs.Shape (Key.foldIn i key)
            mean count noisy labels network

        let integratedGradients (baseline: Tensor) (steps: int) (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireFloats "Explain.integratedGradients" inputs
            ClassScore.require "Explain.integratedGradients" labels inputs network
            let count = Argument.atLeast 1 "Explain.integratedGradients" "the number of steps" steps
            let from = Tensor.broadcastTo inputs.Shape baseline
            let way = inputs - from
            let midpoint i = from + (float i + 0.5) / float count * way
            way * mean count midpoint labels network
