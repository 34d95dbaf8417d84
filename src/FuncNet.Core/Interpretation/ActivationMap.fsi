namespace FuncNet

/// Where in an image a network sees a class. inputs: images [n; height; width; channels]; labels: int32 [n], the class that each is asked for. Maps are
/// [n; height; width], in the size of the images. The network gives scores [classes] and runs in inference mode; one of another kind is a
/// ShapeException, a label that is no class a DataException.
[<AutoOpen>]
module ActivationMaps =

    [<RequireQualifiedAccess>]
    module Explain =

        /// M_c = Σ_k w_kc · A_k (Zhou et al. 2016; note 001), for networks that end in global average pooling and one dense layer: A_k are the
        /// channels that are pooled, w the dense kernel, and the mean of M_c over the places plus the bias is the score of c. What lies between the two may be dropout
        /// or flatten, and softmax may follow. Enlarged to the size of the image, linearly. Other networks throw ConfigurationException, and have gradientMap.
        val classActivationMap: labels: Tensor -> inputs: Tensor -> network: Network -> Tensor

        /// max(0, Σ_k α_k · A_k), α_k the mean of ∂s_c/∂A_k over the places (Grad-CAM; Selvaraju et al. 2017), for any network: A is what the layer of that path
        /// gives, [n; h; w; channels], such as the last convolution. Enlarged to the size of the image, linearly. A path that is no layer, and a layer
        /// that gives no images, throw ConfigurationException with the layers that do.
        val gradientMapAt: path: string -> labels: Tensor -> inputs: Tensor -> network: Network -> Tensor

        /// gradientMapAt for the last layer that gives images of more than one place.
        val gradientMap: labels: Tensor -> inputs: Tensor -> network: Network -> Tensor

        /// How much the score of the class falls when a window of the image is covered (Zeiler and Fergus 2014): size × size pixels, every stride pixels, with the number
        /// `fill`. Each pixel has the mean over the windows that cover it; those that no window covers have 0. It asks the network
        /// once for each window, and nothing of its derivatives.
        val occlusion:
            size: int -> stride: int -> fill: float -> labels: Tensor -> inputs: Tensor -> network: Network -> Tensor
