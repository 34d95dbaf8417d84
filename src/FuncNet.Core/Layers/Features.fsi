namespace FuncNet

/// Layers that make features of features: they learn nothing, and go in front of a network.
[<AutoOpen>]
module FeatureLayers =

    [<RequireQualifiedAccess>]
    module Layer =

        /// All products of up to `degree` features, with repetition and without the constant: of (a, b) with degree 2 a, b, a², ab, b², the order of
        /// scikit-learn's PolynomialFeatures (note 003): a linear model behind it fits polynomials. [features] to [(features + degree over degree) − 1].
        /// Bring the features to about −1 … 1 first, or the powers leave all measure.
        val polynomialFeatures: degree: int -> Layer

        /// The features, and behind them the products a·b of the given pairs of them (note 003): what two features say together and neither says alone. Of
        /// one-hot columns the product is one-hot for both values at once. A place outside of the features is a ShapeException.
        val crossedFeatures: pairs: (int * int) seq -> Layer
