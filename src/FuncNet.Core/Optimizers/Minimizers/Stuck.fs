namespace FuncNet

/// The end of a method that finds no step.
module internal Stuck =

    let move (problem: Problem) (visit: Visit) : Move =
        Ends(
            MinimizerStatus.LineSearchFailed,
            $"No step along the direction of descent makes f = {visit.Value:g6} smaller, though ‖g‖ is {visit.Gradient.L2Norm():g3}: f may have a kink or a wrong derivative here, or {problem.DType} can't tell lower values; then raise the tolerance."
        )
