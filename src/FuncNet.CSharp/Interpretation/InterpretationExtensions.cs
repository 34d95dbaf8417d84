using Maps = FuncNet.ActivationMaps.Explain;
using Slopes = FuncNet.Saliency.Explain;
using Statistics = FuncNet.ActivationReports.Explain;

namespace FuncNet;

/// <summary>
/// What a network looks at. Inputs are [n; …], classes one for each sample (by default those that the network predicts); the network gives scores [classes], runs in
/// inference mode, and is left as it is. One that gives something else throws ShapeException, a class that it does not have DataException.
/// </summary>
public static class InterpretationExtensions
{
    /// <summary>∂s_c/∂x: how the score of the class moves with each number of the input (Simonyan, Vedaldi and Zisserman 2014).</summary>
    public static Tensor InputGradient(this Network network, Tensor inputs, IReadOnlyList<int>? classes = null) =>
        Slopes.inputGradient(Labels(network, inputs, classes), inputs, network);

    /// <summary>|∂s_c/∂x|, for images the largest over the channels: [n; height; width].</summary>
    public static Tensor Saliency(this Network network, Tensor inputs, IReadOnlyList<int>? classes = null) =>
        Slopes.saliency(Labels(network, inputs, classes), inputs, network);

    /// <summary>The mean of ∂s_c/∂x over noisy copies of the inputs (SmoothGrad; Smilkov et al. 2017).</summary>
    public static Tensor SmoothGradient(
        this Network network,
        Tensor inputs,
        IReadOnlyList<int>? classes = null,
        double deviation = 0.15,
        int copies = 50,
        long seed = 0
    ) =>
        Slopes.smoothGradient(
            Functions.KeyOf(seed),
            deviation,
            copies,
            Labels(network, inputs, classes),
            inputs,
            network
        );

    /// <summary>
    /// (x − x₀) · ∫₀¹ ∂s_c/∂x (x₀ + α(x − x₀)) dα (Sundararajan, Taly and Yan 2017): how much each number adds to the score; the sum is
    /// s_c(x) − s_c(x₀). baseline: x₀, zeros by default.
    /// </summary>
    public static Tensor IntegratedGradients(
        this Network network,
        Tensor inputs,
        IReadOnlyList<int>? classes = null,
        Tensor? baseline = null,
        int steps = 50
    ) =>
        Slopes.integratedGradients(
            baseline ?? TensorCreation.Tensor.zerosLike(inputs),
            steps,
            Labels(network, inputs, classes),
            inputs,
            network
        );

    /// <summary>
    /// M_c = Σ_k w_kc · A_k (Zhou et al. 2016), for networks that end in global average pooling and one dense layer; in the size of the images. Other networks throw
    /// ConfigurationException, and have GradientMap.
    /// </summary>
    public static Tensor ClassActivationMap(this Network network, Tensor images, IReadOnlyList<int>? classes = null) =>
        Maps.classActivationMap(Labels(network, images, classes), images, network);

    /// <summary>
    /// max(0, Σ_k α_k · A_k), α_k the mean of ∂s_c/∂A_k (Grad-CAM; Selvaraju et al. 2017), A what the layer of a path gives, by default the last that gives images; in
    /// the size of the images. A path that is no such layer throws ConfigurationException.
    /// </summary>
    public static Tensor GradientMap(
        this Network network,
        Tensor images,
        IReadOnlyList<int>? classes = null,
        string? path = null
    )
    {
        Tensor labels = Labels(network, images, classes);
        return path is null
            ? Maps.gradientMap(labels, images, network)
            : Maps.gradientMapAt(path, labels, images, network);
    }

    /// <summary>How much the score of the class falls when a window is covered (Zeiler and Fergus 2014): [n; height; width].</summary>
    public static Tensor Occlusion(
        this Network network,
        Tensor images,
        IReadOnlyList<int>? classes = null,
        int size = 4,
        int stride = 2,
        double fill = 0
    ) => Maps.occlusion(size, stride, fill, Labels(network, images, classes), images, network);

    /// <summary>
    /// Mean, deviation, extremes, zeros and dead units of what each layer gives for these inputs, in inference mode. ToString gives a table.
    /// </summary>
    public static ActivationStatistics Activations(this Network network, Tensor inputs) =>
        Statistics.activations(inputs, network);

    private static Tensor Labels(Network network, Tensor inputs, IReadOnlyList<int>? classes) =>
        classes is null ? network.Predict(inputs).ArgMax(axis: -1) : Tensor.Of([.. classes]);
}

/// <summary>Maps [n; height; width] as pictures.</summary>
public static class HeatmapExtensions
{
    /// <summary>Each map, brought to 0 … 1, in colours from dark blue to yellow: [n; height; width; 3].</summary>
    public static Tensor ToColours(this Tensor maps) => Heatmap.colours(Heatmap.normalized(maps));

    /// <summary>The maps in colours over images [n; height; width; 1 or 3] from 0 to 1: (1 − opacity) · image + opacity · colour.</summary>
    public static Tensor Over(this Tensor maps, Tensor images, double opacity = 0.5) =>
        Heatmap.over(opacity, images, maps);
}
