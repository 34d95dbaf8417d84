namespace FuncNet

/// What in its input a network's score of a class depends on: the gradient of the score, and means of it. inputs: [n; …], labels: int32 [n],
/// the class that each sample is asked for, such as Tensor.argMax 1 (network.Predict x) for what is predicted. The network gives scores [classes] (logits rather than
/// probabilities, whose gradient vanishes where they are sure) and runs in inference mode; one of another kind is a ShapeException, a label that is no class a DataException.
[<AutoOpen>]
module Saliency =

    [<RequireQualifiedAccess>]
    module Explain =

        /// ∂s_c/∂x (Simonyan, Vedaldi and Zisserman 2014), in the shape of the inputs.
        val inputGradient: labels: Tensor -> inputs: Tensor -> network: Network -> Tensor

        /// max over the channels of |∂s_c/∂x|: [n; height; width] for images [n; height; width; channels]; |∂s_c/∂x| for other inputs.
        val saliency: labels: Tensor -> inputs: Tensor -> network: Network -> Tensor

        /// The mean of ∂s_c/∂x over so many copies of the input with noise of that deviation (SmoothGrad; Smilkov et al. 2017; there 50, and a tenth to a
        /// fifth of the input's range), whose speckles it lacks. The noise is drawn with the key.
        val smoothGradient:
            key: Key ->
            deviation: float ->
            copies: int ->
            labels: Tensor ->
            inputs: Tensor ->
            network: Network ->
                Tensor

        /// (x − x₀) · ∫₀¹ ∂s_c/∂x (x₀ + α(x − x₀)) dα, by the midpoints of so many steps (Sundararajan, Taly and Yan 2017): how much each number of the
        /// input adds to the score. The sum over all of a sample is s_c(x) − s_c(x₀), up to the error of the steps. baseline: x₀, in the shape of
        /// the inputs or one that broadcasts to it, such as a black image.
        val integratedGradients:
            baseline: Tensor -> steps: int -> labels: Tensor -> inputs: Tensor -> network: Network -> Tensor
