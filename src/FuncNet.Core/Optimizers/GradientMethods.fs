namespace FuncNet

type Sgd = { Rate: Schedule; Momentum: float; Dampening: float; Nesterov: bool }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sgd =

    let defaults = { Rate = Schedule.constant 0.01; Momentum = 0.0; Dampening = 0.0; Nesterov = false }

type RmsProp = { Rate: Schedule; Rho: float; Epsilon: float; Centred: bool; Momentum: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RmsProp =

    let defaults = { Rate = Schedule.constant 0.001; Rho = 0.9; Epsilon = 1e-8; Centred = false; Momentum = 0.0 }

type Adam = { Rate: Schedule; Beta1: float; Beta2: float; Epsilon: float; Decay: float; Amsgrad: bool }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adam =

    let defaults = {
        Rate = Schedule.constant 0.001
        Beta1 = 0.9
        Beta2 = 0.999
        Epsilon = 1e-8
        Decay = 0.0
        Amsgrad = false
    }

[<AutoOpen>]
module GradientMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let sgdWith (settings: Sgd) =
            let scale = Optimizer.scaleByLearningRate settings.Rate
            let ρ = Argument.decayRate "Optimizer.sgd" "the momentum" settings.Momentum

            let τ = Argument.decayRate "Optimizer.sgd" "the dampening" settings.Dampening

            if τ > 0.0 && (ρ = 0.0 || settings.Nesterov) then
                Errors.configuration
                    "Optimizer.sgd: a dampening of %g needs a momentum over 0, and not Nesterov's; the momentum is %g%s."
                    τ
                    ρ
                    (if settings.Nesterov then ", Nesterov's" else "")

            match ρ, settings.Nesterov with
            | 0.0, _ -> Optimizer.named "sgd" scale
            | _, false ->
                let momentum = if τ = 0.0 then Optimizer.momentum ρ else Optimizer.dampedMomentum ρ τ
                Optimizer.chain [ scale; momentum ] |> Optimizer.named "sgdMomentum"
            | _, true -> Optimizer.chain [ scale; Optimizer.nesterovMomentum ρ ] |> Optimizer.named "nesterov"

        let sgd (rate: float) = sgdWith { Sgd.defaults with Rate = Schedule.constant rate }

        let sgdMomentum (rate: float) (rho: float) =
            sgdWith { Sgd.defaults with Rate = Schedule.constant rate; Momentum = rho }

        let nesterov (rate: float) (rho: float) =
            sgdWith { Sgd.defaults with Rate = Schedule.constant rate; Momentum = rho; Nesterov = true }

        let rmsPropWith (settings: RmsProp) =
            let scaleByRms = if settings.Centred then Optimizer.scaleByCentredRms else Optimizer.scaleByRms
            let μ = Argument.decayRate "Optimizer.rmsProp" "the momentum" settings.Momentum

            [
                scaleByRms settings.Rho settings.Epsilon
                Optimizer.scaleByLearningRate settings.Rate
                if μ > 0.0 then
                    Optimizer.momentum μ
            ]
            |> Optimizer.chain
            |> Optimizer.named "rmsProp"

        let rmsProp (rate: float) = rmsPropWith { RmsProp.defaults with Rate = Schedule.constant rate }

        let adamWith (settings: Adam) =
            let scaleByAdam = if settings.Amsgrad then Optimizer.scaleByAmsgrad else Optimizer.scaleByAdam
            let adam = scaleByAdam settings.Beta1 settings.Beta2 settings.Epsilon
            let scale = Optimizer.scaleByLearningRate settings.Rate

            if settings.Decay = 0.0 then
                Optimizer.chain [ adam; scale ] |> Optimizer.named "adam"
            else
                Optimizer.chain [ adam; Optimizer.addDecayedWeights settings.Decay; scale ]
                |> Optimizer.named "adamW"

        let adam (rate: float) = adamWith { Adam.defaults with Rate = Schedule.constant rate }

        let adamW (rate: float) (decay: float) =
            adamWith { Adam.defaults with Rate = Schedule.constant rate; Decay = decay }
