using System.Diagnostics;

namespace CSharpTests.Samples;

/// <summary>A program as its user meets it: a process with arguments, two streams and an exit code.</summary>
internal static class Command
{
    /// <summary>Runs a sample that was built beside the tests.</summary>
    public static (int Code, string Output, string Error) Sample(string name, params string[] arguments) =>
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]);

    public static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
