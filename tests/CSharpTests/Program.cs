using CSharpTests.Kernels;

namespace CSharpTests;

/// <summary>The entry point of this assembly when a test starts it as a process of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["digests"])
        {
            Digests.Print(Console.Out);
            return 0;
        }
        Console.Error.WriteLine(
            "Run the tests with dotnet test; the argument digests prints the digests of kernels, initializers and training."
        );
        return 1;
    }
}
