using FuncNet;

namespace Embedded;

/// <summary>The convolutional network of the sample Digits, with values from a file.</summary>
internal sealed class Classifier(string model)
{
    // All values come from the file, so there is no need to draw any; dropout has none, and does nothing in a prediction.
    private readonly Network network = Network
        .Input(Pgm.Side, Pgm.Side, 1)
        .Conv2D(filters: 32, kernel: 3, padding: Padding.Same, initializer: Initializers.Zeros)
        .Relu()
        .MaxPool2D(2)
        .Conv2D(filters: 64, kernel: 3, padding: Padding.Same, initializer: Initializers.Zeros)
        .Relu()
        .MaxPool2D(2)
        .Flatten()
        .Dense(128, Initializers.Zeros)
        .Relu()
        .Dense(10, Initializers.Zeros)
        .Build(seed: 0)
        .Load(model);

    /// <summary>The probability of each digit. image: [28; 28; 1], 0 for paper to 1 for ink.</summary>
    public float[] Probabilities(Tensor image) => network.Predict(image).Softmax(-1).ToArray<float>();
}
