namespace FuncNet

/// Layers that change the shape of a sample, and the layer that drops parts of it.
[<AutoOpen>]
module RearrangingLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// Every sample as one row of numbers: [batch; …] to [batch; n].
        val flatten: Layer

        /// Every sample under another shape of the same size; one size may be −1 and is found.
        val reshape: shape: int seq -> Layer

        /// In training, each element is 0 with probability rate and x / (1 − rate) otherwise, so that the expectation
        /// stays; in inference, x (Srivastava et al. 2014, inverted scaling).
        val dropout: rate: float -> Layer
