module FuncNet.Tests.DownloadProgressTests

open System
open System.IO
open Xunit
open FuncNet

module ``The cache`` =

    [<Fact>]
    let ``is where the variables say, in their order`` () =
        let before =
            [ "FUNCNET_DATA"; "XDG_CACHE_HOME" ]
            |> List.map (fun name -> name, Environment.GetEnvironmentVariable name)

        let folderUnder (data: string | null) (xdg: string | null) =
            Environment.SetEnvironmentVariable("FUNCNET_DATA", data)
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", xdg)
            Download.cacheFolder ()

        try
            let one, other = Path.GetFullPath "/one", Path.GetFullPath "/other"
            Assert.Equal(one, folderUnder one other)
            Assert.Equal(Path.Combine(other, "funcnet"), folderUnder "" other)
            let home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile
            // A relative XDG_CACHE_HOME does not count (XDG base directory specification).
            Assert.StartsWith(home, folderUnder null "relative")
        finally
            for name, value in before do
                Environment.SetEnvironmentVariable(name, value)

module ``The progress of a download`` =

    let private story = [
        DownloadEvent.Started("a.gz", "http://here/a.gz", 0L, 10_000_000L)
        DownloadEvent.Received("a.gz", 1_500_000L, 10_000_000L, 2e6)
        DownloadEvent.Received("a.gz", 1_600_000L, 10_000_000L, 2e6)
        DownloadEvent.Waiting("a.gz", TimeSpan.FromSeconds 2.0, "the server answers 500")
        DownloadEvent.Started("a.gz", "http://here/a.gz", 1_600_000L, 10_000_000L)
        DownloadEvent.Received("a.gz", 10_000_000L, 10_000_000L, 2e6)
        DownloadEvent.Finished("a.gz", "/cache/a.gz", true)
        DownloadEvent.Finished("b.gz", "/cache/b.gz", false)
    ]

    [<Fact>]
    let ``is told in lines`` () =
        use writer = new StringWriter(NewLine = "\n")
        story |> List.iter (DownloadProgress.lines writer).Report

        Assert.Equal<string[]>(
            [|
                "a.gz: fetching 10.0 MB from http://here/a.gz"
                "a.gz: 1.5 MB of 10.0 MB, 2.0 MB/s"
                "a.gz: the server answers 500; waiting 2 s"
                "a.gz: going on at 1.6 MB of 10.0 MB, from http://here/a.gz"
                "a.gz: 10.0 MB of 10.0 MB, 2.0 MB/s"
                "a.gz: done, kept in /cache/a.gz"
                ""
            |],
            writer.ToString().Split '\n'
        )

    [<Fact>]
    let ``is drawn as bars that end with their files`` () =
        use writer = new StringWriter()

        let terminal =
            Spectre.Console.AnsiConsole.Create(
                Spectre.Console.AnsiConsoleSettings(
                    Ansi = Spectre.Console.AnsiSupport.Yes,
                    Interactive = Spectre.Console.InteractionSupport.Yes,
                    Out = Spectre.Console.AnsiConsoleOutput writer
                )
            )

        let bar = DownloadProgress.bar terminal
        // Twice: a display that is closed is opened again.
        story @ story |> List.iter bar.Report
        bar.Report(DownloadEvent.Started("c.gz", "http://here/c.gz", 0L, -1L))
        bar.Report(DownloadEvent.Failed("c.gz", "why"))
        let text = writer.ToString()
        Assert.Contains("a.gz: the server answers 500; waiting 2 s", text)
        Assert.Equal(3, text.Split("done, kept in").Length)
        Assert.Contains("c.gz: failed", text)
