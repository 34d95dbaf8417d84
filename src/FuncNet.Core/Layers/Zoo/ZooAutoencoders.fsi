namespace FuncNet

/// Networks that learn a short code of a sample, and to make the sample of its code again. They learn with their inputs as their targets.
/// Results are linear: under meanSquaredError they are samples of any kind; under sigmoidCrossEntropy they are the logits of
/// samples between 0 and 1, whose sigmoid is the sample. The halves are named "encoder" and "decoder": Network.splitAt "decoder" parts them.
[<AutoOpen>]
module ZooAutoencoders =

    [<RequireQualifiedAccess>]
    module Zoo =

        /// An autoencoder of dense layers (Hinton and Salakhutdinov 2006, without their layer-wise pretraining, and with ReLU for their sigmoid):
        /// dense layers of the hidden widths, a linear code of `code` numbers, and the same widths backwards. shape: of a sample, such as [28; 28; 1],
        /// of n numbers in all. Σ (widthᵢ·widthᵢ₊₁ + widthᵢ₊₁) parameters along n, hidden, code, hidden backwards, n. Samples of another shape throw
        /// ShapeException when it is built.
        val autoencoder: shape: int seq -> hidden: int seq -> code: int -> Layer

        /// An autoencoder of convolutions of 3 × 3 (Masci and others 2011, with strides in the place of pooling): each layer halves the image, to
        /// so many filters, and transposed convolutions double it again. Images of any size whose height and width are multiples of 2ⁿ, for n layers,
        /// with that many channels; others throw ShapeException, which says the least size. The code is [height / 2ⁿ; width / 2ⁿ; last filters].
        val convAutoencoder: channels: int -> filters: int seq -> Layer

        /// A variational autoencoder (Kingma and Welling 2014): the encoder ends in "encoder.moments", μ and ln σ² of `latent` normal numbers; in
        /// training z = μ + σ·ε is drawn, ε ~ N(0, 1) from the step's key, through which the gradient flows; in inference z = μ. The decoder makes
        /// a sample of z. Its objective, −ELBO in nats, is the reconstruction summed over the places of a sample, plus the divergence of z from N(0, 1):
        /// Trainer.create vae (Loss.scale places Loss.sigmoidCrossEntropy) … |> Trainer.withRegularizer (Regularizer.gaussianDivergence 1.0 "encoder.moments").
        /// New samples are those of the decoder for normal numbers. Hidden layers have ReLU, where the paper has tanh.
        val variationalAutoencoder: shape: int seq -> hidden: int seq -> latent: int -> Layer

        /// z = μ + e^(s/2)·ε, ε ~ N(0, 1) from the layer's key in training, and μ in inference. x: (μ, s) side by side, [batch; 2·latent], s = ln σ²;
        /// z: [batch; latent]. A sample that is no vector of an even size throws ShapeException.
        val gaussianSample: Layer
