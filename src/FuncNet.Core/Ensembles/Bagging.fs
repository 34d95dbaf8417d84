namespace FuncNet

open System
open System.Collections.Generic

[<Sealed>]
type Bagging
    internal (ensemble: Ensemble, drawn: int[][], outOfBagPlaces: int[], outOfBag: Dataset, outOfBagVotes: Tensor) =

    member _.Ensemble = ensemble

    member _.Drawn: IReadOnlyList<IReadOnlyList<int>> =
        drawn |> Array.map (fun places -> Array.AsReadOnly places :> IReadOnlyList<int>) |> Array.AsReadOnly :> _

    member _.OutOfBagPlaces: IReadOnlyList<int> = Array.AsReadOnly outOfBagPlaces
    member _.OutOfBag = outOfBag
    member _.OutOfBagVotes = outOfBagVotes

    member _.OutOfBagFigures(metrics: Metric seq) : IReadOnlyList<Figure> =
        [|
            for metric in metrics ->
                {
                    Name = metric.Name
                    Value = (Tensor.mean (metric.PerSample (Signal.One outOfBagVotes) outOfBag.TargetSignal)).ToScalar()
                }
        |]
        |> Array.AsReadOnly
        :> _

    override _.ToString() = $"{ensemble}; {outOfBag.Count} samples are out of bag"

[<AutoOpen>]
module BaggingOfNetworks =

    /// The mean vote on each sample of the members that have not drawn it, and the places of the samples that have any.
    let private outOfBag (ensemble: Ensemble) (data: Dataset) (missed: int[][]) (outputs: Tensor[]) =
        let size = ensemble.OutputShape.Size
        let sums, counts = Array.zeroCreate<float>(data.Count * size), Array.zeroCreate<int> data.Count

        Array.iter2
            (fun (places: int[]) output ->
                let votes = (ensemble.Ballot output |> Tensor.cast DType.Float64).ToArray<float>()

                places
                |> Array.iteri (fun row place ->
                    counts[place] <- counts[place] + 1

                    for i in 0 .. size - 1 do
                        sums[place * size + i] <- sums[place * size + i] + votes[row * size + i]))
            missed
            outputs

        let places = [| 0 .. data.Count - 1 |] |> Array.filter (fun place -> counts[place] > 0)

        let votes = [|
            for place in places do
                for i in 0 .. size - 1 do
                    sums[place * size + i] / float counts[place]
        |]

        places, Tensor.owning (ensemble.OutputShape.Prepend places.Length) votes |> Tensor.cast ensemble.DType

    [<RequireQualifiedAccess>]
    module Ensemble =

        let bagging vote (count: int) (key: Key) (epochs: int) (data: Dataset) (trainer: Trainer) : Bagging =
            let count = Argument.atLeast 1 "Ensemble.bagging" "the number of members" count

            let members =
                SideBySide.train trainer count (fun place ->
                    let keys = Key.split 2 (Key.foldIn (place + 1) key)
                    let drawn = Key.integers data.Count data.Count keys[0]
                    let missed = Array.except drawn [| 0 .. data.Count - 1 |]
                    let network = (Trainer.fit keys[1] epochs (Dataset.select drawn data) trainer).Network

                    let output =
                        if missed.Length = 0 then
                            None
                        else
                            Some(network.PredictOne (Dataset.select missed data).InputSignal)

                    network, drawn, missed, output)

            let ensemble = members |> Array.map (fun (network, _, _, _) -> network) |> Ensemble.create vote

            let missed, outputs =
                members
                |> Array.choose (fun (_, _, missed, output) -> Option.map (fun y -> missed, y) output)
                |> Array.unzip

            if missed.Length = 0 then
                Errors.data
                    "Ensemble.bagging: every member has drawn all of the %d samples, so that none is out of bag; take another key, or more samples."
                    data.Count

            let places, votes = outOfBag ensemble data missed outputs

            Bagging(
                ensemble,
                members |> Array.map (fun (_, drawn, _, _) -> drawn),
                places,
                Dataset.select places data,
                votes
            )
