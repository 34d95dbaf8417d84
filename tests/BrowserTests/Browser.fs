/// Chromium, if there is one on this machine; none is ever fetched.
module FuncNet.Tests.Browser

open System
open System.Collections.Concurrent
open System.IO
open System.Threading.Tasks
open PuppeteerSharp
open PuppeteerSharp.Media
open Xunit
open FuncNet

let private chromium =
    lazy
        (let folders = (string (Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator

         Seq.allPairs [ "chromium"; "chromium-browser"; "google-chrome"; "chrome"; "chrome.exe" ] folders
         |> Seq.map (fun (name, folder) -> Path.Combine(folder, name))
         |> Seq.tryFind File.Exists)

/// A test that needs a browser, and says that it is skipped where there is none.
type BrowserFactAttribute() as this =
    inherit FactAttribute()

    do
        if chromium.Value.IsNone then
            this.Skip <- "There is no Chromium on the path of this machine (Debian: apt-get install chromium)."

/// The browser, for the tests of a collection.
type BrowserFixture() =

    let browser =
        lazy
            (Puppeteer.LaunchAsync(
                LaunchOptions(
                    ExecutablePath = chromium.Value.Value,
                    Headless = true,
                    Args = [|
                        "--no-sandbox"
                        "--disable-gpu"
                        "--disable-quic"
                        "--no-first-run"
                        "--disable-background-networking"
                        "--disable-component-update"
                        "--disable-sync"
                    |],
                    Timeout = 180_000
                )
            ))

    member _.Browser = browser.Value

    interface IAsyncLifetime with
        member _.InitializeAsync() = Task.CompletedTask

        member _.DisposeAsync() =
            task {
                if browser.IsValueCreated then
                    let! browser = browser.Value
                    do! browser.CloseAsync()
            }

[<CollectionDefinition("browser")>]
type BrowserCollection() =
    interface ICollectionFixture<BrowserFixture>

/// A tab that writes down what a page asks for and complains about.
type Tab = { Page: IPage; Requests: ConcurrentQueue<string>; Complaints: ConcurrentQueue<string> }

let openTab (fixture: BrowserFixture) : Task<Tab> =
    task {
        let! browser = fixture.Browser
        let! page = browser.NewPageAsync()
        page.DefaultTimeout <- 180_000

        let tab = { Page = page; Requests = ConcurrentQueue(); Complaints = ConcurrentQueue() }

        page.Request.Add(fun event ->
            if not (event.Request.Url.StartsWith("data:", StringComparison.Ordinal)) then
                tab.Requests.Enqueue event.Request.Url)

        page.PageError.Add(fun event -> tab.Complaints.Enqueue event.Message)

        page.Console.Add(fun event ->
            if event.Message.Type = ConsoleType.Error || event.Message.Type = ConsoleType.Warning then
                tab.Complaints.Enqueue event.Message.Text)

        do! page.SetViewportAsync(ViewPortOptions(Width = 1250, Height = 900))
        return tab
    }

let evaluate<'T> (script: string) (tab: Tab) : Task<'T> = tab.Page.EvaluateExpressionAsync<'T> script

/// Waits until an expression is true in the page.
let whenTrue (script: string) (tab: Tab) : Task =
    task {
        let! _ = tab.Page.WaitForExpressionAsync(script)
        ()
    }

let scheme (name: string) (tab: Tab) : Task =
    tab.Page.EmulateMediaFeaturesAsync [|
        MediaFeatureValue(MediaFeature = MediaFeature.PrefersColorScheme, Value = name)
    |]

/// Photographs the whole page into the folder of artifacts, and counts the colours of the picture.
let photograph (name: string) (tab: Tab) : Task<int> =
    task {
        let path = Path.Combine(Cases.artifacts.Value, $"{name}.png")
        do! tab.Page.EvaluateExpressionAsync("scrollTo(0, 0)")
        do! tab.Page.ScreenshotAsync(path, ScreenshotOptions(FullPage = true))
        let image = ImageFile.read path
        let pixels = image.Pixels.ToArray() |> Array.chunkBySize image.Channels
        return pixels |> Seq.distinct |> Seq.length
    }
