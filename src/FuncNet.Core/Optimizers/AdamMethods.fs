namespace FuncNet

type Adamax = { Rate: Schedule; Beta1: float; Beta2: float; Epsilon: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adamax =

    let defaults: Adamax = { Rate = Schedule.constant 0.002; Beta1 = 0.9; Beta2 = 0.999; Epsilon = 1e-8 }

type NAdam = { Rate: Schedule; Beta1: float; Beta2: float; Epsilon: float; MomentumDecay: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module NAdam =

    let defaults: NAdam = {
        Rate = Schedule.constant 0.002
        Beta1 = 0.9
        Beta2 = 0.999
        Epsilon = 1e-8
        MomentumDecay = 0.004
    }

type RAdam = { Rate: Schedule; Beta1: float; Beta2: float; Epsilon: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RAdam =

    let defaults: RAdam = { Rate = Schedule.constant 0.001; Beta1 = 0.9; Beta2 = 0.999; Epsilon = 1e-8 }

type Lion = { Rate: Schedule; Beta1: float; Beta2: float; Decay: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lion =

    let defaults: Lion = { Rate = Schedule.constant 1e-4; Beta1 = 0.9; Beta2 = 0.99; Decay = 0.0 }

type Lamb = { Rate: Schedule; Beta1: float; Beta2: float; Epsilon: float; Decay: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lamb =

    let defaults: Lamb = { Rate = Schedule.constant 0.001; Beta1 = 0.9; Beta2 = 0.999; Epsilon = 1e-6; Decay = 0.01 }

[<AutoOpen>]
module AdamMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let amsgrad (rate: float) =
            Optimizer.adamWith { Adam.defaults with Rate = Schedule.constant rate; Amsgrad = true }
            |> Optimizer.named "amsgrad"

        let private scaled name (rate: Schedule) transforms =
            Optimizer.chain [ yield! transforms; Optimizer.scaleByLearningRate rate ] |> Optimizer.named name

        /// Decoupled weight decay, where there is any.
        let private decayed (weight: float) = [
            if weight <> 0.0 then
                Optimizer.addDecayedWeights weight
        ]

        let adamaxWith (settings: Adamax) =
            [ Optimizer.scaleByAdamax settings.Beta1 settings.Beta2 settings.Epsilon ]
            |> scaled "adamax" settings.Rate

        let adamax (rate: float) = adamaxWith { Adamax.defaults with Rate = Schedule.constant rate }

        let nadamWith (settings: NAdam) =
            [ Optimizer.scaleByNAdam settings.Beta1 settings.Beta2 settings.Epsilon settings.MomentumDecay ]
            |> scaled "nadam" settings.Rate

        let nadam (rate: float) = nadamWith { NAdam.defaults with Rate = Schedule.constant rate }

        let radamWith (settings: RAdam) =
            [ Optimizer.scaleByRAdam settings.Beta1 settings.Beta2 settings.Epsilon ]
            |> scaled "radam" settings.Rate

        let radam (rate: float) = radamWith { RAdam.defaults with Rate = Schedule.constant rate }

        let lionWith (settings: Lion) =
            [ Optimizer.scaleByLion settings.Beta1 settings.Beta2; yield! decayed settings.Decay ]
            |> scaled "lion" settings.Rate

        let lion (rate: float) (decay: float) =
            lionWith { Lion.defaults with Rate = Schedule.constant rate; Decay = decay }

        let lambWith (settings: Lamb) =
            [
                Optimizer.scaleByAdam settings.Beta1 settings.Beta2 settings.Epsilon
                yield! decayed settings.Decay
                Optimizer.scaleByTrustRatio
            ]
            |> scaled "lamb" settings.Rate

        let lamb (rate: float) (decay: float) =
            lambWith { Lamb.defaults with Rate = Schedule.constant rate; Decay = decay }
