namespace FuncNet

/// Means of loss and metrics over the samples of an epoch, summed up step by step.
[<Sealed>]
type internal EpochMeans(metrics: string[]) =

    let sums = Array.zeroCreate<float>(1 + metrics.Length)
    let mutable samples = 0

    let mean place = sums[place] / float samples

    let name place = if place = 0 then "loss" else metrics[place - 1]

    /// Begins an epoch.
    member _.Clear() =
        System.Array.Clear sums
        samples <- 0

    /// Goes on in an epoch, from the sums that others have gathered.
    member _.GoOn(gathered: Figure seq, count: int) =
        gathered |> Seq.iteri (fun place figure -> sums[place] <- figure.Value)
        samples <- count

    /// Adds what a step on so many samples measured.
    member _.Add(learner: Learner, size: int) =
        for i in 0 .. sums.Length - 1 do
            sums[i] <- sums[i] + learner.Figure i * float size

        samples <- samples + size

    /// The number of samples so far.
    member _.Samples = samples

    /// The sums so far; none before the first sample.
    member _.Sums: Figure[] = [|
        if samples > 0 then
            for i in 0 .. sums.Length - 1 do
                { Name = name i; Value = sums[i] }
    |]

    /// The report of the epoch, without validation. There are no metrics where there was no step.
    member _.Report(epoch: int, rate: float) : EpochReport = {
        Epoch = epoch
        Loss = mean 0
        Metrics = [|
            if samples > 0 then
                for i in 1 .. metrics.Length do
                    { Name = name i; Value = mean i }
        |]
        HasValidation = false
        ValidationLoss = nan
        ValidationMetrics = [||]
        Rate = rate
    }
