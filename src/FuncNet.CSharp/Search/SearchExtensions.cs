using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>
/// Searching hyperparameters. The same seed gives the same values and scores, bit for bit, on any number of threads; trials run on all processors at
/// once. Each call gives a new search, and Run runs it.
/// </summary>
public static class SearchExtensions
{
    extension(Search)
    {
        /// <summary>That many draws of the hyperparameters (Bergstra and Bengio 2012). More draws begin with those of fewer.</summary>
        public static Search Random(int count, params IReadOnlyList<Hyperparameter> space) =>
            SearchModule.random(count, Functions.List(space));

        /// <summary>Every combination of values, each once: all options of choices, and so many points of each range, both bounds among them.</summary>
        public static Search Grid(int points, params IReadOnlyList<Hyperparameter> space) =>
            SearchModule.grid(points, Functions.List(space));
    }

    /// <summary>
    /// Scores each trial on data that no trial trains on. Plans without validation data get these, so that they can stop early by them. Without it, trials are
    /// scored on the validation data of their plans.
    /// </summary>
    public static Search ScoreOn(this Search search, Dataset data) => SearchModule.scoreOn(data, search);

    /// <summary>
    /// Scores each trial by the means over k folds of its data, which are the same for all trials, and stratified where the targets are class labels.
    /// </summary>
    public static Search ScoreByFolds(this Search search, int k) => SearchModule.scoreByFolds(k, search);

    /// <summary>Smaller is better: of "loss", which is what decides at first, or of a metric.</summary>
    public static Search Minimizing(this Search search, string figure) => SearchModule.minimizing(figure, search);

    /// <summary>Larger is better, of a metric such as "accuracy".</summary>
    public static Search Maximizing(this Search search, string figure) => SearchModule.maximizing(figure, search);

    /// <summary>How many trials run at once, each with its own memory. It changes no bit.</summary>
    public static Search WithThreads(this Search search, int count) => SearchModule.withThreads(count, search);

    /// <summary>A function that is called when a trial has ended, one call at a time.</summary>
    public static Search OnTrial(this Search search, Action<SearchProgress> see) =>
        SearchModule.onTrial(FuncConvert.FromAction(see), search);

    /// <summary>
    /// Tries a plan for each set of values. A trial whose training throws, or whose score is NaN or infinite, has failed: its reason is kept, and the search goes
    /// on. The trial's key takes the place of the plan's seed, and the network begins with the values that it has:
    /// <c>plan(trial.Values).Seed(trial.Key).Run()</c> trains it again. After a cancellation the result has the trials that were over by then.
    /// </summary>
    public static SearchResult Run(
        this Search search,
        Func<HyperparameterValues, TrainingPlan> plan,
        long seed,
        CancellationToken token = default
    ) =>
        SearchModule.run(
            Functions.KeyOf(seed),
            Functions.Of((HyperparameterValues values) => plan(values).Experiment(keepsWeights: true, token)),
            SearchModule.withCancellation(token, search)
        );

    /// <summary>
    /// Tries a function of your own for each set of values: from values and a key to figures, one of which has the name that decides. It is called from
    /// several threads.
    /// </summary>
    public static SearchResult Run(
        this Search search,
        Func<HyperparameterValues, Key, IReadOnlyList<Figure>> trial,
        long seed,
        CancellationToken token = default
    ) =>
        SearchModule.runFunction(
            Functions.KeyOf(seed),
            Functions.Of((HyperparameterValues values, Key key) => (IEnumerable<Figure>)trial(values, key)),
            SearchModule.withCancellation(token, search)
        );
}
