namespace FuncNet;

/// <summary>Figures that tell people how good a model is; nothing is differentiated. Each is averaged over samples.</summary>
public static class Metrics
{
    /// <summary>The share of samples whose largest score is that of the true class. prediction: [batch; …; classes]; target: int32 labels, or a distribution.</summary>
    public static Metric Accuracy => MetricModule.accuracy;

    /// <summary>The share of outputs on the right side of a threshold: 0 for logits, ½ for probabilities.</summary>
    public static Metric BinaryAccuracy(double threshold = 0) => MetricModule.binaryAccuracy(threshold);

    /// <summary>The share of samples whose true class is among the k with the largest scores.</summary>
    public static Metric TopK(int k) => MetricModule.topK(k);

    /// <summary>The mean of (prediction − target)².</summary>
    public static Metric MeanSquaredError => MetricModule.meanSquaredError;

    /// <summary>The mean of |prediction − target|.</summary>
    public static Metric MeanAbsoluteError => MetricModule.meanAbsoluteError;

    /// <summary>1 where t·y ≤ 0, else 0, for labels ±1. A gradient asked of it is a ConfigurationException: minimize Losses.Hinge or the like.</summary>
    public static Metric ZeroOne => MetricModule.zeroOne;

    /// <summary>−Σ t·ln p of probabilities, kept over 10⁻¹⁵. prediction: [batch; …; classes]; target: int32 labels, or a distribution.</summary>
    public static Metric LogLoss => MetricModule.logLoss;

    /// <summary>A metric of your own: from prediction and target a number for each sample, [batch] or [batch; …].</summary>
    public static Metric Custom(string name, Func<Tensor, Tensor, Tensor> values) =>
        MetricModule.custom(name, Functions.Of(values));
}

/// <summary>Metrics as functions.</summary>
public static class MetricExtensions
{
    /// <summary>The metric of one output of a network that has several, and of its target; the first place is 0.</summary>
    public static Metric OfOutput(this Metric metric, int place) => MetricModule.ofOutput(place, metric);

    /// <summary>The metric of each sample: float32 [batch].</summary>
    public static Tensor ForEachSample(this Metric metric, Tensor prediction, Tensor target) =>
        MetricModule.evaluate(metric, prediction, target);
}
