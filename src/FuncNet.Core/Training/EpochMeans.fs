namespace FuncNet

/// Means of loss and metrics over the samples of an epoch, summed up step by step.
[<Sealed>]
type internal EpochMeans(metrics: string[]) =

    let sums = Array.zeroCreate<float>(1 + metrics.Length)
    let mutable steps = 0
    let mutable samples = 0

    let mean place = sums[place] / float samples

    /// Begins an epoch.
    member _.Clear() =
        System.Array.Clear sums
        steps <- 0
        samples <- 0

    /// Adds what a step on so many samples measured.
    member _.Add(learner: Learner, size: int) =
        for i in 0 .. sums.Length - 1 do
            sums[i] <- sums[i] + learner.Figure i * float size

        steps <- steps + 1
        samples <- samples + size

    /// The report of the epoch, without validation. There are no metrics where there was no step.
    member _.Report(epoch: int, rate: float) : EpochReport = {
        Epoch = epoch
        Loss = mean 0
        Metrics = [|
            if steps > 0 then
                for i in 0 .. metrics.Length - 1 do
                    { Name = metrics[i]; Value = mean (i + 1) }
        |]
        ValidationLoss = nan
        ValidationMetrics = [||]
        Rate = rate
    }
