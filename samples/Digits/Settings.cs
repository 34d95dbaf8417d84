using System.CommandLine.Parsing;

namespace Digits;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings(
    string? Folder,
    string? Dataset,
    bool Fetch,
    string? Mirror,
    int? Epochs,
    long Seed,
    string Network,
    int[] Hidden,
    int BatchSize,
    double Rate,
    string? Save,
    string? Load
);

internal static class HiddenLayers
{
    /// <summary>128,64 as two layers; an error in words for anything else.</summary>
    public static int[] Parse(ArgumentResult argument)
    {
        string text = string.Join(",", argument.Tokens.Select(token => token.Value));
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] units = new int[parts.Length];

        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], out units[i]) || units[i] < 1)
            {
                argument.AddError($"--hidden takes whole numbers from 1 on, such as 128,64; '{parts[i]}' is none.");
                return [];
            }
        }

        return units;
    }
}
