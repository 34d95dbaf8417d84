namespace FuncNet

/// The names of a network's inputs, held against those of batches.
module internal InputNames =

    /// The name of a branch as a whole.
    let rec private ofBranch (layer: Layer) =
        match layer with
        | Layer.Named(name, _) -> Some name
        | Layer.Chain [ layer ]
        | Layer.Shared(_, layer)
        | Layer.Frozen(_, layer)
        | Layer.Initialized(_, _, layer) -> ofBranch layer
        | Layer.Chain _
        | Layer.Atom _
        | Layer.Beside _
        | Layer.Fork _ -> None

    /// The names of the branches that read the inputs, if all of them have one.
    let rec private ofLayer (layer: Layer) : string[] =
        match layer with
        | Layer.Beside branches ->
            let names = branches |> List.map ofBranch

            if names |> List.forall _.IsSome then
                [| for name in names -> name.Value |]
            else
                [||]
        | Layer.Chain(first :: _) -> ofLayer first
        | Layer.Named(_, layer)
        | Layer.Shared(_, layer)
        | Layer.Frozen(_, layer)
        | Layer.Initialized(_, _, layer) -> ofLayer layer
        | Layer.Chain []
        | Layer.Atom _
        | Layer.Fork _ -> [||]

    /// Throws where both have names, and they differ.
    let require (network: Network) (batch: Batch) =
        let expected, given = ofLayer network.Layer, batch.Names.Inputs

        if expected.Length > 0 && given.Length > 0 && expected <> given then
            let problem =
                if Array.sort expected = Array.sort given then
                    "in this order"
                else
                    "by the names of its branches"

            Errors.data
                "The network takes the inputs %s, %s; the batches have %s. Put them right with Pipeline.select."
                (Names.listed expected)
                problem
                (Names.listed given)
