namespace FuncNet

[<RequireQualifiedAccess>]
module Heatmap =

    /// Red, green and blue at 0, ⅛, …, 1.
    let private anchors =
        Tensor.matrix [
            [ 0.267; 0.005; 0.329 ]
            [ 0.279; 0.175; 0.483 ]
            [ 0.230; 0.322; 0.546 ]
            [ 0.173; 0.449; 0.558 ]
            [ 0.128; 0.567; 0.551 ]
            [ 0.158; 0.684; 0.502 ]
            [ 0.369; 0.789; 0.383 ]
            [ 0.678; 0.864; 0.190 ]
            [ 0.993; 0.906; 0.144 ]
        ]

    let private requireMaps operation (maps: Tensor) =
        if maps.Rank <> 3 || not maps.DType.IsFloat then
            Errors.shape "%s: maps [n; height; width] of numbers are expected; they are %O." operation maps.Spec

    let normalized (maps: Tensor) =
        requireMaps "Heatmap.normalized" maps
        let bound (over: int seq -> Tensor -> Tensor) = Tensor.keepAxes [ 1; 2 ] maps (over [ 1; 2 ] maps)
        let low = bound Tensor.minOver
        let extent = bound Tensor.maxOver - low
        let zero = Tensor.zerosLike extent
        (maps - low) / Tensor.where (Tensor.equal extent zero) (Tensor.onesLike extent) extent

    let colours (maps: Tensor) =
        requireMaps "Heatmap.colours" maps
        let last = anchors.Shape[0] - 1
        let at = float last * Tensor.clamp 0.0 1.0 maps |> Tensor.expandAxis -1
        // Each colour weighs as much as the number is near its place.
        let places = Tensor.cast maps.DType (Tensor.range (last + 1))
        let weights = Tensor.relu (1.0 - abs (at - places))
        let n, h, w = maps.Shape[0], maps.Shape[1], maps.Shape[2]

        matmul (Tensor.reshape [ n * h * w; last + 1 ] weights) (Tensor.cast maps.DType anchors)
        |> Tensor.reshape [ n; h; w; 3 ]

    let over (opacity: float) (images: Tensor) (maps: Tensor) =
        let share = Argument.share "Heatmap.over" "the opacity" opacity
        requireMaps "Heatmap.over" maps

        let fits =
            images.Rank = 4
            && (images.Shape[3] = 1 || images.Shape[3] = 3)
            && Shape(images.Shape.ToArray()[..2]) = maps.Shape

        if not fits then
            Errors.shape
                "Heatmap.over: images [n; height; width; 1 or 3] are expected for maps %O; they are %O."
                maps.Shape
                images.Shape

        (1.0 - share) * images + share * colours (normalized maps)
