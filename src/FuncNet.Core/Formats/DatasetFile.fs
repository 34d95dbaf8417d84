namespace FuncNet

open System.Collections.Generic

[<AutoOpen>]
module DatasetFile =

    [<RequireQualifiedAccess>]
    module Dataset =

        let through (network: Network) (data: Dataset) =
            let features = network.PredictOne data.InputSignal
            Dataset(Signal.One features, data.TargetSignal, data.GivenWeights, data.ClassNames, data.ClassCount)

        let saveNpz (path: string) (data: Dataset) =
            Npz.write path [
                KeyValuePair("inputs", data.Inputs)
                KeyValuePair("targets", data.Targets)

                match data.GivenWeights with
                | Some weights -> KeyValuePair("weights", weights)
                | None -> ()
            ]

        let loadNpz (classNames: string seq) (path: string) : Dataset =
            let arrays = Npz.read path

            for name in [ "inputs"; "targets" ] do
                if not (arrays.Contains name) then
                    Errors.data
                        "'%s' is no data set: it has no array \"%s\"; it has: %s."
                        path
                        name
                        (String.concat ", " arrays.Paths)

            let data = Dataset(arrays["inputs"], arrays["targets"], Seq.toArray classNames)

            if arrays.Contains "weights" then
                Dataset.withWeights ((Tensor.cast DType.Float64 arrays["weights"]).ToArray<float>()) data
            else
                data
