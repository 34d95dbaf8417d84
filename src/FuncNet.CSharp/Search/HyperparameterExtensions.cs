namespace FuncNet;

/// <summary>Making hyperparameters: what is chosen before a training and not learned by it. Bounds that are not in order are a ConfigurationException.</summary>
public static class HyperparameterExtensions
{
    extension(Hyperparameter)
    {
        /// <summary>Any number between two, each as likely; in a grid, at equal distances.</summary>
        public static Hyperparameter<double> Uniform(string name, double low, double high) =>
            HyperparameterModule.uniform(name, low, high);

        /// <summary>
        /// Any number between two over 0, whose logarithm is uniform: from 1e-4 to 1e-1, a third of the draws lie in each decade. In a grid, at equal ratios.
        /// </summary>
        public static Hyperparameter<double> LogUniform(string name, double low, double high) =>
            HyperparameterModule.logUniform(name, low, high);

        /// <summary>A whole number from low to high, both included, each as likely; in a grid, at equal distances.</summary>
        public static Hyperparameter<int> Whole(string name, int low, int high) =>
            HyperparameterModule.whole(name, low, high);

        /// <summary>A whole number from low ≥ 1 to high, both included, whose logarithm is uniform; in a grid, at equal ratios.</summary>
        public static Hyperparameter<int> LogWhole(string name, int low, int high) =>
            HyperparameterModule.logWhole(name, low, high);

        /// <summary>One of some values, each with a text for people: <c>Hyperparameter.Choice("activation", ("relu", Layers.Relu()), ("tanh", Layers.Tanh()))</c>.</summary>
        public static Hyperparameter<T> Choice<T>(
            string name,
            params IReadOnlyList<(string Label, T Option)> options
        ) => HyperparameterModule.choice(name, options.Select(option => Tuple.Create(option.Label, option.Option)));

        /// <summary>One of some values that are texts for people themselves: <c>Hyperparameter.Among("batch", 16, 32, 64)</c>.</summary>
        public static Hyperparameter<T> Among<T>(string name, params IReadOnlyList<T> options) =>
            HyperparameterModule.among(name, options);
    }
}
