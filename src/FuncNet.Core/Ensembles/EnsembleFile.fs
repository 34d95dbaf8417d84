namespace FuncNet

open System
open System.Collections.Generic
open System.Globalization

[<AutoOpen>]
module EnsembleFile =

    let private voteKey, weightsKey = "vote", "weights"
    let private prefix place = $"member{place + 1}."

    let private votes = [
        "mean", Vote.Mean
        "softmax", Vote.Softmax
        "sigmoid", Vote.Sigmoid
        "majority", Vote.Majority
    ]

    [<RequireQualifiedAccess>]
    module Ensemble =

        let save (path: string) (ensemble: Ensemble) : unit =
            let text (weight: float) = weight.ToString("R", CultureInfo.InvariantCulture)

            Safetensors.writeWith
                [
                    KeyValuePair(voteKey, votes |> List.find (fun (_, vote) -> vote = ensemble.Vote) |> fst)
                    KeyValuePair(weightsKey, ensemble.Weights |> Seq.map text |> String.concat " ")
                    yield! Network.namesBeside ensemble.ClassNames
                ]
                path
                (seq {
                    for place, network in Seq.indexed ensemble.Members do
                        for KeyValue(name, tensor) in Seq.append network.Parameters network.State do
                            KeyValuePair(prefix place + name, tensor)
                })

        let private metadata path (content: SafetensorsContent) key =
            match content.Metadata.TryGetValue key with
            | true, text -> text
            | _ ->
                Errors.data
                    "'%s' holds no ensemble: its metadata have no \"%s\". A single network is read by Network.load."
                    path
                    key

        let private readVote path content =
            let text = metadata path content voteKey

            match votes |> List.tryFind (fun (name, _) -> name = text) with
            | Some(_, vote) -> vote
            | None ->
                Errors.data
                    "'%s': the vote in its metadata is \"%s\"; mean, softmax, sigmoid and majority are known."
                    path
                    text

        let private readWeights path content =
            let text = metadata path content weightsKey

            text.Split ' '
            |> Array.map (fun part ->
                match Double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture) with
                | true, weight -> weight
                | _ -> Errors.data "'%s': the weights in its metadata are \"%s\"; \"%s\" is no number." path text part)

        let private loadWith (path: string) (networksFor: int -> Network[]) : Ensemble =
            let content = Safetensors.read path
            let vote, weights = readVote path content, readWeights path content
            let networks = networksFor weights.Length

            let isOf place (entry: KeyValuePair<string, Tensor>) =
                entry.Key.StartsWith(prefix place, StringComparison.Ordinal)

            for entry in content.Tensors do
                if not (Seq.exists (fun place -> isOf place entry) (seq { 0 .. weights.Length - 1 })) then
                    Errors.data
                        "'%s' has a tensor \"%s\", which belongs to none of its %d members."
                        path
                        entry.Key
                        weights.Length

            let names = Network.readNames path content.Metadata

            let weighted ensemble =
                try
                    Ensemble.withWeights weights ensemble
                with :? ConfigurationException as error ->
                    Errors.data "'%s': the weights in its metadata are wrong. %s" path error.Problem

            networks
            |> Array.mapi (fun place network ->
                let filled = Network.filled path (prefix place) (Seq.filter (isOf place) content.Tensors) network
                if names.Length > 0 then filled.WithClassNames names else filled)
            |> Ensemble.create vote
            |> weighted

        let load (path: string) (network: Network) : Ensemble = loadWith path (fun count -> Array.create count network)

        let loadMany (path: string) (networks: Network seq) : Ensemble =
            let networks = Seq.toArray networks

            loadWith path (fun count ->
                if networks.Length <> count then
                    Errors.data
                        "'%s' holds an ensemble of %d members; %d networks were given for them."
                        path
                        count
                        networks.Length

                networks)
