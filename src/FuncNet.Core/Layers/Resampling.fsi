namespace FuncNet

/// What is seen beyond the edges of an image.
[<RequireQualifiedAccess>]
type Border =
    /// One number everywhere: the fill, which is 0 unless another is chosen.
    | Constant
    /// The nearest pixel of the image: a a | a b c | c c.
    | Edge
    /// The image in a mirror at its edge: b a | a b c | c b.
    | Reflect
    /// The image again and again: b c | a b c | a b.
    | Wrap

/// How pixels between pixels, and beyond the edges, are found.
type internal Resampling = { Interpolation: Interpolation; Border: Border; Fill: float }

/// Images read at places between their pixels.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Resampling =

    /// Bilinear, with zeros outside of the image.
    val plain: Resampling

    /// y[n, i, j, c] is x[n, ·, ·, c] at the row rows[n, i, j] and the column columns[n, i, j], float32 [n; height; width], counted from
    /// the middle of the first pixel. x: [n; h; w; c] of a float type; differentiable in x.
    val at: resampling: Resampling -> rows: Tensor -> columns: Tensor -> x: Tensor -> Tensor
