// The experiments of the notes from C#: dotnet run -c Release --project samples/Notes -- 004, or without a number all of them. Each prints its numbers
// and what they must show; where that does not hold, the program fails. The scripts in scripts/notes have the pictures.
using Notes;

Dictionary<string, Func<IReadOnlyList<(string Claim, bool Holds)>>> notes = new()
{
    ["000"] = Basics.Run,
    ["001"] = Convolution.Run,
    ["002"] = Initialization.Run,
    ["003"] = Depth.Run,
    ["004"] = Perceptron.Run,
};

string[] chosen = args.Length == 0 ? [.. notes.Keys] : args;
if (chosen.FirstOrDefault(name => !notes.ContainsKey(name)) is string unknown)
{
    Console.Error.WriteLine($"There is no note \"{unknown}\"; there are {string.Join(", ", notes.Keys)}.");
    return 2;
}

int failures = 0;
foreach (string name in chosen)
{
    Console.WriteLine($"── note {name}\n");
    foreach (var (claim, holds) in notes[name]())
    {
        Console.WriteLine(holds ? claim : $"This should be so, and is not: {claim}");
        failures += holds ? 0 : 1;
    }
    Console.WriteLine();
}
return failures == 0 ? 0 : 1;
