namespace FuncNet

[<Sealed>]
type NetworkObjective internal (objective: Objective<Parameters>, start: Parameters, networkAt: Parameters -> Network) =

    member _.Objective = objective
    member _.Start = start
    member _.NetworkAt(parameters: Parameters) = networkAt parameters

[<AutoOpen>]
module NetworkObjectives =

    [<RequireQualifiedAccess>]
    module Objective =

        let private ofPredictions
            (make: (Parameters -> Tensor) -> Objective<Parameters>)
            (f: Parameters -> Tensor -> Tensor)
            (network: Network)
            (inputs: Tensor)
            =
            InputCheck.require "the input" network.DType network.Plan.Input (Signal.One inputs)
            let context = { Training = false; Key = Key.ofSeed 0UL }
            let weights, withFrozen = Plan.trainable network.Plan network.Parameters

            let predict weights =
                Plan.apply network.Plan context (withFrozen weights) network.State (Signal.One inputs)
                |> fst
                |> Signal.tensor "An objective"

            NetworkObjective(
                make (fun weights -> f weights (predict weights)),
                weights,
                fun found -> network.With(withFrozen (Parameters.update found weights), network.State)
            )

        let ofNetworkWith
            (regularizer: Regularizer)
            (network: Network)
            (loss: Loss)
            (inputs: Tensor)
            (targets: Tensor)
            =
            let risk weights prediction = Regularizer.risk loss regularizer weights prediction targets
            ofPredictions Objective.ofParameters risk network inputs

        let ofNetwork network loss inputs targets = ofNetworkWith Regularizer.none network loss inputs targets

        let ofNetworkResiduals (network: Network) (inputs: Tensor) (targets: Tensor) =
            let residuals _ (prediction: Tensor) =
                if prediction.Spec <> targets.Spec then
                    Errors.shape
                        "Objective.ofNetworkResiduals: the predictions are %O, the targets %O."
                        prediction.Spec
                        targets.Spec

                prediction - targets

            ofPredictions Objective.ofParameterResiduals residuals network inputs

    [<RequireQualifiedAccess>]
    module Minimizer =

        let fit (objective: NetworkObjective) (minimizer: Minimizer) =
            let last = Minimizer.run objective.Objective objective.Start minimizer
            objective.NetworkAt last.Point, last
