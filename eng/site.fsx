// Makes the documentation site in artifacts/site, and checks it: dotnet fsi eng/site.fsx, after dotnet build FuncNet.sln -c Release.
// It fails where the tool warns, and where a link of a page leads nowhere.
open System
open System.Diagnostics
open System.IO
open System.Net
open System.Text.RegularExpressions

let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, ".."))
let inRoot (path: string) = Path.Combine(root, path)
let site = inRoot "artifacts/site"
let input = inRoot "artifacts/site-input"

/// What stands for the root of the site until each page has its own way there.
let mark = "/ROOT-OF-THE-SITE/"

// Input: the pages of docs, and the notes as literate scripts, as deep in it as they are in the repository, so that what they load is found.

let copy (from: string) (towards: string) (pattern: string) =
    if Directory.Exists from then
        for file in Directory.EnumerateFiles(from, pattern, SearchOption.AllDirectories) do
            let target = Path.Combine(towards, Path.GetRelativePath(from, file))
            Directory.CreateDirectory(Path.GetDirectoryName target) |> ignore
            File.Copy(file, target, true)

for folder in [ site; input ] do
    if Directory.Exists folder then
        Directory.Delete(folder, true)

Directory.CreateDirectory site |> ignore
copy (inRoot "docs") input "*"
copy (inRoot "scripts/notes") (Path.Combine(input, "notes")) "*.fsx"

// The references of the scripts are resolved for the colours and the tips of their code alone.
if Directory.Exists(inRoot "scripts/notes") then
    for script in Directory.GetFiles(Path.Combine(input, "notes"), "*.fsx") do
        let reference = inRoot "scripts/reference"
        File.WriteAllText(script, (File.ReadAllText script).Replace("\"../reference/", $"\"{reference}/"))

/// What is packed as a library.
let projects =
    Directory.GetDirectories(inRoot "src")
    |> Array.collect (fun folder -> Directory.GetFiles(folder, "*.*proj"))
    |> Array.filter (fun project -> not ((File.ReadAllText project).Contains "<PackAsTool>true"))
    |> Array.sort

let arguments = [
    "fsdocs"
    "build"
    "--clean"
    // With them, each script would run once more, for a page in Markdown; nothing of ours comes from elsewhere.
    "--nodefaultcontent"
    if Directory.Exists(inRoot "scripts/notes") then
        "--eval"
    "--input"
    input
    "--output"
    site
    "--properties"
    "Configuration=Release"
    "--projects"
    yield! projects
    "--parameters"
    "root"
    mark
    "fsdocs-collection-name"
    "FuncNet"
]

let start =
    ProcessStartInfo(
        "dotnet",
        arguments,
        WorkingDirectory = root,
        RedirectStandardOutput = true,
        RedirectStandardError = true
    )

let tool = Process.Start start
let errors = tool.StandardError.ReadToEndAsync()
let output = tool.StandardOutput.ReadToEnd() + errors.Result
tool.WaitForExit()
File.WriteAllText(inRoot "artifacts/site.log", output)

// The tool cannot read delegates that C# has declared, and says so; it lists them all the same.
let isKnown (line: string) = line.EndsWith "not a delegate type" || line.StartsWith "please set '<"

let warnings =
    output.Split '\n'
    |> Array.filter (fun line ->
        Regex.IsMatch(line, @"\b(warning|error|could not|couldn't|unresolved|exception)\b", RegexOptions.IgnoreCase))
    |> Array.filter (fun line ->
        not (isKnown (line.Trim()))
        && not (line.TrimStart().StartsWith "Generating")
        && not (line.TrimStart().StartsWith "writing"))

// Each page finds the others from where it lies, so that the site can be opened from a disk.

// The pictures that the notes have drawn while they ran.
copy (inRoot "artifacts/notes") (Path.Combine(site, "notes/pictures")) "*"

for extra in [ "llms.txt"; "llms-full.txt"; "index.json" ] do
    File.Delete(Path.Combine(site, extra))

for page in Directory.EnumerateFiles(site, "*.md", SearchOption.AllDirectories) |> Seq.toArray do
    File.Delete page

let pages = Directory.GetFiles(site, "*.html", SearchOption.AllDirectories)
let isReference (page: string) = (Path.GetRelativePath(site, page)).StartsWith "reference"

/// Places of headings as they are called on a code host: in small letters.
let small (text: string) =
    Regex.Replace(
        text,
        "(name=\"|href=\"#)([^\"]+)(?=\")",
        fun found -> found.Groups[1].Value + found.Groups[2].Value.ToLowerInvariant()
    )

/// Links as the repository has them, to places of pages and to the scripts of the notes, lead to pages of the site.
let linked (text: string) =
    let text = Regex.Replace(text, "(?<=href=\"[^\":]*)\\.md(?=#)", ".html")
    Regex.Replace(text, "(?<=href=\")(?:\\.\\./)+scripts/(notes/[^\"]*)\\.fsx(?=\")", "$1.html")

/// A type without a page of its own, such as a delegate of C#, is named without a link.
let unlinked (text: string) =
    Regex.Replace(
        text,
        "<a href=\"(?:\\.\\./)?reference/([^\"#]+)(?:#[^\"]*)?\">(.*?)</a>",
        fun found ->
            if File.Exists(Path.Combine(site, "reference", found.Groups[1].Value)) then
                found.Value
            else
                found.Groups[2].Value
    )

for page in pages do
    let depth = Path.GetRelativePath(site, page).Split(Path.DirectorySeparatorChar).Length - 1
    let text = (File.ReadAllText page).Replace(mark, String.replicate depth "../")
    File.WriteAllText(page, (if isReference page then unlinked text else small (linked text)))

// Links.

let anchors =
    dict [
        for page in pages ->
            page,
            set [
                for found in Regex.Matches(File.ReadAllText page, "\\b(?:id|name)=\"([^\"]+)\"") ->
                    WebUtility.HtmlDecode found.Groups[1].Value
            ]
    ]

let isElsewhere (link: string) =
    [ "http:"; "https:"; "mailto:"; "data:"; "javascript:" ]
    |> List.exists (fun scheme -> link.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))

let broken = [
    for page in pages do
        let text =
            Regex.Replace(
                File.ReadAllText page,
                "(?s)<pre.*?</pre>|<code.*?</code>",
                fun found -> Regex.Replace(found.Value, "(?<!<a[^>]*)(href|src)=\"[^\"]*\"(?![^<]*</a>)", "")
            )

        for found in Regex.Matches(text, "\\b(?:href|src)=\"([^\"]*)\"") do
            let link = WebUtility.HtmlDecode found.Groups[1].Value

            if not (isElsewhere link) then
                let path, anchor =
                    match link.IndexOf '#' with
                    | -1 -> link, ""
                    | at -> link[.. at - 1], Uri.UnescapeDataString link[at + 1 ..]

                let target =
                    if path = "" then
                        page
                    else
                        Path.GetFullPath(Path.Combine(Path.GetDirectoryName page, Uri.UnescapeDataString path))

                let isThere = File.Exists target && target.StartsWith site

                if not isThere then
                    $"{Path.GetRelativePath(site, page)}: {link} is not there"
                elif anchor <> "" && anchors.ContainsKey target && not (anchors[target].Contains anchor) then
                    $"{Path.GetRelativePath(site, page)}: {link} has no such place"

            elif link.StartsWith "http" && found.Value.StartsWith "src" then
                $"{Path.GetRelativePath(site, page)}: {link} is loaded from elsewhere"
]

let problems = [
    if tool.ExitCode <> 0 then
        $"fsdocs ended with {tool.ExitCode}; artifacts/site.log says why"

    for line in warnings do
        $"fsdocs: {line.Trim()}"

    for link in List.distinct broken do
        link
]

for problem in List.truncate 50 problems do
    eprintfn "%s" problem

printfn $"{pages.Length} pages in artifacts/site, {problems.Length} problems"
exit (if problems.IsEmpty then 0 else 1)
