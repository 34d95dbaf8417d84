namespace FuncNet

open MathNet.Numerics.LinearAlgebra

[<AutoOpen>]
module NewtonMethods =

    [<RequireQualifiedAccess>]
    module Minimizer =

        let private isFinite (H: Matrix<float>) = H.ForAll(fun h -> System.Double.IsFinite h)

        let private judge (problem: Problem) (visit: Visit) =
            let H = problem.Hessian visit.X

            if isFinite H then
                Curvature.ofMatrix problem.Epsilon H |> Curvature.judge problem.Epsilon
            else
                MinimizerStatus.NotFinite

        /// What a step does with the curvature, where there is one.
        let private stepping name (step: Problem -> Visit -> Curvature -> Move) =
            let walk (problem: Problem) (visit: Visit) =
                let H = problem.Hessian visit.X

                if isFinite H then
                    step problem visit (Curvature.ofMatrix problem.Epsilon H)
                else
                    Ends(
                        MinimizerStatus.NotFinite,
                        "The Hessian has elements that are NaN or infinite; lbfgs needs none."
                    )

            Minimizer(name, walk >> Walker.forgetful, judge)

        let newton =
            stepping "newton" (fun problem visit curvature ->
                match Curvature.solve problem.Epsilon curvature -visit.Gradient with
                | Ok p -> Goes(problem.Visit(visit.X + p), 1.0)
                | Error smallest ->
                    Ends(
                        MinimizerStatus.Singular,
                        $"The Hessian is singular: its smallest |eigenvalue| is {smallest:g3}, so the full step of Newton is not defined. Use dampedNewton."
                    ))

        let dampedNewtonWith (floor: float) =
            let floor =
                Argument.positive "Minimizer.dampedNewton" "the floor" floor
                |> Argument.share "Minimizer.dampedNewton" "the floor"

            stepping "dampedNewton" (fun problem visit curvature ->
                match
                    LineSearch.backtracking problem visit (Curvature.solveAbsolute floor curvature -visit.Gradient)
                with
                | ValueSome(struct (next, α)) -> Goes(next, α)
                | ValueNone -> Stuck.move problem visit)

        let dampedNewton = dampedNewtonWith 1e-8
