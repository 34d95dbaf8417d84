using BenchmarkDotNet.Running;
using FuncNet.Benchmarks;

if (args is ["peak", ..])
{
    Peak.Report();
}
else if (args is ["kernels", ..])
{
    KernelReport.Print();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Peak).Assembly).Run(args);
}
