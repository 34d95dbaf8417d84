namespace FuncNet

/// Layers that disturb their input in training, and give it as it is in inference.
[<AutoOpen>]
module NoiseLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// Dropout of whole channels: in training, each channel of each sample is 0 everywhere with probability rate, and
        /// x / (1 − rate) otherwise (Tompson et al. 2015). x, y: [batch; …; channels]. 0 ≤ rate < 1.
        val spatialDropout: rate: float -> Layer

        /// In training, x + N(0, deviation²).
        val gaussianNoise: deviation: float -> Layer

        /// Dropout that keeps mean 0 and variance 1, for SELU networks (Klambauer et al. 2017): in training, with q = 1 − rate
        /// and α′ = −λα = −1.7581, an element is α′ with probability rate, and all become a·x + b with
        /// a = (q + α′²·q·rate)^(−½), b = −a·rate·α′. 0 ≤ rate < 1.
        val alphaDropout: rate: float -> Layer
