module FuncNet.Tests.``The server of a live page``

open System
open System.IO
open System.Net
open System.Net.Http
open System.Net.Sockets
open System.Text
open System.Text.RegularExpressions
open System.Threading
open System.Threading.Tasks
open Xunit
open FuncNet
open FuncNet.Tests.Cases

let private serve () = Report.empty |> LivePage.serve 0

let private fitOn (page: LivePage) epochs =
    Task.Factory.StartNew(
        (fun () -> ringTrainer |> LivePage.attach page |> Trainer.fit (Key.ofSeed 9UL) epochs ringData),
        TaskCreationOptions.LongRunning
    )

let private request (verb: HttpMethod) (url: string) (headers: (string * string) list) =
    task {
        use client = new HttpClient()
        use message = new HttpRequestMessage(verb, url)

        for name, value in headers do
            Assert.True(message.Headers.TryAddWithoutValidation(name, value))

        use! answer = client.SendAsync message
        let! body = answer.Content.ReadAsStringAsync()
        return int answer.StatusCode, body
    }

let private tokenOf (html: string) = Regex.Match(html, "\"token\":\"([0-9A-F]{32})\"").Groups[1].Value

[<Fact>]
let ``changes no bit of what is trained`` () =
    use page = serve ()
    let plain = ringTrainer |> Trainer.fit (Key.ofSeed 9UL) 3 ringData
    let shown = (fitOn page 3).Result
    Assert.Equal<Parameters>(plain.State.Parameters, shown.State.Parameters)
    Assert.Equal<Parameters>(plain.Network.Parameters, shown.Network.Parameters)
    Assert.Equal<EpochReport>(plain.History, shown.History)
    Assert.Equal(RunPhase.Finished, page.Record.Phase)

[<Fact>]
let ``never waits for a browser that does not read`` () =
    task {
        use page = serve ()

        let sockets = [
            for _ in 1..3 do
                let socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                socket.ReceiveBufferSize <- 1024
                socket.Connect(IPAddress.Loopback, page.Port)
                let text = $"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{page.Port}\r\n\r\n"
                Assert.Equal(text.Length, socket.Send(Encoding.ASCII.GetBytes text))
                socket
        ]

        // One of them vanishes in the middle.
        let run = fitOn page 20
        do! eventually "the run is under way" (fun () -> page.Record.Step > 2_000)
        sockets.Head.Close 0
        let! result = run.WaitAsync(TimeSpan.FromMinutes 5.0)
        Assert.Equal(10_000, result.State.Step)
        Assert.Equal(10_000, page.Record.Step)
        Assert.Equal(20, page.Record.History.Count)
        sockets |> List.iter _.Dispose()
    }

[<Fact>]
let ``sends what there is to whoever listens`` () =
    task {
        use page = serve ()
        use client = new HttpClient()
        use! stream = client.GetStreamAsync(page.Url + "events")
        use reader = new StreamReader(stream)
        let run = fitOn page 4
        let mutable last = ""

        while not (last.Contains "\"phase\":\"finished\"") do
            let! line = reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes 3.0)
            last <- nonNull line

        let! _ = run
        Assert.Contains("\"step\":2000", last)
        Assert.Contains("4 epochs are done", last)
        page.Show(Report.empty |> Report.titled "The end")

        while not (last.Contains "The end") do
            let! line = reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes 3.0)
            last <- nonNull line

        Assert.Contains("\"phase\":\"finished\"", last)
    }

[<Fact>]
let ``obeys its own page alone`` () =
    task {
        use page = serve ()
        let own = $"127.0.0.1:{page.Port}"
        let! status, html = request HttpMethod.Get page.Url []
        Assert.Equal(200, status)
        let token = "X-FuncNet-Token", tokenOf html
        Assert.Equal(32, (snd token).Length)
        let post path headers = request HttpMethod.Post (page.Url + path) headers

        // Another name that leads to this address, as in DNS rebinding.
        for host in [ "evil.example"; $"evil.example:{page.Port}"; "127.0.0.1:1"; "localhost" ] do
            let! status, _ = request HttpMethod.Get page.Url [ "Host", host ]
            Assert.Equal(421, status)
            let! status, _ = post "control/stop" [ "Host", host; token ]
            Assert.Equal(421, status)

        let! status, _ = request HttpMethod.Get page.Url [ "Host", $"localhost:{page.Port}" ]
        Assert.Equal(200, status)

        for headers in
            [
                []
                [ "X-FuncNet-Token", String('0', 32) ]
                [ token; "Origin", "http://evil.example" ]
                [ token; "Origin", "null" ]
                [ token; "Origin", $"http://127.0.0.1:{page.Port + 1}" ]
            ] do
            let! status, _ = post "control/pause" headers
            Assert.Equal(403, status)

        let! status, _ = request HttpMethod.Get (page.Url + "control/stop") [ token ]
        Assert.Equal(405, status)
        let! status, _ = request HttpMethod.Get (page.Url + "none") []
        Assert.Equal(404, status)
        // Its own page is heard; there is no run yet.
        let! status, body = post "control/stop" [ token; "Origin", $"http://{own}" ]
        Assert.Equal(409, status)
        Assert.Equal("The run has not begun.", body)
    }

[<Fact>]
let ``says that a port is in use, or none`` () =
    use page = serve ()

    let error =
        Assert.Throws<ConfigurationException>(fun () -> Report.empty |> LivePage.serve page.Port |> ignore)

    Assert.Equal(
        $"Live page: port {page.Port} of 127.0.0.1 is in use by another program. Give another one, or 0 for any that is free.",
        error.Message
    )

    let error =
        Assert.Throws<ConfigurationException>(fun () -> Report.empty |> LivePage.serve 70_000 |> ignore)

    Assert.Equal("Live page: a port lies between 0 and 65535; it is 70000.", error.Message)

[<Fact>]
let ``is reached on this machine alone`` () =
    use page = serve ()

    let others =
        Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork)
        |> Array.filter (IPAddress.IsLoopback >> not)

    for address in others do
        use socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        Assert.ThrowsAny<SocketException>(fun () -> socket.Connect(address, page.Port)) |> ignore

[<Fact>]
let ``holds nobody whose run is cancelled, or whose page is closed`` () =
    task {
        for cancels in [ true; false ] do
            use cancellation = new CancellationTokenSource()

            use page =
                Report.empty |> LivePage.serveWith { LiveOptions.Default with Cancellation = cancellation.Token }

            let run =
                Task.Factory.StartNew(
                    (fun () ->
                        ringTrainer
                        |> LivePage.attach page
                        |> Trainer.withCancellation cancellation.Token
                        |> Trainer.fit (Key.ofSeed 9UL) (if cancels then 100_000 else 3) ringData),
                    TaskCreationOptions.LongRunning
                )

            do! eventually "the run is under way" (fun () -> page.Record.Step > 5)
            let! _, html = request HttpMethod.Get page.Url []
            let! status, _ = request HttpMethod.Post (page.Url + "control/pause") [ "X-FuncNet-Token", tokenOf html ]

            if status = 200 && cancels then
                do! eventually "the run is paused" (fun () -> page.Record.Phase = RunPhase.Paused)

            if cancels then cancellation.Cancel() else page.Dispose()
            let! result = run.WaitAsync(TimeSpan.FromMinutes 5.0)
            Assert.Equal((if cancels then "cancelled" else "3 epochs are done"), result.Reason)
    }
