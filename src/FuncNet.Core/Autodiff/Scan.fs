namespace FuncNet

[<AutoOpen>]
module TensorScan =

    /// The number of steps that all sequences have.
    let private length (sequences: Tensor[]) =
        if sequences.Length = 0 then
            Errors.shape "Scan: at least one sequence is needed, to say how many steps there are."

        for x in sequences do
            if x.Rank = 0 || x.Shape[0] <> sequences[0].Shape[0] then
                Errors.shape
                    "Scan: the sequences must have the same number of steps along their first axis; their shapes are %s."
                    (sequences |> Seq.map (fun x -> string x.Shape) |> String.concat " and ")

        sequences[0].Shape[0]

    let private run backwards step (initial: Tensor[]) (sequences: Tensor[]) =
        let steps = length sequences

        let signature =
            Array.append
                (initial |> Array.map _.Spec)
                (sequences |> Array.map (fun x -> { x.Spec with Shape = x.Shape.WithoutFirst }))

        let body, captured =
            signature
            |> Bodies.trace (fun inputs ->
                let carried, results = step (Array.truncate initial.Length inputs) inputs[initial.Length ..]

                if (carried: Tensor[]).Length <> initial.Length then
                    Errors.shape
                        "Scan: the step gives %d carried values; %d were handed to it."
                        carried.Length
                        initial.Length

                for before, after in Seq.zip initial carried do
                    if before.Spec <> after.Spec then
                        Errors.shape
                            "Scan: a carried value keeps its shape and type from step to step; it is %O at first, and %O after a step."
                            before.Spec
                            after.Spec

                Array.append carried results)

        let scan = {
            Body = body
            Carries = initial.Length
            Sequences = sequences.Length
            Steps = steps
            Backwards = backwards
        }

        Array.concat [ initial; sequences; captured ]
        |> ScanRules.apply (Rules.backward false) scan
        |> Array.splitAt initial.Length

    [<RequireQualifiedAccess>]
    module Tensor =

        let scan (step: Tensor[] -> Tensor[] -> Tensor[] * Tensor[]) (initial: Tensor[]) (sequences: Tensor[]) =
            run false step initial sequences

        let scanBack (step: Tensor[] -> Tensor[] -> Tensor[] * Tensor[]) (initial: Tensor[]) (sequences: Tensor[]) =
            run true step initial sequences
