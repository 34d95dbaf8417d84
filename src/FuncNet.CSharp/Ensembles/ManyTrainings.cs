namespace FuncNet;

/// <summary>
/// Several trainings of one plan. The seed of the plan decides everything; the trainings run on all processors at once, with the same bits, and where
/// the plan is watched, one after the other. Each begins with values that are drawn anew, or, with keepWeights, with those of the network. A plan
/// that resumes from a state is a ConfigurationException; a cancelled training, an OperationCanceledException.
/// </summary>
public static class ManyTrainings
{
    /// <summary>
    /// Trains so many networks on a bootstrap sample each, which vote (Breiman 1996). More members begin with those of fewer. The data of the plan are a
    /// Dataset, or it is a ConfigurationException.
    /// </summary>
    public static Bagging Bag(
        this TrainingPlan plan,
        int members,
        Vote vote,
        bool keepWeights = false,
        CancellationToken token = default
    )
    {
        Experiment experiment = plan.Experiment(keepWeights, token);
        return BaggingOfNetworks.Ensemble.bagging(
            vote,
            members,
            plan.Key,
            experiment.Epochs,
            InMemory(experiment, "Bag"),
            experiment.Trainer
        );
    }

    /// <summary>
    /// A snapshot ensemble (Huang et al. 2017): one training of the network in so many cycles of the plan's epochs, in each of which the rate falls from the
    /// given one to 0 along half a cosine, in place of the optimizer's own; the network at the end of each cycle is a member.
    /// </summary>
    public static Ensemble Snapshots(
        this TrainingPlan plan,
        int cycles,
        double rate,
        Vote vote,
        CancellationToken token = default
    )
    {
        Experiment experiment = plan.Experiment(keepsWeights: true, token);
        return FuncNet.Snapshots.Ensemble.snapshots(
            vote,
            cycles,
            rate,
            plan.Key,
            experiment.Epochs,
            experiment.Data,
            experiment.Trainer
        );
    }

    /// <summary>
    /// Trains so many times, and gives the trainings with the one of the least validation loss first. The plan has validation data (ValidateOn), or it is a
    /// ConfigurationException. More restarts begin with those of fewer.
    /// </summary>
    public static IReadOnlyList<Restart> Restart(
        this TrainingPlan plan,
        int count,
        bool keepWeights = false,
        CancellationToken token = default
    )
    {
        Experiment experiment = plan.Experiment(keepWeights, token);
        return NetworkRestarts.Trainer.restarts(
            count,
            plan.Key,
            experiment.Epochs,
            experiment.Data,
            experiment.Trainer
        );
    }

    /// <summary>
    /// k-fold cross-validation: trains k times on all parts of the data but one, and measures on that. stratified: every class is dealt out evenly. The data of
    /// the plan are a Dataset, or it is a ConfigurationException.
    /// </summary>
    public static CrossValidation CrossValidate(
        this TrainingPlan plan,
        int k,
        bool stratified = false,
        bool keepWeights = false,
        CancellationToken token = default
    )
    {
        Experiment experiment = plan.Experiment(keepWeights, token);
        Dataset data = InMemory(experiment, "CrossValidate");
        return stratified
            ? CrossValidationModule.runStratified(k, plan.Key, experiment.Epochs, data, experiment.Trainer)
            : CrossValidationModule.run(k, plan.Key, experiment.Epochs, data, experiment.Trainer);
    }

    /// <summary>The same on pairs of your own, such as those of GroupKFold, in place of the plan's data.</summary>
    public static CrossValidation CrossValidate(
        this TrainingPlan plan,
        IEnumerable<(Dataset Train, Dataset Test)> folds,
        bool keepWeights = false,
        CancellationToken token = default
    )
    {
        Experiment experiment = plan.Experiment(keepWeights, token);
        return CrossValidationModule.runOn(
            folds.Select(fold => Tuple.Create(fold.Train, fold.Test)),
            plan.Key,
            experiment.Epochs,
            experiment.Trainer
        );
    }

    extension(CrossValidation)
    {
        /// <summary>
        /// Measures a method of your own: from a key, the training part and the test part to figures, all with the same names. What is fitted in it, such as
        /// a standardization, then belongs to the training part alone. It is called from several threads.
        /// </summary>
        public static CrossValidation Measure(
            IEnumerable<(Dataset Train, Dataset Test)> folds,
            Func<Key, Dataset, Dataset, IReadOnlyList<Figure>> method,
            long seed
        ) =>
            CrossValidationModule.measure(
                Functions.Of((Key key, Dataset train, Dataset test) => (IEnumerable<Figure>)method(key, train, test)),
                Functions.KeyOf(seed),
                folds.Select(fold => Tuple.Create(fold.Train, fold.Test))
            );
    }

    private static Dataset InMemory(Experiment experiment, string what) =>
        experiment.Data as Dataset
        ?? throw new ConfigurationException(
            $"{what}: samples are drawn and dealt out from a Dataset in memory; the plan has a pipeline."
        );
}
