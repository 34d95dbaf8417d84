namespace FuncNet

[<RequireQualifiedAccess>]
type MinimizerStatus =
    | Running
    | Converged
    | Saddle
    | Maximum
    | Singular
    | LineSearchFailed
    | NotFinite
    | StepLimit

    override status.ToString() =
        match status with
        | Running -> "running"
        | Converged -> "converged"
        | Saddle -> "saddle"
        | Maximum -> "maximum"
        | Singular -> "singular Hessian"
        | LineSearchFailed -> "line search failed"
        | NotFinite -> "not finite"
        | StepLimit -> "step limit"

type MinimizerState<'Point> = {
    Step: int
    Point: 'Point
    Value: float
    Gradient: 'Point
    GradientNorm: float
    StepLength: float
    Status: MinimizerStatus
    Explanation: string
} with

    override state.ToString() = $"step {state.Step}  f {state.Value:g6}  ‖g‖ {state.GradientNorm:g3}  {state.Status}"
