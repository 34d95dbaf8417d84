namespace FuncNet;

/// <summary>
/// Tensors with their names in safetensors files (Hugging Face), and in the .npy and .npz files of NumPy. Nothing in a file can run code.
/// </summary>
public static class TensorFile
{
    /// <summary>The tensors and the metadata of a file. What does not hold is one DataException that names the file and the tensor.</summary>
    public static SafetensorsContent Read(string path) => Safetensors.read(path);

    /// <summary>
    /// Writes tensors with their names, such as network.Parameters, to a file that is replaced as a whole or not at all; metadata
    /// are texts beside them. A name that comes twice is a DataException.
    /// </summary>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    ) => Safetensors.writeWith(metadata ?? [], path, tensors);

    /// <summary>
    /// Writes tensors with their names, each in the type that is said for its name and itself: SafetensorsType.Float16 halves the size of
    /// weights, rounded to the nearest (of two, to the even one). A finite number that would become infinite, and a whole
    /// number outside of UInt8, are a DataException that names the tensor; a type that is not for the tensor's is a DTypeException.
    /// </summary>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        Func<string, Tensor, SafetensorsType> type,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    ) => Safetensors.writeAs(Functions.Of(type), metadata ?? [], path, tensors);

    /// <summary>
    /// The array of a .npy file: float16 becomes float32, and whole numbers int32, within whose range they must be. What does not hold is
    /// a DataException that names the file.
    /// </summary>
    public static Tensor ReadNpy(string path) => Npy.read(path);

    /// <summary>Writes a tensor to a .npy file that is replaced as a whole or not at all, as numpy.save does.</summary>
    public static void WriteNpy(string path, Tensor tensor) => Npy.write(path, tensor);

    /// <summary>
    /// The arrays of an .npz file by their names. What does not hold, and arrays of more than 8 GiB in all, or of the limit, are a
    /// DataException that names the file and the array.
    /// </summary>
    public static Parameters ReadNpz(string path, long limit = 8L << 30) => Npz.readWithin(limit, path);

    /// <summary>
    /// Writes tensors with their names to an .npz file that is replaced as a whole or not at all, as numpy.savez and savez_compressed do.
    /// </summary>
    public static void WriteNpz(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compressed = false)
    {
        if (compressed)
        {
            Npz.writeCompressed(path, tensors);
        }
        else
        {
            Npz.write(path, tensors);
        }
    }

    /// <summary>The tensors of a safetensors or .npz file by their names; which of the two it is, its first bytes say.</summary>
    public static Parameters ReadWeights(string path) => WeightFiles.Weights.read(path);
}
