namespace FuncNet.Tests

open System
open System.IO
open System.Threading.Tasks
open Xunit
open FuncNet
open FuncNet.Tests.Browser
open FuncNet.Tests.Cases

/// A run in this process, steered from a browser.
[<Collection("browser")>]
type ``A live page in a browser``(fixture: BrowserFixture) =

    let status (text: string) = $"document.querySelector('.status').textContent.startsWith('{text}')"
    let told (text: string) = $"document.querySelector('.told').textContent.includes('{text}')"

    let steps =
        "Number(JSON.stringify([...document.querySelectorAll('.figures span')].find(e => e.textContent.startsWith('step'))?.querySelector('b').textContent ?? '0').replace(/\\D/g, ''))"

    let fit (options: LiveOptions) epochs =
        let page =
            Report.ofNetwork (Network.build (Key.ofSeed 1UL) [ 2 ] (Layer.dense 8 >=> Layer.tanh >=> Layer.dense 2))
            |> Report.titled "Rings"
            |> LivePage.serveWith options

        let run =
            Task.Factory.StartNew(
                (fun () ->
                    // Nobody needs the machine at full speed here; a moment after each step leaves it to the browser.
                    ringTrainer
                    |> LivePage.attach page
                    |> Trainer.onEvent (fun event ->
                        match event with
                        | TrainingEvent.StepDone _ -> Threading.Thread.Sleep 1
                        | TrainingEvent.Started _
                        | TrainingEvent.RunsEagerly _
                        | TrainingEvent.EpochDone _
                        | TrainingEvent.Warned _
                        | TrainingEvent.Finished _ -> ())
                    |> Trainer.fit (Key.ofSeed 9UL) epochs ringData),
                TaskCreationOptions.LongRunning
            )

        page, run

    [<BrowserFact>]
    member _.``grows, pauses, saves, goes on, stops, and stays complete``() =
        task {
            let folder = Directory.CreateTempSubdirectory "funcnet-live-"
            let file = Path.Combine(folder.FullName, "now.safetensors")

            let options = {
                LiveOptions.Default with
                    Save =
                        Func<_, _>(fun (state: TrainingState) ->
                            Checkpoint.save file state
                            $"Step {state.Step} is saved.")
            }

            let page, run = fit options 100_000
            use page = page
            let! tab = openTab fixture
            let! _ = tab.Page.GoToAsync page.Url
            do! whenTrue (status "Running") tab
            do! whenTrue $"{steps} > 0" tab
            let! first = evaluate<int> steps tab
            do! whenTrue $"{steps} > {first}" tab
            do! whenTrue "document.querySelectorAll('#curves .chart svg path').length > 6" tab

            do! tab.Page.ClickAsync "#pause"
            do! whenTrue (status "Paused") tab
            do! eventually "the run is held" (fun () -> page.Record.Phase = RunPhase.Paused)
            let held = page.Record.Step
            // A run that was not held would do hundreds of steps meanwhile.
            do! Task.Delay 1000
            Assert.Equal(held, page.Record.Step)

            do! tab.Page.ClickAsync "#save"
            do! whenTrue (told $"Step {held} is saved.") tab
            Assert.True(File.Exists file)
            Assert.Equal(held, page.Record.Step)
            let! _ = photograph "live-paused" tab

            // A page that is opened anew knows everything: also that it is paused.
            let! _ = tab.Page.ReloadAsync()
            do! whenTrue (status "Paused") tab
            let! shown = evaluate<int> steps tab
            Assert.Equal(held, shown)
            do! tab.Page.ClickAsync "#pause"
            do! whenTrue (status "Running") tab
            do! whenTrue $"{steps} > {held}" tab
            do! eventually "an epoch is over" (fun () -> page.Record.History.Count > 1)

            // A browser that vanishes leaves the run alone.
            let! other = openTab fixture
            let! _ = other.Page.GoToAsync page.Url
            do! whenTrue (status "Running") other
            do! other.Page.CloseAsync()
            let before = page.Record.Step
            do! eventually "the run goes on" (fun () -> page.Record.Step > before + 100)

            do! tab.Page.ClickAsync "#stop"
            do! tab.Page.ClickAsync "#stop"
            let! result = run.WaitAsync(TimeSpan.FromMinutes 3.0)
            Assert.Equal("stopped at the live page", result.Reason)
            do! whenTrue (status "Finished: stopped at the live page") tab
            // The weights of the best epoch have come back.
            let best = result.History |> Seq.map _.ValidationLoss |> Seq.min
            let loss, _ = Trainer.evaluate ringTrainer result.Network ringData
            Assert.Equal(best, loss)

            let report = Report.ofTraining ringTrainer result |> Report.titled "Rings, in the end"
            page.Show report
            do! whenTrue "document.querySelectorAll('.confusion tbody td').length === 4" tab
            let! title = evaluate<string> "document.querySelector('h1').textContent" tab
            Assert.Equal("Rings, in the end", title)
            let! disabled = evaluate<int> "document.querySelectorAll('.live button:disabled').length" tab
            Assert.Equal(3, disabled)
            let! colours = photograph "live-finished" tab
            Assert.True(colours > 60)
            // The program ends; the page stays.
            page.Dispose()
            do! Task.Delay 500
            do! whenTrue (status "Finished") tab
            do! whenTrue "document.querySelectorAll('.confusion tbody td').length === 4" tab
            Assert.DoesNotContain(tab.Complaints, fun text -> not (text.Contains "ERR_"))
            do! tab.Page.CloseAsync()
            folder.Delete true
        }

    [<BrowserFact>]
    member _.``tells why nothing was saved``() =
        task {
            let options = {
                LiveOptions.Default with
                    Save =
                        Func<_, _>(fun state ->
                            Checkpoint.save "/no/such/folder/x" state
                            "")
            }

            let page, run = fit options 100_000
            use page = page
            let! tab = openTab fixture
            let! _ = tab.Page.GoToAsync page.Url
            do! whenTrue (status "Running") tab
            do! tab.Page.ClickAsync "#save"
            do! whenTrue (told "Not saved. Cannot write the file") tab
            do! tab.Page.ClickAsync "#stop"
            do! tab.Page.ClickAsync "#stop"
            let! result = run.WaitAsync(TimeSpan.FromMinutes 3.0)
            Assert.Equal("stopped at the live page", result.Reason)
            do! tab.Page.CloseAsync()
        }
