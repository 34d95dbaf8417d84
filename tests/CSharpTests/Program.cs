using System.Globalization;
using CSharpTests.Kernels;

namespace CSharpTests;

/// <summary>The entry point of this assembly when a test starts it as a process of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["digests"]:
                Digests.Print(Console.Out);
                return 0;
            case ["kernels", string width]:
                int checks = WidthChecks.Run(int.Parse(width, CultureInfo.InvariantCulture));
                Console.WriteLine($"{checks} checks with {width} bits");
                return 0;
            default:
                Console.Error.WriteLine(
                    "Run the tests with dotnet test; the argument digests prints the digests of kernels, initializers and training; "
                        + "kernels and a width (512, 256 or 128) runs the checks of the kernels."
                );
                return 1;
        }
    }
}
