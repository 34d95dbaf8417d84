namespace FuncNet

/// What the codes of a variational autoencoder cost.
[<AutoOpen>]
module VariationalRegularizers =

    [<RequireQualifiedAccess>]
    module Regularizer =

        /// β · KL(N(μ, σ²)‖N(0, 1)), in nats, as the mean over the samples of a batch, for the layer of this path, which gives μ and ln σ² side by side [batch;
        /// 2·latent], such as "encoder.moments" (Kingma and Welling 2014; β other than 1: Higgins and others 2017). Only training has it, as
        /// Regularizer.onActivity; a path that no layer has is a ConfigurationException there.
        val gaussianDivergence: beta: float -> layer: string -> Regularizer
