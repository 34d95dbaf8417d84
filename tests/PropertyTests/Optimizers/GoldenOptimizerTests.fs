module FuncNet.Tests.``Optimizers against PyTorch``

open Xunit
open FuncNet

/// PyTorch adds λx to the gradient of every tensor; FuncNet's default spares those that do not decay.
let private penalized weight optimizer =
    Optimizer.chain [ Optimizer.addDecayedWeightsTo (fun _ -> true) weight; optimizer ]

/// PyTorch's AdamW decays every tensor, too.
let private adamWOfAll rate weight scale =
    Optimizer.chain [
        scale
        Optimizer.addDecayedWeightsTo (fun _ -> true) weight
        Optimizer.scaleByLearningRate (Schedule.constant rate)
    ]

let private rate = Schedule.constant

let private rms = { RmsProp.defaults with Rate = rate 0.01 }

let private centred = { rms with Epsilon = 1e-3; Centred = true }

/// The optimizers of tests/golden/optimizers.py, with the same options.
let private methods =
    dict [
        "sgd", Optimizer.sgd 0.1
        "sgd, decay", penalized 0.1 (Optimizer.sgd 0.1)
        "sgd, momentum", Optimizer.sgdMomentum 0.05 0.9
        "sgd, dampening", Optimizer.sgdWith { Sgd.defaults with Rate = rate 0.05; Momentum = 0.9; Dampening = 0.5 }
        "sgd, dampening, decay",
        Optimizer.sgdWith { Sgd.defaults with Rate = rate 0.1; Momentum = 0.8; Dampening = 0.8 }
        |> penalized 0.1
        "sgd, Nesterov", Optimizer.nesterov 0.05 0.9
        "sgd, Nesterov, decay", penalized 0.1 (Optimizer.nesterov 0.05 0.8)
        "adagrad", Optimizer.adagrad 0.1
        "adagrad, all",
        { Adagrad.defaults with Rate = Schedule.inverseTime 0.1 1 0.2; Start = 0.1 }
        |> Optimizer.adagradWith
        |> penalized 0.1
        "adadelta", Optimizer.adadelta 1.0
        "adadelta, all",
        { Adadelta.Rate = rate 0.5; Rho = 0.8; Epsilon = 1e-3 } |> Optimizer.adadeltaWith |> penalized 0.1
        "adam", Optimizer.adam 0.05
        "adam, all",
        { Adam.defaults with Rate = rate 0.1; Beta1 = 0.8; Beta2 = 0.95; Epsilon = 1e-4 }
        |> Optimizer.adamWith
        |> penalized 0.1
        "adam, amsgrad",
        Optimizer.adamWith { Adam.defaults with Rate = rate 0.1; Beta1 = 0.8; Beta2 = 0.6; Amsgrad = true }
        "adamW", adamWOfAll 0.05 0.1 (Optimizer.scaleByAdam 0.9 0.999 1e-8)
        "adamW, amsgrad", adamWOfAll 0.1 0.2 (Optimizer.scaleByAmsgrad 0.8 0.6 1e-8)
        "adamax", Optimizer.adamax 0.05
        "adamax, all",
        { Adamax.Rate = rate 0.1; Beta1 = 0.8; Beta2 = 0.7; Epsilon = 1e-3 }
        |> Optimizer.adamaxWith
        |> penalized 0.1
        "nadam", Optimizer.nadam 0.05
        "nadam, all",
        { NAdam.defaults with Rate = rate 0.1; Beta1 = 0.8; Beta2 = 0.9; MomentumDecay = 0.5 }
        |> Optimizer.nadamWith
        |> penalized 0.1
        "radam", Optimizer.radam 0.05
        "radam, all",
        { RAdam.Rate = rate 0.1; Beta1 = 0.8; Beta2 = 0.9; Epsilon = 1e-4 }
        |> Optimizer.radamWith
        |> penalized 0.1
        // PyTorch keeps 0.99 of the mean square, where FuncNet's default is 0.9.
        "rmsProp", Optimizer.rmsPropWith { RmsProp.defaults with Rate = rate 0.02; Rho = 0.99 }
        "rmsProp, centred", Optimizer.rmsPropWith centred
        "rmsProp, all", Optimizer.rmsPropWith { centred with Momentum = 0.8 } |> penalized 0.1
        "rmsProp, momentum", Optimizer.rmsPropWith { rms with Momentum = 0.9 }
        "rprop", Optimizer.rprop 0.01
        "rprop, all",
        Optimizer.rpropWith { FirstStep = 0.05; Shrink = 0.4; Grow = 1.5; Smallest = 1e-3; Largest = 0.15 }
    ]

let private cases = lazy Golden.cases "optimizers"

let names () : TheoryData<string> = TheoryData<string>(cases.Value |> Seq.map _.Name)

/// Σ (tanh(xA + b) − y)² + Σ b⁴ / 10.
let private loss (case: GoldenCase) (x: Parameters) =
    let squares = Tensor.square x["bias"]
    let error = tanh (Tensor.matmul case["inputs"] x["kernel"] + x["bias"]) - case["targets"]
    sum (Tensor.square error) + sum (Tensor.square squares) / 10.0

[<Theory; MemberData(nameof names)>]
let ``twenty steps are PyTorch's`` (name: string) =
    let case = cases.Value |> List.find (fun case -> case.Name = name)
    let optimizer = methods[case.Text "method"]
    let tolerance = if case["inputs"].DType = DType.Float64 then 1e-9 else 1e-5
    let start = Parameters.ofSeq [ "kernel", case["kernel.0"]; "bias", case["bias.0"] ]

    let next (x, state) step =
        let updates, state = Optimizer.update optimizer (Parameters.grad (loss case) x) state x
        let x = Optimizer.apply updates x

        for path in x.Paths do
            let at = $"{path}.{step}"

            if case.Tensors.ContainsKey at then
                Golden.requireNear tolerance at case[at] x[path]

        x, state

    List.fold next (start, Optimizer.init optimizer start) [ 1..20 ] |> ignore

[<Fact>]
let ``every method of the file is compared`` () =
    let methodsOfFile = cases.Value |> Seq.map (fun case -> case.Text "method") |> Set.ofSeq
    Assert.Equal<Set<string>>(methodsOfFile, Set.ofSeq methods.Keys)
    Assert.All(cases.Value, (fun case -> Assert.True(case.Tensors.ContainsKey "kernel.20")))

[<Fact>]
let ``a trajectory of other options is not PyTorch's`` () =
    let case = cases.Value |> List.find (fun case -> case.Name = "nadam, float64")
    let start = Parameters.ofSeq [ "kernel", case["kernel.0"]; "bias", case["bias.0"] ]
    let optimizer = Optimizer.nadamWith { NAdam.defaults with Rate = rate 0.05; MomentumDecay = 0.005 }

    let updates, _ =
        Optimizer.update optimizer (Parameters.grad (loss case) start) (Optimizer.init optimizer start) start

    let x = Optimizer.apply updates start

    Assert.ThrowsAny(fun () -> Golden.requireNear 1e-9 "kernel.1" case["kernel.1"] x["kernel"])
    |> ignore
