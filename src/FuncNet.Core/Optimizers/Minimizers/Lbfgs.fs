namespace FuncNet

open MathNet.Numerics.LinearAlgebra

[<AutoOpen>]
module Lbfgs =

    /// A step s and the change y of the gradient along it.
    [<NoComparison; NoEquality>]
    type private Pair = { s: Vector<float>; y: Vector<float>; ρ: float }

    /// Bg by the two-loop recursion; the newest pair stands first.
    let private times (pairs: Pair list) (g: Vector<float>) =
        let remove (q: Vector<float>) pair =
            let a = pair.ρ * pair.s.DotProduct q
            (pair, a), q - a * pair.y

        let restore (pair, a) (r: Vector<float>) =
            let b = pair.ρ * pair.y.DotProduct r
            r + (a - b) * pair.s

        let removed, q = List.mapFold remove g pairs

        let scaled =
            match pairs with
            | newest :: _ -> newest.s.DotProduct newest.y / newest.y.DotProduct newest.y * q
            | [] -> q

        List.foldBack restore removed scaled

    let private remember memory (problem: Problem) (before: Visit) (after: Visit) pairs =
        let s, y = after.X - before.X, after.Gradient - before.Gradient
        let sy = s.DotProduct y

        // Without positive curvature along s, B would not stay positive definite.
        if sy > problem.Epsilon * s.L2Norm() * y.L2Norm() then
            List.truncate memory ({ s = s; y = y; ρ = 1.0 / sy } :: pairs)
        else
            pairs

    let rec private step memory problem (pairs: Pair list) (visit: Visit) =
        let p = -(times pairs visit.Gradient)
        let first = if pairs.IsEmpty then min 1.0 (1.0 / visit.Gradient.L2Norm()) else 1.0

        match LineSearch.strongWolfe 0.9 problem visit p first with
        | ValueSome(struct (next, α)) -> Goes(next, α), remember memory problem visit next pairs
        | ValueNone when pairs.IsEmpty -> Stuck.move problem visit, []
        | ValueNone -> step memory problem [] visit

    [<RequireQualifiedAccess>]
    module Minimizer =

        let lbfgs (memory: int) =
            let memory = Argument.atLeast 1 "Minimizer.lbfgs" "the memory" memory
            let start problem = Walker.remembering (step memory problem) []
            Minimizer("lbfgs", start, (fun _ _ -> MinimizerStatus.Converged))
