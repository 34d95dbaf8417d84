using System.Reflection;
using System.Text.RegularExpressions;
using FuncNet;

namespace CSharpTests;

/// <summary>docs/notes.md says where everything that the notes teach is to be found. It is.</summary>
public partial class NotesPageTests
{
    private static readonly string root = Root();
    private static readonly string[][] rows = Rows();

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FuncNet.sln")))
        {
            folder = folder.Parent;
        }
        return folder!.FullName;
    }

    /// <summary>The cells of every row that begins with a letter and a number.</summary>
    private static string[][] Rows() =>
        [
            .. File.ReadLines(Path.Combine(root, "docs", "notes.md"))
                .Where(line => RowStart().IsMatch(line))
                .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray()),
        ];

    [GeneratedRegex(@"^\| [A-G]\d+ \|")]
    private static partial Regex RowStart();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"`([^`]+\.fsx)`: \*([^*]+)\*")]
    private static partial Regex SectionOfScript();

    [GeneratedRegex(@"`([^`]+\.(?:fs|cs))`: ((?:\*[^*]+\*(?:, )?)+)")]
    private static partial Regex TestsInFile();

    [GeneratedRegex(@"\*([^*]+)\*")]
    private static partial Regex Emphasized();

    private static IEnumerable<string> Names(string cell) =>
        Quoted().Matches(cell).Select(match => match.Groups[1].Value);

    /// <summary>The public members that a type of that name has in an assembly; modules of F# may end in Module.</summary>
    private static bool Exists(Assembly assembly, string name)
    {
        string[] parts = name.Split('.');
        return parts.Length == 2
            && assembly
                .GetTypes()
                .Where(type => type.IsVisible && (type.Name == parts[0] || type.Name == $"{parts[0]}Module"))
                .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
                .Any(member => member.Name == parts[1] || member.Name == $"get_{parts[1]}");
    }

    [Fact]
    public void Every_row_of_the_notes_is_there_once()
    {
        string[] expected =
        [
            .. Numbered('A', 7),
            .. Numbered('B', 7),
            .. Numbered('C', 9),
            .. Numbered('D', 5),
            .. Numbered('E', 11),
            .. Numbered('F', 11),
            .. Numbered('G', 5),
        ];
        Assert.Equal(expected, rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(6, row.Length));

        static IEnumerable<string> Numbered(char letter, int count) =>
            Enumerable.Range(1, count).Select(n => $"{letter}{n}");
    }

    [Fact]
    public void Every_name_exists_in_its_language()
    {
        Assembly core = typeof(Tensor).Assembly;
        Assembly facade = typeof(Layers).Assembly;
        foreach (string[] row in rows)
        {
            Assert.NotEmpty(Names(row[2]));
            Assert.NotEmpty(Names(row[3]));
            Assert.All(Names(row[2]), name => Assert.True(Exists(core, name), $"{row[0]}: F# has no {name}."));
            Assert.All(Names(row[3]), name => Assert.True(Exists(facade, name), $"{row[0]}: C# has no {name}."));
        }
    }

    [Fact]
    public void Every_test_and_every_script_exists()
    {
        foreach (string[] row in rows)
        {
            Match[] files = [.. TestsInFile().Matches(row[4]).Cast<Match>()];
            Assert.NotEmpty(files);
            foreach (Match file in files)
            {
                string text = File.ReadAllText(Path.Combine(root, "tests", file.Groups[1].Value));
                Assert.All(
                    Emphasized().Matches(file.Groups[2].Value).Select(match => match.Groups[1].Value),
                    name =>
                        Assert.True(
                            text.Contains($"``{name}``") || text.Contains($" {name}()"),
                            $"{row[0]}: {file.Groups[1].Value} has no test \"{name}\"."
                        )
                );
            }
            Assert.All(
                Names(row[4]).Where(name => name.EndsWith(".fsx")),
                script => Assert.True(File.Exists(Path.Combine(root, script)), $"{row[0]}: there is no {script}.")
            );
        }
    }

    [Fact]
    public void Every_row_is_seen_to_happen_in_a_section_of_a_notes_script()
    {
        foreach (string[] row in rows)
        {
            Match[] places = [.. SectionOfScript().Matches(row[5]).Cast<Match>()];
            Assert.NotEmpty(places);
            foreach (Match place in places)
            {
                string script = File.ReadAllText(Path.Combine(root, "scripts", "notes", place.Groups[1].Value));
                string[] sections =
                [
                    .. script
                        .Split("\n## ")
                        .Skip(1)
                        .Where(section => section.StartsWith($"{place.Groups[2].Value}\n", StringComparison.Ordinal)),
                ];
                Assert.True(sections.Length == 1, $"{row[0]}: {place.Value} is not the name of one section.");
                Assert.Contains(row[0], Regex.Matches(sections[0], @"\b[A-G]\d+\b").Select(match => match.Value));
                Assert.Contains("Claim.check", sections[0]);
            }
        }
    }
}
