namespace CSharpTests.Kernels;

internal static class Digests
{
    public static void Print(TextWriter to) => to.WriteLine("soon");
}
