namespace FuncNet

/// Maps as pictures.
[<RequireQualifiedAccess>]
module Heatmap =

    /// Every map [n; height; width] brought to 0 … 1, by its own smallest and largest number; a constant one becomes 0.
    val normalized: maps: Tensor -> Tensor

    /// Colours for numbers from 0 to 1, [n; height; width] to [n; height; width; 3]: dark blue, through green, to yellow, ever lighter (after viridis of
    /// Smith and van der Walt 2015, between nine of its colours), so that it can be read in grey and by the colour-blind.
    val colours: maps: Tensor -> Tensor

    /// Normalized maps in colours over images [n; height; width; 1 or 3] from 0 to 1: (1 − opacity) · image + opacity · colour, [n; height; width; 3].
    val over: opacity: float -> images: Tensor -> maps: Tensor -> Tensor
