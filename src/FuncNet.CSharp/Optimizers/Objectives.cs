using WithNetworks = FuncNet.NetworkObjectives.Objective;

namespace FuncNet;

/// <summary>Objectives: what a minimizer makes small, as a function of a tensor or of a tree, float32 or float64.</summary>
public static class Objectives
{
    /// <summary>A function of a tensor that gives one number; one that gives more is a ShapeException when it is minimized.</summary>
    public static Objective<Tensor> Of(Func<Tensor, Tensor> function) =>
        ObjectiveModule.ofTensor(Functions.Of(function));

    /// <summary>A function of a tree that gives one number.</summary>
    public static Objective<Parameters> Of(Func<Parameters, Tensor> function) =>
        ObjectiveModule.ofParameters(Functions.Of(function));

    /// <summary>½ Σ r(x)², r a function of a tensor that gives a tensor of any shape, the residuals: for fits of curves.</summary>
    public static Objective<Tensor> OfResiduals(Func<Tensor, Tensor> residuals) =>
        ObjectiveModule.ofResiduals(Functions.Of(residuals));

    /// <summary>½ Σ r(x)², r a function of a tree that gives a tensor of any shape, the residuals.</summary>
    public static Objective<Parameters> OfResiduals(Func<Parameters, Tensor> residuals) =>
        ObjectiveModule.ofParameterResiduals(Functions.Of(residuals));

    /// <summary>
    /// The mean loss on the whole data plus what the weights cost, as an objective over the parameters that are not frozen. The
    /// network runs in inference mode. Data that do not fit it are a ShapeException or a DTypeException.
    /// </summary>
    public static NetworkObjective Objective(
        this Network network,
        Loss loss,
        Dataset data,
        Regularizer? regularizer = null
    ) => WithNetworks.ofNetworkWith(regularizer ?? RegularizerModule.none, network, loss, data.Inputs, data.Targets);

    /// <summary>
    /// ½ Σ (y − t)² over every element of the predictions y on the whole data, with the residuals y − t: for GaussNewton and
    /// LevenbergMarquardt. Targets are in the shape and type of the predictions.
    /// </summary>
    public static NetworkObjective ResidualObjective(this Network network, Dataset data) =>
        WithNetworks.ofNetworkResiduals(network, data.Inputs, data.Targets);
}
