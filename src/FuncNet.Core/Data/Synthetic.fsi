namespace FuncNet

/// Data sets that are made, not read: every one is a function of its key. Points in the plane have inputs float32 [n; 2] and
/// int32 labels, in a random order; noise is the standard deviation of what is added to each coordinate.
[<RequireQualifiedAccess>]
module Synthetic =

    /// Two circles around the origin: label 0 at radius 1, label 1 at radius factor, points at equal angles (make_circles
    /// of scikit-learn, whose factor is 0.8).
    val circlesWith: factor: float -> count: int -> noise: float -> key: Key -> Dataset

    /// Two circles around the origin: label 0 at radius 1, label 1 at radius 0.8.
    val circles: count: int -> noise: float -> key: Key -> Dataset

    /// Two half circles that reach into each other (make_moons of scikit-learn): label 0 at (cos φ, sin φ), label 1 at
    /// (1 − cos φ, ½ − sin φ), 0 ≤ φ ≤ π.
    val moons: count: int -> noise: float -> key: Key -> Dataset

    /// Arms that wind one and a half times around the origin, a class each: radius t, angle 3πt + 2π·label/arms, 0 < t ≤ 1.
    val spirals: arms: int -> count: int -> noise: float -> key: Key -> Dataset

    /// Normal clouds, a class each, of which the noise is the deviation; their centres stand at equal angles on the circle of
    /// radius 1, the first at (1, 0).
    val blobs: classes: int -> count: int -> noise: float -> key: Key -> Dataset

    /// Clouds at the corners (±1, ±1): label 1 where the signs differ, label 0 where they are equal.
    val xor: count: int -> noise: float -> key: Key -> Dataset

    /// Handwritten digits: inputs float32 [n; 28; 28; 1], 0 for paper to 1 for ink in steps of 1/255, labels 0 … 9. Sample i
    /// is a function of the key and of i alone: the first 100 of 1,000 are the 100 of 100. Each ten samples from a
    /// multiple of ten on are the ten digits in a random order. Drawn with strokes of random form, slant, rotation, size,
    /// thickness, shift and noise.
    val digits: count: int -> key: Key -> Dataset
