namespace FuncNet

[<AutoOpen>]
module ActivationMaps =

    let private part = 64

    /// The weights of n places, linearly, in `size` places of the same extent.
    let private linear dtype size n =
        let weight i j =
            let at = (float i + 0.5) * float n / float size - 0.5 |> max 0.0 |> min (float (n - 1))
            max 0.0 (1.0 - abs (at - float j))

        Tensor.owning [ size; n ] (Array.init (size * n) (fun k -> weight (k / n) (k % n)))
        |> Tensor.cast dtype

    /// Maps [n; h; w] in the size of images.
    let private enlarged (images: Tensor) (maps: Tensor) =
        let rows = linear maps.DType images.Shape[1] maps.Shape[1]
        let columns = linear maps.DType images.Shape[2] maps.Shape[2]
        matmul (matmul rows maps) (Tensor.transpose columns)

    let private requireImages operation labels (inputs: Tensor) network =
        if inputs.Rank <> 4 then
            Errors.shape
                "%s: images [n; height; width; channels] are expected; the inputs are %O."
                operation
                inputs.Shape

        ClassScore.require operation labels inputs network

    let private isImage (shapes: Signal<Shape>) =
        match shapes with
        | Signal.One shape -> shape.Rank = 3 && shape[0] * shape[1] > 1
        | Signal.Many _ -> false

    /// Layers that may stand between pooling and the dense layer, and behind it: they change no score in inference.
    let private neutral = set [ "Dropout"; "AlphaDropout"; "GaussianNoise"; "SpatialDropout"; "Flatten" ]

    /// The pooling layer and the dense one of a network that ends in them.
    let private ending (network: Network) =
        let atoms = network.Plan.Atoms
        let pooling = atoms |> Array.tryFindIndexBack (fun atom -> atom.Atom.Kind = "GlobalAveragePool")

        let behind =
            match pooling with
            | Some place ->
                atoms[place + 1 ..]
                |> Array.filter (fun atom -> not (neutral.Contains atom.Atom.Kind))
                |> Array.toList
            | None -> []

        match pooling, behind with
        | Some place, [ dense ] when dense.Atom.Kind = "Dense" -> atoms[place], dense
        | Some place, [ dense; softmax ] when dense.Atom.Kind = "Dense" && softmax.Atom.Kind = "Softmax" ->
            atoms[place], dense
        | _ ->
            Errors.configuration
                "Explain.classActivationMap: the network must end in global average pooling and one dense layer; its layers are: %s. Explain.gradientMap takes any network."
                (atoms |> Seq.map (fun atom -> $"{atom.Path} ({atom.Atom.Kind})") |> String.concat ", ")

    [<RequireQualifiedAccess>]
    module Explain =

        let classActivationMap (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireImages "Explain.classActivationMap" labels inputs network
            let pooling, dense = ending network
            let kernel = network.Parameters[$"{dense.Path}.kernel"]

            let maps labels images =
                let mutable channels: Tensor option = None

                let tap (bound: BoundAtom) input output =
                    if bound.Index = pooling.Index then
                        channels <- Some(Signal.tensor "GlobalAveragePool" input)

                    output

                ClassScore.all tap network images |> ignore
                // The column of each sample's class: [n; channels; 1].
                let weights = matmul (Tensor.oneHot kernel.DType kernel.Shape[1] labels) (Tensor.transpose kernel)
                let a = channels.Value
                let n, h, w, k = a.Shape[0], a.Shape[1], a.Shape[2], a.Shape[3]

                matmul (Tensor.reshape [ n; h * w; k ] a) (Tensor.reshape [ n; k; 1 ] weights)
                |> Tensor.reshape [ n; h; w ]
                |> enlarged images

            ClassScore.inParts part maps labels inputs

        let private gradientMaps (layer: BoundAtom) network labels images =
            let mutable channels: Tensor option = None

            let score (change: Tensor) =
                let tap (bound: BoundAtom) _ output =
                    if bound.Index = layer.Index then
                        let given = Signal.tensor layer.Path output
                        channels <- Some given
                        Signal.One(given + change)
                    else
                        output

                sum (ClassScore.chosen labels (ClassScore.all tap network images))

            let shape =
                match layer.Output with
                | Signal.One shape -> shape.Prepend images.Shape[0]
                | Signal.Many _ -> Shape.Scalar

            let slopes = grad score (Tensor.full network.DType shape 0.0)
            let α = Tensor.meanOver [ 1; 2 ] slopes |> Tensor.expandAxis 1 |> Tensor.expandAxis 1
            Tensor.sumOver [ 3 ] (α * channels.Value) |> Tensor.relu |> enlarged images

        let private layersOfImages (network: Network) =
            network.Plan.Atoms |> Array.filter (fun atom -> isImage atom.Output)

        let private names (layers: BoundAtom[]) =
            match layers with
            | [||] -> "none"
            | layers -> layers |> Seq.map _.Path |> String.concat ", "

        let gradientMapAt (path: string) (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireImages "Explain.gradientMapAt" labels inputs network
            let layers = layersOfImages network

            match layers |> Array.tryFind (fun atom -> atom.Path = path) with
            | Some layer -> ClassScore.inParts part (gradientMaps layer network) labels inputs
            | None ->
                Errors.configuration
                    "Explain.gradientMapAt: \"%s\" is no layer that gives images; those that do are: %s."
                    path
                    (names layers)

        let gradientMap (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireImages "Explain.gradientMap" labels inputs network

            match Array.tryLast (layersOfImages network) with
            | Some layer -> ClassScore.inParts part (gradientMaps layer network) labels inputs
            | None ->
                Errors.configuration
                    "Explain.gradientMap: no layer of the network gives images; Explain.occlusion and Explain.saliency need none."

        /// The first places of windows along an axis, the last one at its end.
        let private starts length size stride = [ 0..stride .. length - size ] @ [ length - size ] |> List.distinct

        let occlusion (size: int) (stride: int) (fill: float) (labels: Tensor) (inputs: Tensor) (network: Network) =
            requireImages "Explain.occlusion" labels inputs network
            let fill = Argument.finite "Explain.occlusion" "the fill" fill
            let stride = Argument.atLeast 1 "Explain.occlusion" "the stride" stride
            let n, h, w = inputs.Shape[0], inputs.Shape[1], inputs.Shape[2]

            if size < 1 || size > min h w then
                Errors.configuration
                    "Explain.occlusion: a window of %d pixels does not fit into images of %d × %d."
                    size
                    h
                    w

            let score images = network.Predict images |> ClassScore.chosen labels |> Tensor.cast DType.Float64
            let whole = score inputs
            let sums, counts = Array.zeroCreate<float>(n * h * w), Array.zeroCreate<float>(h * w)
            let other = Tensor.number inputs.DType fill

            for top in starts h size stride do
                for left in starts w size stride do
                    let isCovered k =
                        let y, x = k / w, k % w
                        y >= top && y < top + size && x >= left && x < left + size

                    let covered = Array.init (h * w) isCovered
                    let masked = Tensor.where (Tensor.owning [ h; w; 1 ] covered) other inputs
                    let drops = (whole - score masked).ToArray<float>()

                    for k in 0 .. h * w - 1 do
                        if covered[k] then
                            counts[k] <- counts[k] + 1.0

                            for i in 0 .. n - 1 do
                                sums[i * h * w + k] <- sums[i * h * w + k] + drops[i]

            Tensor.owning [ n; h; w ] (sums |> Array.mapi (fun k sum -> sum / max 1.0 counts[k % (h * w)]))
            |> Tensor.cast network.DType
