namespace FuncNet

/// How large gradients are on a few samples.
module internal Probe =

    /// Samples on which gradients are measured.
    let samples = 128

    /// True if the gradients of a network can be shown layer by layer: one input, one output.
    let isSimple (network: Network) =
        match network.InputShape, network.OutputShape with
        | Signal.One _, Signal.One _ -> true
        | Signal.Many _, (Signal.One _ | Signal.Many _)
        | Signal.One _, Signal.Many _ -> false

    let first (count: int) (data: Dataset) =
        let count = min count data.Count
        Tensor.narrow 0 0 count data.Inputs, Tensor.narrow 0 0 count data.Targets

    let norms (loss: Loss) (data: Dataset) (network: Network) : GradientNorms =
        let inputs, targets = first samples data
        Explain.gradientNorms loss inputs targets network

    let gradients (norms: GradientNorms) : LayerGradient[] = [|
        for layer in norms.Layers do
            if layer.Parameters.Count > 0 then
                { Path = layer.Path; Kind = layer.Kind; Norm = layer.Gradient }
    |]
