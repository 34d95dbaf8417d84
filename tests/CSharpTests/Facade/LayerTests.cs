using FuncNet;

namespace CSharpTests.Facade;

/// <summary>The layers of the builder fit together, with the shapes and the parameters that their arguments ask for.</summary>
public class LayerTests
{
    [Fact]
    public void Image_layers_have_the_shapes_of_their_arguments()
    {
        Summary summary = Network
            .Input(8, 8, 4)
            .ZeroPad2D((1, 1), (0, 2))
            .DepthwiseConv2D(3, multiplier: 2, strides: (1, 1), padding: Padding.Same)
            .BatchNorm(momentum: 0.2, epsilon: 1e-3, name: "norm")
            .Gelu(approximate: true)
            .AveragePool2D((2, 5), countsPadding: true)
            .TransposedConv2D(6, kernel: 2, strides: 2, outputPadding: (1, 0))
            .GroupNorm(3)
            .UpSample2D((1, 2), Interpolation.Bilinear)
            .AdaptiveAveragePool2D((3, 2))
            .SpatialDropout(0.2)
            .SeparableConv2D(5, kernel: 2)
            .GlobalAveragePool()
            .Maxout(pieces: 3, units: 4)
            .LayerNorm()
            .Rbf(2)
            .Summary();

        string[] shapes = [.. summary.Rows.Select(row => row.OutputShape)];
        Assert.Equal("(None, 10, 10, 4)", shapes[0]);
        Assert.Equal("(None, 10, 10, 8)", shapes[1]);
        Assert.Equal("(None, 5, 2, 8)", shapes[4]);
        Assert.Equal("(None, 11, 4, 6)", shapes[5]);
        Assert.Equal("(None, 11, 8, 6)", shapes[7]);
        Assert.Equal("(None, 3, 2, 6)", shapes[8]);
        Assert.Equal("(None, 2)", shapes[^1]);
        Assert.Equal(3 * 3 * 8 + 8, summary.Rows[1].Parameters);
        Assert.Equal(4 * 8, summary.Rows.Single(row => row.Path == "norm").Parameters);
    }

    [Fact]
    public void Sequences_are_pooled_and_made_longer()
    {
        Summary summary = Network
            .Input(8, 2)
            .TransposedConv1D(4, size: 3, stride: 2, outputPadding: 1)
            .Relu6()
            .MaxPool1D(3, stride: 2)
            .AveragePool1D(2, padding: Padding1D.Same, countsPadding: true)
            .Reshape(4, 4, 1)
            .AdaptiveMaxPool2D((2, 3))
            .Summary();

        Assert.Equal(
            ["(None, 18, 4)", "(None, 18, 4)", "(None, 8, 4)", "(None, 4, 4)"],
            summary.Rows.Take(4).Select(row => row.OutputShape)
        );
        Assert.Equal("(None, 2, 3, 1)", summary.Rows[^1].OutputShape);
        Assert.Equal(3 * 4 * 2 + 4, summary.Rows[0].Parameters);
    }

    [Fact]
    public void Words_become_vectors_and_sequences_are_convolved()
    {
        Network network = Network
            .Input(6)
            .Embedding(count: 10, size: 4, name: "words")
            .Conv1D(3, size: 2, padding: Padding1D.Causal)
            .RmsNorm()
            .Silu()
            .GlobalMaxPool()
            .Build(seed: 1);

        Assert.Equal(new Shape(10, 4), network.Parameters["words.table"].Shape);
        Tensor indices = Tensor.Of(
            new[,]
            {
                { 0, 1, 2, 3, 4, 9 },
            }
        );
        Assert.Equal(new Shape(1, 3), network.Predict(indices).Shape);
    }
}
