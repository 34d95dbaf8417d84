namespace FuncNet

open System
open MathNet.Numerics.LinearAlgebra

[<NoComparison; NoEquality>]
type internal Move =
    | Goes of Visit * stepLength: float
    | Ends of MinimizerStatus * explanation: string

[<NoComparison; NoEquality>]
type internal Walker = Walker of (Visit -> Move * Walker)

module internal Walker =

    let rec remembering (step: 'Memory -> Visit -> Move * 'Memory) (memory: 'Memory) =
        Walker(fun visit ->
            let move, next = step memory visit
            move, remembering step next)

    let forgetful step = remembering (fun () visit -> step visit, ()) ()

[<Sealed>]
type Minimizer
    private
    (
        name: string,
        start: Problem -> Walker,
        judge: Problem -> Visit -> MinimizerStatus,
        tolerance: float voption,
        maxSteps: int
    ) =

    internal new(name, start, judge) = Minimizer(name, start, judge, ValueNone, 1000)
    member _.Name = name
    member internal _.Start = start
    member internal _.Judge = judge
    member _.Tolerance = ValueOption.defaultValue nan tolerance
    member _.MaxSteps = maxSteps

    member internal _.ToleranceIn(dtype: DType) =
        tolerance |> ValueOption.defaultValue (if dtype = DType.Float64 then 1e-8 else 1e-4)

    member internal _.Until(value) = Minimizer(name, start, judge, ValueSome value, maxSteps)
    member internal _.AtMost(value) = Minimizer(name, start, judge, tolerance, value)
    override _.ToString() = name

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Minimizer =

    let withTolerance (tolerance: float) (minimizer: Minimizer) =
        minimizer.Until(Argument.positive "Minimizer.withTolerance" "the tolerance" tolerance)

    let withMaxSteps (steps: int) (minimizer: Minimizer) =
        minimizer.AtMost(Argument.atLeast 0 "Minimizer.withMaxSteps" "the number of steps" steps)

    let private requireFinite (visit: Visit) =
        if not (Double.IsFinite visit.Value) then
            Errors.configuration
                "Minimizer: the objective is %g at the start; begin where it is a finite number."
                visit.Value

        if not visit.IsFinite then
            Errors.configuration
                "Minimizer: the gradient at the start has elements that are NaN or infinite, though the objective is %g; begin where it can be differentiated."
                visit.Value

    /// The status of a point that was reached, and its explanation.
    let private judge (minimizer: Minimizer) (problem: Problem) step (visit: Visit) =
        let norm = visit.Gradient.L2Norm()

        if not visit.IsFinite then
            MinimizerStatus.NotFinite,
            $"The step {step} led to a point where the value or the gradient is NaN or infinite: f may be unbounded below, or the method too bold; dampedNewton and lbfgs shorten such steps."
        elif norm < minimizer.ToleranceIn problem.DType then
            match minimizer.Judge problem visit with
            | MinimizerStatus.Saddle ->
                MinimizerStatus.Saddle,
                "The Hessian has eigenvalues of both signs: f falls along the eigenvectors of the negative ones. Begin again a little away from it, with dampedNewton."
            | MinimizerStatus.Maximum ->
                MinimizerStatus.Maximum,
                "The Hessian has no positive eigenvalue: f falls in every direction in which it is curved. Begin again a little away from it, with dampedNewton."
            | MinimizerStatus.NotFinite ->
                MinimizerStatus.NotFinite,
                "‖g‖ is under the tolerance, but the Hessian has elements that are NaN or infinite, so that it can't tell a minimum from a saddle."
            | status -> status, ""
        elif step >= minimizer.MaxSteps then
            MinimizerStatus.StepLimit, $"‖g‖ is {norm:g3} after {step} steps, as many as are allowed."
        else
            MinimizerStatus.Running, ""

    let states (objective: Objective<'Point>) (start: 'Point) (minimizer: Minimizer) : MinimizerState<'Point> seq =
        let problem, x = Problem.Of(objective, start)
        let point (x: Vector<float>) = objective.WithLeaves start (problem.Leaves x)

        let state step (visit: Visit) length (status, explanation) = {
            Step = step
            Point = point visit.X
            Value = visit.Value
            Gradient = point visit.Gradient
            GradientNorm = visit.Gradient.L2Norm()
            StepLength = length
            Status = status
            Explanation = explanation
        }

        let arrive step visit length = state step visit length (judge minimizer problem step visit)

        let next (step, visit, last: MinimizerState<'Point>, Walker walk) =
            if last.Status <> MinimizerStatus.Running then
                None
            else
                match walk visit with
                | Goes(visit, length), walker ->
                    let reached = arrive (step + 1) visit length
                    Some(reached, (step + 1, visit, reached, walker))
                | Ends(status, explanation), walker ->
                    let ended = { last with Status = status; Explanation = $"At step {step}: {explanation}" }
                    Some(ended, (step, visit, ended, walker))

        seq {
            let visit = problem.Visit x
            requireFinite visit
            let first = arrive 0 visit 0.0
            yield first
            yield! Seq.unfold next (0, visit, first, minimizer.Start problem)
        }

    let run objective start minimizer = states objective start minimizer |> Seq.last
