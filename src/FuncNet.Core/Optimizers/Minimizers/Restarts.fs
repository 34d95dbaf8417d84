namespace FuncNet

open System

[<AutoOpen>]
module Restarts =

    [<RequireQualifiedAccess>]
    module Minimizer =

        let restarts
            (count: int)
            (draw: Key -> 'Point)
            (key: Key)
            (objective: Objective<'Point>)
            (minimizer: Minimizer)
            : MinimizerState<'Point>[] =
            let count = Argument.atLeast 1 "Minimizer.restarts" "the number of starts" count
            let rank (state: MinimizerState<'Point>) = if Double.IsFinite state.Value then state.Value else infinity

            [| for i in 1..count -> Minimizer.run objective (draw (Key.foldIn i key)) minimizer |]
            |> Array.sortBy rank
