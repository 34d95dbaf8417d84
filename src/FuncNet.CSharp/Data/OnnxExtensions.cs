namespace FuncNet;

/// <summary>
/// Networks as ONNX files (https://onnx.ai): graphs of operators that ONNX Runtime and many others compute, and that others write. Nothing
/// in a file can run code.
/// </summary>
public static class OnnxExtensions
{
    extension(Network)
    {
        /// <summary>
        /// The network of an ONNX file: of PyTorch, of this library, or of others that write operators of version 9 to 18. Data in other files, an
        /// operator that is not understood, and whatever does not hold are a DataException that names the file and the node; sizes of a sample that
        /// the file leaves open are a ConfigurationException, and OnnxModel.NetworkFor takes them.
        /// </summary>
        public static Network FromOnnx(string path) => Onnx.load(path);
    }

    extension(OnnxModel)
    {
        /// <summary>
        /// The graph of an ONNX file: its inputs and results, what it computes (Run), and it as a layer or a network. What does not hold is a
        /// DataException that names the file and the node.
        /// </summary>
        public static OnnxModel Load(string path) => Onnx.read(path);
    }

    /// <summary>
    /// Writes the network in inference mode to an ONNX file for batches of any size, whole or not at all. Images keep their axes
    /// [batch; height; width; channels] at the inputs and results. What ONNX cannot express, such as an operation of your own, is a
    /// ConfigurationException that names the layer.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where the file is written.</param>
    /// <param name="inputNames">The names of the inputs, in order; "input", or "input_1", "input_2", …, if there are none.</param>
    /// <param name="outputNames">The names of the results, in order; "output", or "output_1", "output_2", …, if there are none.</param>
    /// <param name="inputTypes">
    /// The types of the inputs, in order; without them an input is of the network's type, or int32 where a layer takes nothing else.
    /// </param>
    public static void ExportOnnx(
        this Network network,
        string path,
        IReadOnlyList<string>? inputNames = null,
        IReadOnlyList<string>? outputNames = null,
        IReadOnlyList<DType>? inputTypes = null
    ) =>
        Onnx.exportWith(
            new OnnxOptions(
                Functions.List(inputNames ?? []),
                Functions.List(outputNames ?? []),
                Functions.List(inputTypes ?? [])
            ),
            path,
            network
        );
}
