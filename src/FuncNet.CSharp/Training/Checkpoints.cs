using Microsoft.FSharp.Core;

namespace FuncNet;

/// <summary>Training states in files: see Callbacks.Checkpoint, TrainingPlan.Checkpoint and TrainingPlan.ResumeFrom.</summary>
public static class Checkpoints
{
    /// <summary>
    /// The newest whole checkpoint in a folder: that of the most steps, or the best, if there is no other. Damaged files are passed over; null if
    /// there is none.
    /// </summary>
    public static string? Latest(string folder) =>
        CheckpointFiles.Checkpoint.latest(folder) is { } found ? found.Value : null;

    /// <summary>
    /// Writes a state to a safetensors file that is replaced as a whole or not at all; a DataException if it can't be written.
    /// </summary>
    public static void Save(this TrainingState state, string path) => CheckpointFiles.Checkpoint.save(path, state);

    /// <summary>The state of a run that was ended for good, to be gone on with all the same.</summary>
    public static TrainingState Reopen(this TrainingState state) => TrainingStateModule.reopen(state);

    /// <summary>
    /// This network with the weights and the running state of a checkpoint, such as that of the best epoch. A file that is damaged, is no checkpoint
    /// or does not fit is a DataException that says what differs.
    /// </summary>
    public static Network LoadCheckpoint(this Network network, string path) =>
        CheckpointFiles.Checkpoint.weights(network, path);
}
