namespace FuncNet

open System
open System.Collections.Generic

type JointReport = {
    Epoch: int
    StepInEpoch: int
    Step: int
    Samples: int
    Figures: IReadOnlyList<Figure>
} with

    member report.Item
        with get (name: string): float =
            match report.Figures |> Seq.tryFind (fun figure -> figure.Name = name) with
            | Some figure -> figure.Value
            | None ->
                let known = String.Join("; ", report.Figures |> Seq.map _.Name)
                Errors.configuration "The step reports no \"%s\"; it reports [%s]." name known

[<RequireQualifiedAccess>]
type JointEvent =
    | Started of Epochs: int * StepsPerEpoch: int * Samples: int
    | RunsEagerly of Reason: string
    | StepDone of Report: JointReport
    | EpochDone of Report: JointReport
    | Finished of Reason: string

type JointState = {
    Trainees: Trainees
    Key: Key
    Step: int
    Epoch: int
    StepInEpoch: int
    Samples: int
    Sums: IReadOnlyList<Figure>
    History: IReadOnlyList<JointReport>
} with

    member state.Network(name: string) = state.Trainees[name].Network

[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module JointState =

    let private counts = "run.counts"
    let private key = "run.key"
    let private sums = "run.sums"
    let private epochs = "run.epochs"
    let private figures = "run.figures"

    let private networks (state: JointState) =
        Seq.map2
            (fun name (trainee: Trainee) ->
                Parameters.merge [
                    Parameters.prefixed "parameters" trainee.Parameters
                    Parameters.prefixed "state" trainee.State
                    Parameters.prefixed "optimizer" (OptimizerState.toTree trainee.OptimizerState)
                ]
                |> Parameters.prefixed $"networks.{name}")
            state.Trainees.Names
            state.Trainees.All
        |> Parameters.merge

    let toTree (state: JointState) : Parameters =
        let history = Seq.toArray state.History

        Parameters.merge [
            networks state
            Parameters.ofSeq [
                key, state.Key.Tensor
                counts, Tensor.vector [ state.Step; state.Epoch; state.StepInEpoch; state.Samples ]
                for sum in state.Sums do
                    $"{sums}.{sum.Name}", Tensor.number DType.Float64 sum.Value
                if history.Length > 0 then
                    epochs,
                    Tensor.matrix [
                        for report in history -> [ report.Epoch; report.StepInEpoch; report.Step; report.Samples ]
                    ]

                    for i, figure in Seq.indexed history[0].Figures do
                        $"{figures}.{figure.Name}", Tensor.vector [ for report in history -> report.Figures[i].Value ]
            ]
        ]

    let private required (tree: Parameters) path =
        if not (tree.Contains path) then
            Errors.configuration "JointState.ofTree: the tree lacks \"%s\"." path

        tree[path]

    let private under prefix (tree: Parameters) : (string * Tensor)[] =
        Parameters.under prefix tree |> Parameters.toSeq |> Seq.toArray

    let private history (tree: Parameters) : IReadOnlyList<JointReport> =
        if not (tree.Contains epochs) then
            [||]
        else
            let places, columns = tree[epochs].ToArray<int>(), under figures tree
            let values = columns |> Array.map (fun (_, values) -> values.ToArray<float>())

            Array.init (places.Length / 4) (fun i -> {
                Epoch = places[4 * i]
                StepInEpoch = places[4 * i + 1]
                Step = places[4 * i + 2]
                Samples = places[4 * i + 3]
                Figures =
                    Array.map2 (fun (name, _) (column: float[]) -> { Name = name; Value = column[i] }) columns values
            })

    let ofTree (template: JointState) (tree: Parameters) : JointState =
        let expected = networks template

        for path in tree.Paths do
            if not (path.StartsWith("run.", StringComparison.Ordinal) || expected.Contains path) then
                Errors.configuration "JointState.ofTree: the tree has \"%s\", which these networks do not have." path

        let filled =
            expected
            |> Parameters.mapPaths (fun path old ->
                let tensor = required tree path

                if tensor.Spec <> old.Spec then
                    Errors.shape "JointState.ofTree: \"%s\" must be %O; it is %O." path old.Spec tensor.Spec

                tensor)

        let count = (required tree counts).ToArray<int>()

        {
            Trainees = template.Trainees.Filled filled.Tensors
            Key = Key.ofTensor (required tree key)
            Step = count[0]
            Epoch = count[1]
            StepInEpoch = count[2]
            Samples = count[3]
            Sums = under sums tree |> Array.map (fun (name, sum) -> { Name = name; Value = sum.ToScalar() })
            History = history tree
        }

    let save (path: string) (state: JointState) : unit = Safetensors.write path (toTree state)

    let load (path: string) (template: JointState) : JointState =
        let content = Safetensors.read path

        try
            ofTree template (Parameters.ofSeq (content.Tensors |> Seq.map (fun entry -> entry.Key, entry.Value)))
        with :? LayerException as error ->
            raise (DataException($"'{path}' does not hold a state of this training: {error.Message}", error))
