namespace FuncNet

/// The score of one class for each sample, which interpretation follows back through a network.
[<RequireQualifiedAccess>]
module internal ClassScore =

    /// Throws unless there is a label for each of the samples, and a column for each label.
    let require operation (labels: Tensor) (inputs: Tensor) (network: Network) =
        let classes =
            match network.InputShape, network.OutputShape with
            | Signal.One _, Signal.One shape when shape.Rank = 1 -> shape[0]
            | input, output ->
                Errors.shape
                    "%s: the network must give scores of classes [classes] for one input; it takes %O and gives %O."
                    operation
                    input
                    output

        InputCheck.require $"{operation}: the input" network.DType network.InputShape (Signal.One inputs)

        if labels.DType <> DType.Int32 || labels.Shape <> Shape inputs.Shape[0] then
            Errors.shape
                "%s: a class is wanted for each of the %d samples, int32 [%d]; the labels are %O."
                operation
                inputs.Shape[0]
                inputs.Shape[0]
                labels.Spec

        labels.ToArray<int>()
        |> Array.iteri (fun i label ->
            if label < 0 || label >= classes then
                Errors.data
                    "%s: sample %d is asked for class %d; the network has the classes 0 … %d."
                    operation
                    i
                    label
                    (classes - 1))

    let private inference = { Training = false; Key = Key.ofSeed 0UL }

    /// The scores [n; classes] of a network in inference mode; `tap` sees what each layer reads and gives,
    /// and says what goes on in its place.
    let all tap (network: Network) (inputs: Tensor) : Tensor =
        Plan.applyTapped tap network.Plan inference network.Parameters network.State (Signal.One inputs)
        |> fst
        |> Signal.tensor "A class score"

    /// What goes on as it is.
    let untouched (_: BoundAtom) (_: Signal<Tensor>) (output: Signal<Tensor>) = output

    /// The score of each sample's class: [n].
    let chosen (labels: Tensor) (scores: Tensor) : Tensor =
        Tensor.sumOver [ 1 ] (scores * Tensor.oneHot scores.DType scores.Shape[1] labels)

    /// f of the samples in parts of so many, and the results one behind the other.
    let inParts (size: int) (f: Tensor -> Tensor -> Tensor) (labels: Tensor) (inputs: Tensor) : Tensor =
        let n = inputs.Shape[0]

        if n <= size then
            f labels inputs
        else
            Tensor.concatenate 0 [
                for start in 0..size .. n - 1 do
                    let count = min size (n - start)
                    f (Tensor.narrow 0 start count labels) (Tensor.narrow 0 start count inputs)
            ]
