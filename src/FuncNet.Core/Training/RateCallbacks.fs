namespace FuncNet

type PlateauOptions = { By: Criterion; MinDelta: float; Patience: int; Factor: float; Cooldown: int; MinRate: float }

[<AutoOpen>]
module RateCallbacks =

    [<RequireQualifiedAccess>]
    module Plateau =

        let defaults = {
            By = Criterion.loss
            MinDelta = 1e-4
            Patience = 10
            Factor = 0.1
            Cooldown = 0
            MinRate = 0.0
        }

    /// What reduceOnPlateau remembers.
    type private OnPlateau = { Best: float; Waited: int; Cooling: int; Factor: float }

    let private toTree (plateau: OnPlateau) =
        Parameters.ofSeq [
            "best", Tensor.number DType.Float64 plateau.Best
            "waited", Tensor.number DType.Int32 (float plateau.Waited)
            "cooling", Tensor.number DType.Int32 (float plateau.Cooling)
            "factor", Tensor.number DType.Float64 plateau.Factor
        ]

    let private ofTree (tree: Parameters) : OnPlateau = {
        Best = tree["best"].ToScalar()
        Waited = int (tree["waited"].ToScalar())
        Cooling = int (tree["cooling"].ToScalar())
        Factor = tree["factor"].ToScalar()
    }

    [<RequireQualifiedAccess>]
    module Callback =

        let reduceOnPlateauWith (options: PlateauOptions) =
            let where = "Callback.reduceOnPlateau"
            let margin = Argument.nonNegative where "the minimal change" options.MinDelta
            let patience = Argument.atLeast 1 where "the patience" options.Patience
            let cooldown = Argument.atLeast 0 where "the cooldown" options.Cooldown
            let minRate = Argument.nonNegative where "the minimal rate" options.MinRate

            if not (options.Factor > 0.0 && options.Factor < 1.0) then
                Errors.configuration "%s: the factor must be over 0 and under 1; it is %g." where options.Factor

            let criterion = options.By

            /// What rounding may add to a rate.
            let rounding = 1.0 + 1e-12

            /// The factor after a fall, by which the rate of the last step, which it is part of, stays at the minimal rate or over it.
            let fallen (factor: float) (rate: float) =
                if rate <= minRate * rounding then factor
                elif rate * options.Factor < minRate then factor * (minRate / rate)
                else factor * options.Factor

            let next (plateau: OnPlateau) (report: EpochReport) : OnPlateau =
                let value = criterion.Read report
                let improves = criterion.Improves(margin, plateau.Best, value)
                let best = if improves then value else plateau.Best

                if plateau.Cooling > 0 then
                    { plateau with Best = best; Cooling = plateau.Cooling - 1 }
                elif improves then
                    { plateau with Best = best; Waited = 0 }
                elif plateau.Waited + 1 < patience then
                    { plateau with Waited = plateau.Waited + 1 }
                else
                    { plateau with Waited = 0; Cooling = cooldown; Factor = fallen plateau.Factor report.Rate }

            let first = { Best = criterion.Worst; Waited = 0; Cooling = 0; Factor = 1.0 }

            let callback =
                Callback.custom "reduceOnPlateau" (toTree first) (fun kept event ->
                    match event with
                    | TrainingEvent.EpochDone report ->
                        let before = ofTree kept
                        let after = next before report

                        toTree after,
                        (if after.Factor = before.Factor then [] else [ Command.RateFactor after.Factor ])
                    | TrainingEvent.Started _
                    | TrainingEvent.RunsEagerly _
                    | TrainingEvent.Warned _
                    | TrainingEvent.StepDone _
                    | TrainingEvent.Finished _ -> kept, [])

            Callback { callback.Parts with SeesSteps = false; Reads = criterion.Metric }

        let reduceOnPlateau factor patience =
            reduceOnPlateauWith { Plateau.defaults with Factor = factor; Patience = patience }

        let rateByEpoch (factor: int -> float) =
            let state (epochs: int) = Parameters.ofSeq [ "epochs", Tensor.number DType.Int32 (float epochs) ]

            let callback =
                Callback.custom "rateByEpoch" (state 0) (fun kept event ->
                    match event with
                    | TrainingEvent.Started _ ->
                        kept, [ Command.RateFactor(factor (1 + int (kept["epochs"].ToScalar()))) ]
                    | TrainingEvent.EpochDone report ->
                        state report.Epoch, [ Command.RateFactor(factor (report.Epoch + 1)) ]
                    | TrainingEvent.RunsEagerly _
                    | TrainingEvent.Warned _
                    | TrainingEvent.StepDone _
                    | TrainingEvent.Finished _ -> kept, [])

            Callback { callback.Parts with SeesSteps = false }
