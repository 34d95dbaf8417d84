namespace FuncNet

open System

[<AutoOpen>]
module Folds =

    [<RequireQualifiedAccess>]
    module Dataset =

        let private labelled operation (data: Dataset) =
            if data.ClassCount = 0 then
                Errors.data "%s: class labels are needed, one int32 for each sample; the data are %O." operation data

            data.Targets.ToArray<int>()

        /// The places of the samples of each class in a random order, one class behind the other.
        let private byClass key (labels: int[]) =
            Key.permutation labels.Length key |> Array.groupBy (fun place -> labels[place]) |> Array.sortBy fst

        /// A sample and its complement, each in the order of the data.
        let private parts (data: Dataset) (isFirst: bool[]) =
            let places wanted = [| 0 .. data.Count - 1 |] |> Array.filter (fun place -> isFirst[place] = wanted)
            Dataset.select (places true) data, Dataset.select (places false) data

        let splitStratified (key: Key) (fraction: float) (data: Dataset) =
            if not (fraction > 0.0 && fraction < 1.0) then
                Errors.data "Dataset.splitStratified: the fraction lies between 0 and 1; it is %g." fraction

            let classes = byClass key (labelled "Dataset.splitStratified" data)
            let share (places: int[]) = fraction * float places.Length
            let whole = classes |> Array.map (fun (_, places) -> int (floor (share places)))
            let missing = int (floor (fraction * float data.Count + 0.5)) - Array.sum whole

            // What is missing goes to the classes whose shares were rounded down most.
            let rounded =
                classes
                |> Array.indexed
                |> Array.sortBy (fun (i, (_, places)) -> float whole[i] - share places)
                |> Array.truncate missing
                |> Array.map fst

            let isFirst = Array.zeroCreate<bool> data.Count

            classes
            |> Array.iteri (fun i (_, places) ->
                for place in Array.truncate (whole[i] + (if Array.contains i rounded then 1 else 0)) places do
                    isFirst[place] <- true)

            parts data isFirst

        let private requireFolds operation k (data: Dataset) =
            if k < 2 || k > data.Count then
                Errors.data
                    "%s: 2 to %d folds of %d samples are possible; %d were asked for."
                    operation
                    data.Count
                    data.Count
                    k

        /// The parts, from the fold of each sample.
        let private folds k (data: Dataset) (foldOf: int[]) =
            Seq.init k (fun fold -> parts data (foldOf |> Array.map (fun other -> other <> fold)))

        /// Deals samples out in turn.
        let private dealt k (places: int[]) =
            let foldOf = Array.zeroCreate<int> places.Length
            places |> Array.iteri (fun i place -> foldOf[place] <- i % k)
            foldOf

        let kFold (key: Key) (k: int) (data: Dataset) : (Dataset * Dataset) seq =
            requireFolds "Dataset.kFold" k data
            Key.permutation data.Count key |> dealt k |> folds k data

        let leaveOneOut (data: Dataset) : (Dataset * Dataset) seq =
            requireFolds "Dataset.leaveOneOut" data.Count data
            folds data.Count data (Array.init data.Count id)

        let stratifiedKFold (key: Key) (k: int) (data: Dataset) : (Dataset * Dataset) seq =
            requireFolds "Dataset.stratifiedKFold" k data

            labelled "Dataset.stratifiedKFold" data
            |> byClass key
            |> Array.collect snd
            |> dealt k
            |> folds k data

        let groupKFold (groups: int seq) (k: int) (data: Dataset) : (Dataset * Dataset) seq =
            let groups = Seq.toArray groups
            requireFolds "Dataset.groupKFold" k data

            if groups.Length <> data.Count then
                Errors.data
                    "Dataset.groupKFold: a group for each of the %d samples was expected; there are %d."
                    data.Count
                    groups.Length

            let sizes = groups |> Array.countBy id |> Array.sortBy (fun (group, size) -> -size, group)

            if sizes.Length < k then
                Errors.data "Dataset.groupKFold: %d folds need as many groups; there are %d." k sizes.Length

            // The largest group that is left goes to the smallest fold.
            let filled = Array.zeroCreate<int> k

            let foldOf =
                dict [
                    for group, size in sizes do
                        let smallest = Array.IndexOf(filled, Array.min filled)
                        filled[smallest] <- filled[smallest] + size
                        group, smallest
                ]

            groups |> Array.map (fun group -> foldOf[group]) |> folds k data

        let bootstrap (key: Key) (data: Dataset) : Dataset * Dataset =
            let drawn = Key.integers data.Count data.Count key
            let rest = Array.except drawn [| 0 .. data.Count - 1 |]

            if rest.Length = 0 then
                Errors.data
                    "Dataset.bootstrap: every one of the %d samples was drawn, so that none is left to test on; take another key."
                    data.Count

            Dataset.select drawn data, Dataset.select rest data

        let balancedClassWeights (data: Dataset) : float[] =
            labelled "Dataset.balancedClassWeights" data |> ignore
            let sizes = Dataset.classSizes data

            sizes
            |> Seq.iteri (fun label size ->
                if size = 0 then
                    Errors.data
                        "Dataset.balancedClassWeights: class %d has no samples, so that no weight balances it; give it one with Dataset.withClassWeights."
                        label)

            [| for size in sizes -> float data.Count / (float sizes.Count * float size) |]

        let withClassWeights (weights: float seq) (data: Dataset) : Dataset =
            let weights = Seq.toArray weights
            let labels = labelled "Dataset.withClassWeights" data

            if weights.Length <> data.ClassCount then
                Errors.data
                    "Dataset.withClassWeights: a weight for each of the %d classes was expected; there are %d weights."
                    data.ClassCount
                    weights.Length

            match weights |> Array.tryFindIndex (fun weight -> not (weight >= 0.0 && Double.IsFinite weight)) with
            | Some label ->
                Errors.data
                    "Dataset.withClassWeights: a weight is at least 0 and finite; that of class %d is %g."
                    label
                    weights[label]
            | None -> ()

            let sample place = (data.Weights.AsSpan<float>())[place] * weights[labels[place]]
            Dataset.withWeights (Array.init data.Count sample) data

        let balanced (data: Dataset) : Dataset = withClassWeights (balancedClassWeights data) data
