namespace FuncNet;

/// <summary>Tensors with their names in safetensors files (Hugging Face). Nothing in a file can run code.</summary>
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
}
