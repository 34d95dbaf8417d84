namespace FuncNet

/// How a minimization stands.
[<RequireQualifiedAccess>]
type MinimizerStatus =
    /// It goes on.
    | Running
    /// ‖∇f‖ is under the tolerance. Methods that know the Hessian have found no negative curvature there.
    | Converged
    /// ‖∇f‖ is under the tolerance, and the Hessian has eigenvalues of both signs. Only Newton's methods look.
    | Saddle
    /// ‖∇f‖ is under the tolerance, and the Hessian has negative eigenvalues and no positive ones. Only Newton's methods look.
    | Maximum
    /// The Hessian is singular, so that the full step of Newton is not defined.
    | Singular
    /// No step along the direction of descent makes the value smaller.
    | LineSearchFailed
    /// The value or the gradient is NaN or infinite.
    | NotFinite
    /// As many steps as were allowed are done.
    | StepLimit

    /// The status in words.
    override ToString: unit -> string

/// A minimization after some steps. Immutable.
type MinimizerState<'Point> = {
    /// The number of steps made, from 0.
    Step: int
    /// x, where it is: of the names, shapes and types of the start.
    Point: 'Point
    /// f(x).
    Value: float
    /// ∇f(x), in the form of the point.
    Gradient: 'Point
    /// ‖∇f(x)‖, the Euclidean norm over every element.
    GradientNorm: float
    /// α of the step x ← x + αp that led here; 0 at the start.
    StepLength: float
    /// How it stands.
    Status: MinimizerStatus
    /// Why it ended and what can be done about it; "" while it is running and when it has converged.
    Explanation: string
} with

    /// Step, value, norm of the gradient and status in a line.
    override ToString: unit -> string
