namespace FuncNet.Tests

open System.IO
open Xunit
open FuncNet
open FuncNet.Tests.Browser
open FuncNet.Tests.Cases

/// Reports, opened as files by a browser that has no network.
[<Collection("browser")>]
type ``A report in a browser``(fixture: BrowserFixture) =

    let charts = "[...document.querySelectorAll('.chart')]"

    /// Opens a report, and sees that nothing is asked for and nothing complained of, in both schemes and on a narrow screen.
    let look (name: string) (report: Report) (see: Tab -> System.Threading.Tasks.Task) =
        task {
            let path = Path.Combine(artifacts.Value, $"{name}.html")
            Report.save path report
            let! tab = openTab fixture
            do! tab.Page.SetOfflineModeAsync true
            do! scheme "light" tab
            let! _ = tab.Page.GoToAsync $"file://{path}"
            do! whenTrue "document.querySelector('main section') !== null" tab
            // Each chart has lines or points, and texts.
            do!
                whenTrue
                    $"{charts}.length > 2 && {charts}.every(c => c.querySelectorAll('svg path').length > 3 && c.querySelector('svg text') !== null)"
                    tab

            do! whenTrue "document.querySelectorAll('.drawing svg rect').length > 3" tab
            do! see tab
            let! light = evaluate<string> "getComputedStyle(document.body).backgroundColor" tab
            let! colours = photograph $"{name}-light" tab
            Assert.True(colours > 60, $"The picture has {colours} colours.")
            do! scheme "dark" tab
            do! whenTrue "document.documentElement.dataset.theme === 'dark'" tab
            let! dark = evaluate<string> "getComputedStyle(document.body).backgroundColor" tab
            Assert.NotEqual<string>(light, dark)
            let! colours = photograph $"{name}-dark" tab
            Assert.True(colours > 60, $"The picture has {colours} colours.")
            // The reader's choice goes before the system's.
            do! tab.Page.ClickAsync "#theme"
            let! chosen = evaluate<string> "getComputedStyle(document.body).backgroundColor" tab
            Assert.Equal(light, chosen)
            do! tab.Page.SetViewportAsync(PuppeteerSharp.ViewPortOptions(Width = 400, Height = 800))
            let! wide = evaluate<int> "document.documentElement.scrollWidth" tab
            Assert.True(wide <= 400, $"The page is {wide} pixels wide on a screen of 400.")
            let! _ = photograph $"{name}-narrow" tab
            Assert.Equal<string>([ $"file://{path}" ], tab.Requests |> Seq.map System.Uri.UnescapeDataString)
            Assert.Empty tab.Complaints
            do! tab.Page.CloseAsync()
        }

    [<BrowserFact>]
    member _.``of images shows curves, classes and pictures``() =
        look "report-images" (snd digits.Value) (fun tab ->
            task {
                do! whenTrue "document.querySelectorAll('.confusion tbody td').length === 100" tab
                do! whenTrue "[...document.querySelectorAll('.sample img')].length > 12" tab
                // Pictures are fetched from the page itself, once they are looked at.
                do!
                    whenTrue
                        "[...document.querySelectorAll('.sample img')].every(i => { i.loading = 'eager'; return i.complete && i.naturalWidth === 28; })"
                        tab

                let! counts = evaluate<string> "document.querySelector('.confusion td[title]').textContent" tab
                do! tab.Page.ClickAsync ".group button:last-child"
                let! shares = evaluate<string> "document.querySelector('.confusion td[title]').textContent" tab
                Assert.NotEqual<string>(counts, shares)
                // Every picture and button has a name for those who do not see it.
                let! nameless =
                    evaluate<int>
                        "[...document.querySelectorAll('img, button, .chart')].filter(e => !(e.alt || e.textContent.trim() || e.getAttribute('aria-label'))).length"
                        tab

                Assert.Equal(0, nameless)
            })

    [<BrowserFact>]
    member _.``of a table shows predictions, residuals and rows``() =
        look "report-table" rents.Value (fun tab ->
            task {
                let! title = evaluate<string> "document.querySelector('h1').textContent" tab
                Assert.Equal(hostile, title)
                do! whenTrue "document.querySelectorAll('#regression .chart').length === 2" tab

                do!
                    whenTrue
                        "[...document.querySelectorAll('#samples dt')].some(e => e.textContent === 'city & \"land\"')"
                        tab

                let! planted = evaluate<int> "document.querySelectorAll('img[src=x]').length" tab
                Assert.Equal(0, planted)
            })

    [<BrowserFact>]
    member _.``of nothing says so``() =
        task {
            let path = Path.Combine(artifacts.Value, "report-empty.html")
            Report.save path Report.empty
            let! tab = openTab fixture
            let! _ = tab.Page.GoToAsync $"file://{path}"
            do! whenTrue "document.body.textContent.includes('There is nothing to show.')" tab
            Assert.Empty tab.Complaints
            do! tab.Page.CloseAsync()
        }
