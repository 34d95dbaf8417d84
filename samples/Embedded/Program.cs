using Embedded;
using FuncNet;

const string Usage = """
    Recognizes digits with a network that the sample Digits has learned and saved.

      Embedded [--exact] MODEL IMAGE…   the digit in each image, and the probabilities of all ten in percent
      Embedded draw IMAGE…              draws a digit into each file, to have something to try

    MODEL     a safetensors file: Digits --network conv --save MODEL
    IMAGE     a PGM file of 28 × 28 pixels, dark ink on light paper
    --exact   probabilities from 0 to 1, with as many places as tell every bit
    """;

const string Exact = "--exact";
string[] words = [.. args.Where(argument => argument != Exact)];

try
{
    switch (words)
    {
        case ["--help" or "-h"]:
            Console.WriteLine(Usage);
            return 0;

        case [['-', ..], ..]:
            throw new ConfigurationException($"There is no option '{words[0]}' (--help shows what there is).");

        case ["draw", _, ..]:
            Commands.Draw(words[1..]);
            return 0;

        case [_, _, ..]:
            Commands.Classify(words[0], words[1..], exact: words.Length < args.Length);
            return 0;

        default:
            throw new ConfigurationException(
                $"MODEL IMAGE… or draw IMAGE… is expected; '{string.Join(' ', args)}' was given (--help shows what there is)."
            );
    }
}
catch (FuncNetException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
