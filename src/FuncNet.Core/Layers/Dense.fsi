namespace FuncNet

/// What a dense layer can be told.
type DenseOptions = {
    /// How the weights [in; units] are drawn; Glorot's uniform numbers by default.
    Kernel: Initializer
    /// How the bias [units] is drawn, or none.
    Bias: Initializer option
}

/// Atoms with and without parameters, in few words.
module internal Atoms =

    /// A layer without parameters and state, on one tensor.
    val plain:
        kind: string ->
        hyperparameters: (string * Setting) list ->
        outputShape: (Shape -> Shape) ->
        apply: (Context -> Tensor -> Tensor) ->
            Layer

    /// A layer with parameters and no state, on one tensor.
    val learned:
        kind: string ->
        hyperparameters: (string * Setting) list ->
        parameters: (Shape -> ParameterSpec list) ->
        outputShape: (Shape -> Shape) ->
        apply: (Parameters -> Tensor -> Tensor) ->
            Layer

/// The fully connected layer.
[<AutoOpen>]
module DenseLayers =

    [<RequireQualifiedAccess>]
    module Dense =

        /// Glorot's uniform weights and a zero bias, as in Keras.
        val defaults: DenseOptions

    [<RequireQualifiedAccess>]
    module Layer =

        /// y = x·W + b over the last axis. x: [batch; …; in], W: [in; units], b: [units], y: [batch; …; units].
        val denseWith: options: DenseOptions -> units: int -> Layer

        /// y = x·W + b over the last axis, with Glorot's uniform weights and a zero bias.
        val dense: units: int -> Layer
