using FuncNet;

namespace DigitServer;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(Settings.Help);
            return 0;
        }

        try
        {
            await Run(Settings.Parse(arguments));
            return 0;
        }
        catch (Exception error) when (error is FuncNetException or IOException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static async Task Run(Settings settings)
    {
        Network network = Digits.Open(settings.Model);

        if (settings.Measure is { } requests)
        {
            await Load.Measure(network, settings, requests);
            return;
        }

        await using Server server = await Server.Start(network, settings);
        Console.WriteLine($"listening on {server.Address}; Ctrl-C ends it");
        await server.WaitForShutdown();
    }
}
