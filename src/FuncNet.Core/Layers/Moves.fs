namespace FuncNet

open System

/// Numbers from low to under high, all as likely.
type internal Interval = { Low: float; High: float }

/// A move of an image within its plane. A row form and a column form say for each place (r, c) of the result, counted from its middle,
/// where it is in the image: ρ·r + γ·c + τ.
[<RequireQualifiedAccess>]
type internal PlaneMove =
    /// By shares of the height and the width, down and to the right.
    | Shift of down: Interval * right: Interval
    /// By whole pixels, from −n to n in each direction.
    | Pixels of down: int * right: int
    /// Counter-clockwise, by degrees.
    | Rotate of Interval
    /// By a factor; more than 1 enlarges.
    | Zoom of Interval
    /// The columns lean to the right, by degrees.
    | Shear of Interval
    /// Left and right exchanged, with a probability.
    | FlipHorizontal of float
    /// Above and below exchanged, with a probability.
    | FlipVertical of float

module internal Moves =

    /// ρ·r + γ·c + τ, for each image: numbers of shape [n; 1; 1].
    type private Form = { ρ: Tensor; γ: Tensor; τ: Tensor }

    /// What was drawn for a move. The amounts are of shape [n; 1; 1].
    type private Drawn =
        | Shifted of down: Tensor * right: Tensor
        | Turned of cosine: Tensor * sine: Tensor
        | Divided of factor: Tensor
        | Leaning of tangent: Tensor
        | Columns of sign: Tensor
        | Rows of sign: Tensor

    /// Numbers for n images, each a function of the key and the place of its image alone.
    let draw (n: int) (span: Interval) key =
        span.Low + (span.High - span.Low) * Key.uniform DType.Float32 [ n; 1; 1 ] key

    /// True for some of n images.
    let chosen (n: int) probability key = Key.bernoulli probability [ n; 1; 1 ] key

    let private sign n probability key =
        Tensor.where (chosen n probability key) (Tensor.scalar -1.0) (Tensor.scalar 1.0)

    let private radians (degrees: Tensor) = degrees * (Math.PI / 180.0)

    let private whole n pixels key = floor (draw n { Low = float -pixels; High = float (pixels + 1) } key)

    let private drawMove n h w key move =
        match move with
        | PlaneMove.Shift(down, right) ->
            Shifted(float h * draw n down (Key.foldIn 0 key), float w * draw n right (Key.foldIn 1 key))
        | PlaneMove.Pixels(down, right) -> Shifted(whole n down (Key.foldIn 0 key), whole n right (Key.foldIn 1 key))
        | PlaneMove.Rotate span ->
            let angle = radians (draw n span key)
            Turned(cos angle, sin angle)
        | PlaneMove.Zoom span -> Divided(draw n span key)
        | PlaneMove.Shear span -> Leaning(tan (radians (draw n span key)))
        | PlaneMove.FlipHorizontal probability -> Columns(sign n probability key)
        | PlaneMove.FlipVertical probability -> Rows(sign n probability key)

    /// The form behind a move: the inverse of the move put in for r and c.
    let private behind (f: Form) drawn =
        match drawn with
        | Shifted(down, right) -> { f with τ = f.τ - f.ρ * down - f.γ * right }
        | Turned(cosine, sine) -> { f with ρ = f.ρ * cosine - f.γ * sine; γ = f.ρ * sine + f.γ * cosine }
        | Divided factor -> { f with ρ = f.ρ / factor; γ = f.γ / factor }
        | Leaning tangent -> { f with ρ = f.ρ + f.γ * tangent }
        | Columns sign -> { f with γ = f.γ * sign }
        | Rows sign -> { f with ρ = f.ρ * sign }

    /// Places are rounded to 1/1024 of a pixel, so that quarter turns and whole shifts meet pixels exactly.
    let private snapped (place: Tensor) = round (place * 1024.0) * (1.0 / 1024.0)

    let private placesOf (form: Form) size (r: Tensor) (c: Tensor) =
        snapped (form.ρ * r + form.γ * c + (form.τ + 0.5 * float (size - 1)))

    /// 0, 1, … counted from the middle.
    let private fromMiddle shape axis (n: int) =
        Tensor.cast DType.Float32 (Tensor.iota shape axis) - 0.5 * float (n - 1)

    let private warp resampling (moves: (PlaneMove * Key) list) (x: Tensor) =
        let n, h, w = x.Shape[0], x.Shape[1], x.Shape[2]
        let drawn = moves |> List.map (fun (move, key) -> drawMove n h w key move)
        let one, zero = Tensor.scalar 1.0, Tensor.scalar 0.0
        let rows = drawn |> List.fold behind { ρ = one; γ = zero; τ = zero }
        let columns = drawn |> List.fold behind { ρ = zero; γ = one; τ = zero }
        let r, c = fromMiddle [ 1; h; 1 ] 1 h, fromMiddle [ 1; 1; w ] 2 w
        let everywhere places = Tensor.broadcastTo [ n; h; w ] places
        Resampling.at resampling (everywhere (placesOf rows h r c)) (everywhere (placesOf columns w r c)) x

    let private flip axis n probability key (x: Tensor) =
        Tensor.where (Tensor.expandAxis -1 (chosen n probability key)) (Tensor.reverse [ axis ] x) x

    /// The images under the moves, one behind the other, with one resampling for all; each move has its own key. Where all are flips,
    /// nothing is resampled.
    let apply resampling (moves: (PlaneMove * Key) list) (x: Tensor) : Tensor =
        let flips =
            moves
            |> List.map (fun (move, key) ->
                match move with
                | PlaneMove.FlipHorizontal probability -> Some(flip 2 x.Shape[0] probability key)
                | PlaneMove.FlipVertical probability -> Some(flip 1 x.Shape[0] probability key)
                | PlaneMove.Shift _
                | PlaneMove.Pixels _
                | PlaneMove.Rotate _
                | PlaneMove.Zoom _
                | PlaneMove.Shear _ -> None)

        if x.Size = 0 then
            x
        elif List.forall Option.isSome flips then
            flips |> List.choose id |> List.fold (|>) x
        else
            warp resampling moves x
