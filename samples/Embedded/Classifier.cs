using FuncNet;

namespace Embedded;

/// <summary>A network of the sample Digits, with its layers and values from a file.</summary>
internal sealed class Classifier(string model)
{
    private readonly Network network = OfDigits(model, Network.Load(model));

    /// <summary>The network, if it reads images of the size that is drawn and says digits.</summary>
    private static Network OfDigits(string file, Network network)
    {
        string takes = network.InputShape.ToString();
        string gives = network.OutputShape.ToString();
        return (takes, gives) == ($"[{Pgm.Side}; {Pgm.Side}; 1]", "[10]")
            ? network
            : throw new DataException(
                $"'{file}': its network takes {takes} and gives {gives}; one of digits takes [{Pgm.Side}; {Pgm.Side}; 1] and gives [10]."
            );
    }

    /// <summary>The probability of each digit. image: [28; 28; 1], 0 for paper to 1 for ink.</summary>
    public float[] Probabilities(Tensor image) => network.Predict(image).Softmax(-1).ToArray<float>();
}
