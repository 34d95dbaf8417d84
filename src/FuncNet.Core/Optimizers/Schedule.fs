namespace FuncNet

open System

[<Sealed>]
type Schedule internal (name: string, rate: Tensor -> Tensor) =

    member _.Name = name
    member internal _.Rate = rate
    member _.At(step: int) : float = (rate (Tensor.number DType.Int32 (float step))).ToScalar()
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Schedule =

    let private number x = Tensor.number DType.Float64 x

    let private ofTime name (rate: Tensor -> Tensor) = Schedule(name, Tensor.cast DType.Float64 >> rate)

    let private stepsOf operation name steps = float (Argument.atLeast 1 operation name steps)

    let at (step: int) (schedule: Schedule) : float = schedule.At step
    let rate (step: Tensor) (schedule: Schedule) : Tensor = schedule.Rate step

    let custom name (rate: Tensor -> Tensor) =
        let checkedRate step =
            let η = rate step

            if η.Shape.Rank <> 0 || η.DType <> DType.Float64 then
                Errors.shape "Schedule %s: a float64 scalar was expected; it gave %O." name η.Spec

            η

        Schedule(name, checkedRate)

    let constant (rate: float) =
        let η = Argument.nonNegative "Schedule.constant" "the rate" rate
        Schedule("constant", (fun _ -> number η))

    let inverseTime (decay: float) decaySteps (rate: float) =
        let decay = Argument.nonNegative "Schedule.inverseTime" "the decay" decay
        let steps = stepsOf "Schedule.inverseTime" "decaySteps" decaySteps
        let η = Argument.nonNegative "Schedule.inverseTime" "the rate" rate
        ofTime "inverseTime" (fun t -> η / (1.0 + decay * t / steps))

    let step (factor: float) every (rate: float) =
        let factor = Argument.nonNegative "Schedule.step" "the factor" factor
        let every = stepsOf "Schedule.step" "every" every
        let η = Argument.nonNegative "Schedule.step" "the rate" rate
        ofTime "step" (fun t -> η * number factor ** floor (t / every))

    let exponential (factor: float) steps (rate: float) =
        let factor = Argument.nonNegative "Schedule.exponential" "the factor" factor
        let steps = stepsOf "Schedule.exponential" "steps" steps
        let η = Argument.nonNegative "Schedule.exponential" "the rate" rate
        ofTime "exponential" (fun t -> η * number factor ** (t / steps))

    /// From one rate to another along half a cosine, while x goes from 0 to 1.
    let private halfCosine (first: float) (last: float) (x: Tensor) =
        last + (first - last) / 2.0 * (1.0 + cos (Math.PI * x))

    let cosineTo (last: float) steps (rate: float) =
        let last = Argument.nonNegative "Schedule.cosine" "the last rate" last
        let steps = stepsOf "Schedule.cosine" "steps" steps
        let η = Argument.nonNegative "Schedule.cosine" "the rate" rate
        ofTime "cosine" (fun t -> halfCosine η last (Tensor.minimum t (number steps) / steps))

    let cosine steps rate = cosineTo 0.0 steps rate

    let cosineCycles steps (rate: float) =
        let steps = stepsOf "Schedule.cosineCycles" "steps" steps
        let η = Argument.nonNegative "Schedule.cosineCycles" "the rate" rate
        ofTime "cosineCycles" (fun t -> halfCosine η 0.0 (t / steps - floor (t / steps)))

    let warmUp steps (next: Schedule) =
        let steps = Argument.atLeast 1 "Schedule.warmUp" "steps" steps

        Schedule(
            $"warmUp, {next.Name}",
            fun step ->
                let later = next.Rate(Tensor.maximum (step - float steps) (Tensor.number DType.Int32 0.0))
                let share = (Tensor.cast DType.Float64 step + 1.0) / float steps
                Tensor.minimum share (number 1.0) * later
        )

    let oneCycleWith (peakAt: float) (startDivisor: float) (endDivisor: float) steps (rate: float) =
        let peakAt = Argument.decayRate "Schedule.oneCycle" "the place of the peak" peakAt
        let startDivisor = Argument.positive "Schedule.oneCycle" "the divisor at the start" startDivisor
        let endDivisor = Argument.positive "Schedule.oneCycle" "the divisor at the end" endDivisor
        let steps = stepsOf "Schedule.oneCycle" "steps" steps
        let η = Argument.nonNegative "Schedule.oneCycle" "the rate" rate
        let first = η / startDivisor
        let last = first / endDivisor
        let peak = peakAt * steps - 1.0

        ofTime "oneCycle" (fun t ->
            let t = Tensor.minimum t (number (steps - 1.0))
            let up = halfCosine first η (t / (if peak > 0.0 then peak else 1.0))
            let down = halfCosine η last ((t - peak) / (steps - 1.0 - peak))
            Tensor.where (Tensor.less t (number peak)) up down)

    let oneCycle steps rate = oneCycleWith 0.3 25.0 1e4 steps rate

    let piecewise (first: float) (changes: (int * float) seq) =
        let first = Argument.nonNegative "Schedule.piecewise" "the first rate" first
        let changes = Seq.toList changes

        for step, rate in changes do
            Argument.nonNegative "Schedule.piecewise" $"the rate from step {step} on" rate |> ignore

        for (before, _), (after, _) in List.pairwise changes do
            if before >= after then
                Errors.configuration "Schedule.piecewise: the steps must ascend; %d is followed by %d." before after

        ofTime "piecewise" (fun t ->
            (number first, changes)
            ||> List.fold (fun η (step, rate) -> Tensor.where (Tensor.less t (number (float step))) η (number rate)))
