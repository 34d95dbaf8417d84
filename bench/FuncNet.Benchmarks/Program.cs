using BenchmarkDotNet.Running;
using Benchmarks;

if (args is ["peak", ..])
{
    Peak.Report();
}
else if (args is ["steps", ..])
{
    StepBenchmarks.Report();
}
else if (args is ["compare", string folder, string row])
{
    Benchmarks.Compare.Server.Run(folder, row);
}
else if (args is ["compile", ..])
{
    CompileReport.Print(args.AsSpan(1));
}
else if (args is ["checkpoint", string data])
{
    CheckpointReport.Print(data);
}
else if (args is ["handoff", ..])
{
    HandOff.Report();
}
else if (args is ["growth", ..])
{
    Benchmarks.Growth.GrowthReport.Print(args is [_, string file] ? file : "artifacts/growth.svg");
}
else if (args is ["prefetch", ..])
{
    Prefetch.Report();
}
else if (args is ["accuracy", ..])
{
    Accuracy.Report(args[1..]);
}
else if (args is ["kernels", ..])
{
    Benchmarks.Kernels.KernelReport.Print(args.AsSpan(1));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Peak).Assembly).Run(args);
}
