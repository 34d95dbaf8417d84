using DigitServer;
using FuncNet;

if (args.Contains("--help"))
{
    Console.WriteLine(Settings.Help);
    return 0;
}

try
{
    Settings settings = Settings.Parse(args);
    Network network = Digits.Open(settings.Model);

    if (settings.Measure is { } requests)
    {
        await Load.Measure(network, settings, requests);
        return 0;
    }

    await using Server server = await Server.Start(network, settings);
    Console.WriteLine($"listening on {server.Address}; Ctrl-C ends it");
    await server.WaitForShutdown();
    return 0;
}
catch (Exception error) when (error is FuncNetException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
