namespace FuncNet

open System
open MathNet.Numerics.LinearAlgebra

/// How far to go along a direction p from a visited point: φ(α) = f(x + αp).
module internal LineSearch =

    /// c₁ of Armijo's condition φ(α) ≤ φ(0) + c₁αφ′(0).
    let private decrease = 1e-4

    /// Trials in which α grows: as many times tenfold as reach the end of float64, where a function without bound shows.
    let private furthest = 400

    /// By how much rounding alone may raise a value.
    let private rounding (problem: Problem) (visit: Visit) = 4.0 * problem.Epsilon * abs visit.Value

    /// The visit to x, if f(x) is at most the bound; or if rounding hides whether f falls, and the gradient is smaller there.
    let accept (problem: Problem) (visit: Visit) (bound: float) (x: Vector<float>) : Visit voption =
        let value = problem.Value x

        if value <= bound then
            ValueSome(problem.Visit x)
        elif value <= visit.Value + rounding problem visit then
            let next = problem.Visit x

            if next.Gradient.L2Norm() < visit.Gradient.L2Norm() then
                ValueSome next
            else
                ValueNone
        else
            ValueNone

    /// The first of α = 1, ½, ¼, … that satisfies Armijo's condition (Armijo 1966); none if p is no direction of descent.
    let backtracking (problem: Problem) (visit: Visit) (p: Vector<float>) : struct (Visit * float) voption =
        let slope = visit.Gradient.DotProduct p

        let rec search α halvings =
            match accept problem visit (visit.Value + decrease * α * slope) (visit.X + α * p) with
            | ValueSome next -> ValueSome(struct (next, α))
            | ValueNone when halvings > 0 -> search (α / 2.0) (halvings - 1)
            | ValueNone -> ValueNone

        if slope < 0.0 then search 1.0 50 else ValueNone

    [<NoComparison; NoEquality>]
    type private Trial = { α: float; φ: float; Slope: float; At: Visit }

    /// Where the cubic with the values and slopes of two trials is least (Nocedal and Wright 3.59); where the values differ by
    /// little more than rounding, where the line through the slopes is 0. NaN or infinite where there is no such place.
    let private interpolate rounding a b =
        if abs (a.φ - b.φ) <= 1000.0 * rounding then
            a.α - a.Slope * (b.α - a.α) / (b.Slope - a.Slope)
        else
            let d1 = a.Slope + b.Slope - 3.0 * (a.φ - b.φ) / (a.α - b.α)
            let d2 = float (sign (b.α - a.α)) * sqrt (d1 * d1 - a.Slope * b.Slope)
            b.α - (b.α - a.α) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2.0 * d2)

    /// A number brought between two bounds; their mean if it is NaN.
    let private between low high (x: float) = if Double.IsNaN x then (low + high) / 2.0 else max low (min high x)

    /// An α that satisfies the strong conditions of Wolfe, φ(α) ≤ φ(0) + c₁αφ′(0) and |φ′(α)| ≤ c₂|φ′(0)|, by bracketing and
    /// cubic interpolation (Nocedal and Wright 2006, algorithms 3.5 and 3.6), from a first guess. Where rounding hides
    /// the second condition, an α that lowers f; none if there is none.
    let strongWolfe
        (curvature: float)
        (problem: Problem)
        (visit: Visit)
        (p: Vector<float>)
        (first: float)
        : struct (Visit * float) voption =
        let start = { α = 0.0; φ = visit.Value; Slope = visit.Gradient.DotProduct p; At = visit }
        let slack = rounding problem visit

        let at α =
            let next = problem.Visit(visit.X + α * p)
            { α = α; φ = next.Value; Slope = next.Gradient.DotProduct p; At = next }

        let isHigh trial =
            not (trial.φ <= start.φ + decrease * trial.α * start.Slope + slack) || Double.IsNaN trial.Slope

        let isFlat trial = abs trial.Slope <= -curvature * start.Slope
        let found trial = ValueSome(struct (trial.At, trial.α))

        let lowers trial =
            trial.φ < start.φ
            || (trial.φ <= start.φ + slack && trial.At.Gradient.L2Norm() < visit.Gradient.L2Norm())

        let rec zoom low high trials =
            if trials = 0 then
                if low.α > 0.0 && lowers low then found low else ValueNone
            else
                let margin = 0.1 * abs (high.α - low.α)

                let trial =
                    interpolate slack low high |> between (min low.α high.α + margin) (max low.α high.α - margin) |> at

                if isHigh trial || trial.φ > low.φ + slack then zoom low trial (trials - 1)
                elif isFlat trial then found trial
                elif trial.Slope * (high.α - low.α) >= 0.0 then zoom trial low (trials - 1)
                else zoom trial high (trials - 1)

        let rec bracket before trial trials =
            if isHigh trial || (before.α > 0.0 && trial.φ > before.φ + slack) then
                zoom before trial 40
            elif isFlat trial || trial.φ = -infinity || trials = 0 then
                found trial
            elif trial.Slope >= 0.0 then
                zoom trial before 40
            else
                // Where φ bends down, there is no minimum ahead.
                let ahead = interpolate slack before trial
                let α = if ahead > trial.α then min ahead (10.0 * trial.α) else 10.0 * trial.α
                bracket trial (at α) (trials - 1)

        if start.Slope < 0.0 then bracket start (at first) furthest else ValueNone
