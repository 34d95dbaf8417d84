namespace FuncNet

/// Units whose nonlinearity is learned.
[<AutoOpen>]
module LearnedUnitLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// The largest of k affine pieces (Goodfellow et al. 2013; note 003): y_j = max over k of (x·W_k + b_k)_j; the gradient
        /// goes to the winning piece alone, and is shared by equal ones. x: [batch; …; in], "kernel": [k; in; units] (Glorot's
        /// uniform numbers), "bias": [k; units] (zeros), y: [batch; …; units].
        val maxout: pieces: int -> units: int -> Layer

        /// Radial basis functions (Goodfellow, Bengio and Courville 2016, 6.3.3; note 003): y_j = exp(−‖x − c_j‖² / s_j²), 1 where
        /// x meets the template c_j. x: [batch; …; in], "centres": [units; in] (N(0, 1)), "widths": [units] (ones), y: [batch; …;
        /// units]. Neither decays.
        val rbf: units: int -> Layer
