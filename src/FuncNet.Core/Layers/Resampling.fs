namespace FuncNet

[<RequireQualifiedAccess>]
type Border =
    | Constant
    | Edge
    | Reflect
    | Wrap

type internal Resampling = { Interpolation: Interpolation; Border: Border; Fill: float }

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module internal Resampling =

    let plain = { Interpolation = Interpolation.Bilinear; Border = Border.Constant; Fill = 0.0 }

    /// The place within the image that is seen at a whole place, which may lie anywhere.
    let private within border (size: int) (place: Tensor) =
        let last = float (size - 1)

        let seen =
            match border with
            | Border.Constant
            | Border.Edge -> place
            | Border.Wrap -> place - float size * floor (place / float size)
            | Border.Reflect ->
                let period = 2.0 * float size
                let once = place - period * floor (place / period)
                Tensor.minimum once (period - 1.0 - once)

        Tensor.clamp 0.0 last seen |> Tensor.cast DType.Int32

    /// The neighbours along one axis: their places, and their weights, if there are several or some don't count.
    let private neighbours resampling size dtype (place: Tensor) =
        let inside at =
            Tensor.logicalAnd
                (Tensor.greaterOrEqual at (Tensor.scalar 0.0))
                (Tensor.lessOrEqual at (Tensor.scalar (float (size - 1))))

        /// The weight where the neighbour is a pixel of the image, and else what the border says.
        let counted at weight =
            match resampling.Border with
            | Border.Constant -> weight * Tensor.cast dtype (inside at)
            | Border.Edge
            | Border.Reflect
            | Border.Wrap -> weight

        match resampling.Interpolation with
        | Interpolation.Nearest ->
            let at = floor (place + 0.5)

            let weight =
                match resampling.Border with
                | Border.Constant -> Some(Tensor.cast dtype (inside at))
                | Border.Edge
                | Border.Reflect
                | Border.Wrap -> None

            [ within resampling.Border size at, weight ]
        | Interpolation.Bilinear ->
            let before = floor place
            let behind = before + 1.0
            let share = Tensor.cast dtype (place - before)

            [
                within resampling.Border size before, Some(counted before (1.0 - share))
                within resampling.Border size behind, Some(counted behind share)
            ]

    let at resampling (rows: Tensor) (columns: Tensor) (x: Tensor) : Tensor =
        let n, h, w, channels = x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]
        let pixels = Tensor.reshape [ n * h * w; channels ] x
        let image = Tensor.iota [ n; 1; 1 ] 0 * float (h * w)
        let spread weight = Tensor.expandAxis -1 weight

        let parts = [
            for row, rowWeight in neighbours resampling h x.DType rows do
                let line = row * float w + image

                for column, columnWeight in neighbours resampling w x.DType columns do
                    let found = Tensor.gather 0 (line + column) pixels

                    let weight =
                        match rowWeight, columnWeight with
                        | Some a, Some b -> Some(spread (a * b))
                        | Some a, None
                        | None, Some a -> Some(spread a)
                        | None, None -> None

                    found, weight
        ]

        let sum =
            parts
            |> List.map (fun (found, weight) ->
                match weight with
                | Some weight -> weight * found
                | None -> found)
            |> List.reduce (+)

        match resampling.Border, parts |> List.choose snd with
        | Border.Constant, (_ :: _ as weights) when resampling.Fill <> 0.0 ->
            sum + resampling.Fill * (1.0 - List.reduce (+) weights)
        | _ -> sum
