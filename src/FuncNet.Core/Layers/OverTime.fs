namespace FuncNet

type Pool1DOptions = { Stride: int voption; Padding: Padding1D }

type AveragePool1DOptions = { Stride: int voption; Padding: Padding1D; CountsPadding: bool }

type TransposedConv1DOptions = {
    Stride: int
    Dilation: int
    Padding: Padding1D
    OutputPadding: int
    Groups: int
    Kernel: Initializer
    Bias: Initializer option
}

[<AutoOpen>]
module OverTimeLayers =

    [<RequireQualifiedAccess>]
    module Pool1D =

        let defaults: Pool1DOptions = { Stride = ValueNone; Padding = Padding1D.Valid }

    [<RequireQualifiedAccess>]
    module AveragePool1D =

        let defaults: AveragePool1DOptions = { Stride = ValueNone; Padding = Padding1D.Valid; CountsPadding = false }

    [<RequireQualifiedAccess>]
    module TransposedConv1D =

        let defaults: TransposedConv1DOptions = {
            Stride = 1
            Dilation = 1
            Padding = Padding1D.Valid
            OutputPadding = 0
            Groups = 1
            Kernel = Initializer.glorotUniform
            Bias = Some Initializer.zeros
        }

    let private oneRow n = struct (1, n)

    let private settings size (stride: int voption) padding = [
        "size", Setting.Whole size
        "stride", stride |> ValueOption.map Setting.Whole |> ValueOption.defaultValue (Setting.Text "size")
        "padding", paddingSetting padding
    ]

    let private withoutRow (shape: Shape) = Shape(shape.ToArray()[1..])

    /// A layer of images, over sequences as images of one row; its kernel has one row too, which is not kept.
    let private overTime settings (layer: Layer) =
        let image kind (x: Signal<Shape>) =
            let x = Signal.shape kind x

            if x.Rank <> 2 then
                Errors.shape "%s: a sample must be a sequence [time; channels]; its shape is %O." kind x

            Signal.One(x.Prepend 1)

        let withRow (own: Parameters) =
            own
            |> Parameters.mapPaths (fun path value -> if path = "kernel" then Tensor.expandAxis 0 value else value)

        let ofImages (atom: Atom) = {
            atom with
                Hyperparameters = settings
                Parameters =
                    image atom.Kind
                    >> atom.Parameters
                    >> List.map (fun spec ->
                        if spec.Name = "kernel" then
                            { spec with Shape = withoutRow spec.Shape }
                        else
                            spec)
                OutputShape = image atom.Kind >> atom.OutputShape >> Signal.map withoutRow
                Apply =
                    fun context own state input ->
                        let x = Signal.tensor atom.Kind input |> Tensor.expandAxis 1 |> Signal.One
                        let y, next = atom.Apply context (withRow own) state x
                        Signal.map (fun (y: Tensor) -> Tensor.reshape [ y.Shape[0]; y.Shape[2]; y.Shape[3] ] y) y, next
        }

        Layer.mapAtoms ofImages layer

    [<RequireQualifiedAccess>]
    module Layer =

        let maxPool1dWith (options: Pool1DOptions) (size: int) =
            let images: Pool2DOptions = {
                Strides = options.Stride |> ValueOption.map oneRow
                Padding = alongTime size 1 options.Padding
            }

            Layer.maxPoolOf "MaxPool1D" images (oneRow size)
            |> overTime (settings size options.Stride options.Padding)

        let maxPool1d size = maxPool1dWith Pool1D.defaults size

        let averagePool1dWith (options: AveragePool1DOptions) (size: int) =
            let images: AveragePool2DOptions = {
                Strides = options.Stride |> ValueOption.map oneRow
                Padding = alongTime size 1 options.Padding
                CountsPadding = options.CountsPadding
            }

            Layer.averagePoolOf "AveragePool1D" images (oneRow size)
            |> overTime (
                settings size options.Stride options.Padding
                @ [ "countsPadding", Setting.Truth options.CountsPadding ]
            )

        let averagePool1d size = averagePool1dWith AveragePool1D.defaults size

        let transposedConv1dWith (options: TransposedConv1DOptions) (filters: int) (size: int) =
            let images: TransposedConv2DOptions = {
                Strides = oneRow options.Stride
                Dilation = oneRow options.Dilation
                Padding = alongTime size options.Dilation options.Padding
                OutputPadding = struct (0, options.OutputPadding)
                Groups = options.Groups
                Kernel = options.Kernel
                Bias = options.Bias
            }

            Layer.transposedConvOf "TransposedConv1D" images filters (oneRow size)
            |> overTime [
                "filters", Setting.Whole filters
                "size", Setting.Whole size
                "stride", Setting.Whole options.Stride
                "dilation", Setting.Whole options.Dilation
                "padding", paddingSetting options.Padding
                "outputPadding", Setting.Whole options.OutputPadding
                "groups", Setting.Whole options.Groups
                "kernel", options.Kernel.Setting
                "bias", Initializer.settingOf options.Bias
            ]

        let transposedConv1d filters size = transposedConv1dWith TransposedConv1D.defaults filters size
