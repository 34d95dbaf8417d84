namespace FuncNet

open MathNet.Numerics.LinearAlgebra

[<AutoOpen>]
module ConjugateGradient =

    /// The last direction, with what it began with, and how many steps were made since −g.
    [<NoComparison; NoEquality>]
    type private Last = { p: Vector<float>; g: Vector<float>; α: float; Steps: int }

    let rec private step curvature (problem: Problem) (last: Last voption) (visit: Visit) =
        let g = visit.Gradient

        let p, first, steps =
            match last with
            | ValueSome last when last.Steps < problem.Size ->
                let β = max 0.0 (g.DotProduct(g - last.g) / last.g.DotProduct last.g)
                let p = β * last.p - g
                // As if f fell by as much as in the last step (Nocedal and Wright 3.60).
                p, last.α * last.g.DotProduct last.p / g.DotProduct p, last.Steps + 1
            | ValueSome _
            | ValueNone -> -g, min 1.0 (1.0 / g.L2Norm()), 1

        let first = if System.Double.IsFinite first && first > 0.0 then first else 1.0

        match LineSearch.strongWolfe curvature problem visit p first with
        | ValueSome(struct (next, α)) -> Goes(next, α), ValueSome { p = p; g = g; α = α; Steps = steps }
        | ValueNone ->
            match last with
            | ValueSome _ -> step curvature problem ValueNone visit
            | ValueNone -> Stuck.move problem visit, ValueNone

    [<RequireQualifiedAccess>]
    module Minimizer =

        let conjugateGradientWith (curvature: float) =
            if not (curvature > 1e-4 && curvature < 0.5) then
                Errors.configuration
                    "Minimizer.conjugateGradient: the curvature c₂ must be over 0.0001 and under 0.5; it is %g."
                    curvature

            let start problem = Walker.remembering (step curvature problem) ValueNone
            Minimizer("conjugateGradient", start, (fun _ _ -> MinimizerStatus.Converged))

        let conjugateGradient = conjugateGradientWith 0.1
