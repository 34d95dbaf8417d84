namespace FuncNet

[<AutoOpen>]
module ZooAutoencoders =

    let private halves (encoder: Layer) (decoder: Layer) =
        Layer.named "encoder" encoder >=> Layer.named "decoder" decoder

    /// From a code to a sample, through the hidden layers backwards.
    let private decoder (shape: Shape) (hidden: int list) =
        ZooParts.denseStack Layer.relu (List.rev hidden) >=> Layer.dense shape.Size >=> Layer.reshape shape

    let private encoder kind shape (hidden: int list) =
        (Layer.flatten |> ZooParts.takingSamples kind shape) >=> ZooParts.denseStack Layer.relu hidden

    let private latentSize (x: Shape) =
        if x.Rank <> 1 || x.Size = 0 || x.Size % 2 <> 0 then
            Errors.shape
                "GaussianSample: a sample is a vector of means and, behind them, as many logarithms of variances; its shape is %O."
                x

        x.Size / 2

    let private sample (context: Context) (x: Tensor) =
        let latent = x.Shape[1] / 2
        let μ = Tensor.narrow 1 0 latent x

        if context.Training then
            let s = Tensor.narrow 1 latent latent x
            μ + exp (0.5 * s) * Key.normal x.DType μ.Shape context.Key
        else
            μ

    let private stride2 = struct (2, 2)
    let private kernel3 = struct (3, 3)

    [<RequireQualifiedAccess>]
    module Zoo =

        let autoencoder (shape: int seq) (hidden: int seq) (code: int) =
            let shape = ZooParts.shape "autoencoder" shape
            let hidden = ZooParts.sizes "autoencoder" "a hidden width" hidden
            let code = Argument.atLeast 1 "Zoo.autoencoder" "the size of the code" code
            halves (encoder "Autoencoder" shape hidden >=> Layer.dense code) (decoder shape hidden)

        let convAutoencoder (channels: int) (filters: int seq) =
            let channels = Argument.atLeast 1 "Zoo.convAutoencoder" "the number of channels" channels

            let down =
                Layer.conv2dWith {
                    Conv2D.defaults with
                        Strides = stride2
                        Padding = Padding.Same
                        Kernel = Initializer.heNormal
                }

            let up =
                Layer.transposedConv2dWith { TransposedConv2D.defaults with Strides = stride2; Padding = Padding.Same }

            match ZooParts.sizes "convAutoencoder" "a number of filters" filters with
            | [] -> Errors.configuration "Zoo.convAutoencoder: at least one layer of filters is needed."
            | first :: rest ->
                let checkedFirst =
                    down first kernel3 |> ZooParts.takingHalves "ConvAutoencoder" (rest.Length + 1) channels

                halves
                    (Layer.sequence [
                        checkedFirst >=> Layer.relu
                        for filters in rest do
                            down filters kernel3 >=> Layer.relu
                    ])
                    (Layer.sequence [
                        for filters in List.tail (List.rev (first :: rest)) do
                            up filters kernel3 >=> Layer.relu
                        up channels kernel3
                    ])

        let gaussianSample = Atoms.plain "GaussianSample" [] (fun x -> Shape(latentSize x)) sample

        let variationalAutoencoder (shape: int seq) (hidden: int seq) (latent: int) =
            let shape = ZooParts.shape "variationalAutoencoder" shape
            let hidden = ZooParts.sizes "variationalAutoencoder" "a hidden width" hidden
            let latent = Argument.atLeast 1 "Zoo.variationalAutoencoder" "the size of the code" latent

            let moments = Layer.named "moments" (Layer.dense (2 * latent))

            halves
                (encoder "VariationalAutoencoder" shape hidden >=> moments >=> Layer.named "sample" gaussianSample)
                (decoder shape hidden)
