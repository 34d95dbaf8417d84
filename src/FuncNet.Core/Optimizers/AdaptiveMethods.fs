namespace FuncNet

type Adagrad = { Rate: Schedule; Start: float; Epsilon: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adagrad =

    let defaults = { Rate = Schedule.constant 0.01; Start = 0.0; Epsilon = 1e-10 }

type Adadelta = { Rate: Schedule; Rho: float; Epsilon: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adadelta =

    let defaults = { Rate = Schedule.constant 1.0; Rho = 0.9; Epsilon = 1e-6 }

type Rprop = { FirstStep: float; Shrink: float; Grow: float; Smallest: float; Largest: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Rprop =

    let defaults = { FirstStep = 0.01; Shrink = 0.5; Grow = 1.2; Smallest = 1e-6; Largest = 50.0 }

[<AutoOpen>]
module AdaptiveMethods =

    [<RequireQualifiedAccess>]
    module Optimizer =

        let adagradWith (settings: Adagrad) =
            [
                Optimizer.scaleByAdagrad settings.Start settings.Epsilon
                Optimizer.scaleByLearningRate settings.Rate
            ]
            |> Optimizer.chain
            |> Optimizer.named "adagrad"

        let adagrad (rate: float) = adagradWith { Adagrad.defaults with Rate = Schedule.constant rate }

        let adadeltaWith (settings: Adadelta) =
            [
                Optimizer.scaleByAdadelta settings.Rho settings.Epsilon
                Optimizer.scaleByLearningRate settings.Rate
            ]
            |> Optimizer.chain
            |> Optimizer.named "adadelta"

        let adadelta (rate: float) = adadeltaWith { Adadelta.defaults with Rate = Schedule.constant rate }

        let rpropWith (settings: Rprop) =
            [
                Optimizer.scaleByRprop
                    settings.FirstStep
                    settings.Shrink
                    settings.Grow
                    settings.Smallest
                    settings.Largest
                Optimizer.scaleByLearningRate (Schedule.constant 1.0)
            ]
            |> Optimizer.chain
            |> Optimizer.named "rprop"

        let rprop (firstStep: float) = rpropWith { Rprop.defaults with FirstStep = firstStep }
