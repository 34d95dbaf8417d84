using Microsoft.FSharp.Core;
using Body = Microsoft.FSharp.Core.FSharpFunc<
    Microsoft.FSharp.Core.FSharpFunc<FuncNet.TrainingEvent, Microsoft.FSharp.Core.Unit>,
    Microsoft.FSharp.Core.Unit
>;

namespace FuncNet;

/// <summary>Showing how a run goes.</summary>
public static class Progress
{
    /// <summary>On the console: a bar on a terminal, plain lines when the output goes elsewhere.</summary>
    public static Observer Console => ProgressModule.console;

    /// <summary>One plain line for each epoch: loss, metrics, validation, samples per second, seconds.</summary>
    public static Observer Lines(TextWriter writer) => ProgressModule.lines(writer);

    /// <summary>Nothing.</summary>
    public static Observer None { get; } = To(_ => { });

    /// <summary>A function that is called with every event.</summary>
    public static Observer To(Action<TrainingEvent> see)
    {
        var seeing = FuncConvert.FromAction(see);
        return new Observer(FuncConvert.FromFunc((Body body) => body.Invoke(seeing)));
    }
}
