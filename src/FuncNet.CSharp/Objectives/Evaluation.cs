namespace FuncNet;

/// <summary>How good a network is on data.</summary>
/// <param name="Loss">The mean loss over the samples.</param>
/// <param name="Metrics">The metrics, each the mean over the samples.</param>
public sealed record Evaluation(double Loss, IReadOnlyList<Figure> Metrics)
{
    /// <summary>The metric of that name, such as "accuracy"; a name that was not measured throws ConfigurationException.</summary>
    public double this[string metric]
    {
        get
        {
            foreach (Figure figure in Metrics)
            {
                if (figure.Name == metric)
                {
                    return figure.Value;
                }
            }
            string known = string.Join(", ", Metrics.Select(figure => figure.Name));
            throw new ConfigurationException($"The metric \"{metric}\" was not measured; there are: {known}.");
        }
    }

    /// <summary>Loss and metrics on one line.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss {Loss:F4}")
        + string.Concat(Metrics.Select(figure => $"  {figure}"));
}
