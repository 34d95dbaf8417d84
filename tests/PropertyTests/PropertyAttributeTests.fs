namespace FuncNet.Tests.PropertyAttributeTests

open System
open System.Reflection
open System.Text
open System.Text.RegularExpressions
open System.Threading
open System.Threading.Tasks
open Xunit
open Xunit.Abstractions
open Xunit.Sdk
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit

type Sevens =
    static member Int() : Arbitrary<int> = Arb.fromGen (Gen.constant 7)

type Eights =
    static member Int() : Arbitrary<int> = Arb.fromGen (Gen.constant 8)
    static member Text() : Arbitrary<string> = Arb.fromGen (Gen.constant "eight")

/// Properties that xunit does not discover, as the module is not public; those named wrong must fail.
[<Properties(MaxTest = 30, EndSize = 10)>]
module internal Specimens =
    let drawn = ResizeArray<int>()
    let lengths = ResizeArray<int>()

    [<Property>]
    let ``wrong from forty on`` (a: int) (b: int) = a + b < 40

    [<Property(StartSize = 50, EndSize = 100, Replay = "(8047287379732089338,14338194001999526199)")>]
    let ``wrong from forty on, with large numbers`` (a: int) (b: int) = a + b < 40

    [<Property(MaxTest = 17)>]
    let ``counts its runs`` (a: int) = drawn.Add a

    [<Property(StartSize = 3, EndSize = 5, MaxTest = 200)>]
    let ``notes the lengths`` (numbers: int[]) = lengths.Add numbers.Length

    [<Property>]
    let ``takes the module's settings`` (_: int) = ()

    [<Property(MaxFail = 5)>]
    let ``wrong for want of arguments`` (_: int) = false ==> true

    [<Property>]
    let ``wrong by an exception`` (a: int) : unit = invalidOp $"no use for {a}"

    [<Property>]
    let ``wrong in a task`` (a: int) : Task =
        task {
            do! Task.Yield()
            Assert.Equal(a, a + 1)
        }

    [<Property>]
    let ``wrong for every type`` (x: 'a) = not (obj.Equals(x, x))

    [<Property(Replay = "seed 42")>]
    let ``wrong seed`` (_: int) = true

    [<Property(MaxTest = 3, Verbose = true, Arbitrary = [| typeof<Sevens> |])>]
    let ``tells its arguments`` (_: int) = ()

    [<Property(QuietOnSuccess = true)>]
    let ``says nothing`` (_: int) = ()

    [<Property(Skip = "not now")>]
    let ``wrong but skipped`` (_: int) = false

module ``A property`` =
    let private specimen name : MethodInfo =
        Assembly.GetExecutingAssembly().GetType("FuncNet.Tests.PropertyAttributeTests.Specimens", true)
        |> nonNull
        |> _.GetMethod(name, BindingFlags.Static ||| BindingFlags.Public ||| BindingFlags.NonPublic)
        |> nonNull

    let private config name = PropertyRun.config (specimen name)

    let private output name =
        let text = StringBuilder()
        PropertyRun.check (fun part -> text.Append part |> ignore) (config name) (specimen name) None
        text.ToString()

    let private failureWith config name =
        Assert.Throws<PropertyFailedException>(fun () -> PropertyRun.check ignore config (specimen name) None).Message

    let private failure name = failureWith (config name) name

    /// What xunit counts when it runs the specimen as a test case, and the messages of the failures it reports.
    let private runByXunit name =
        task {
            let failures = ResizeArray<string>()

            let silent = {
                new IMessageSink with
                    member _.OnMessage _ = true
            }

            use bus = {
                new IMessageBus with
                    member _.QueueMessage message =
                        match message with
                        | :? ITestFailed as failed -> failures.AddRange failed.Messages
                        | _ -> ()

                        true

                    member _.Dispose() = ()
            }

            let method = specimen name
            let assembly = TestAssembly(Reflector.Wrap method.Module.Assembly)
            let collection = new TestCollection(assembly, null, "specimens")

            let testMethod =
                TestMethod(TestClass(collection, Reflector.Wrap method.DeclaringType), Reflector.Wrap method)

            let display, options = TestMethodDisplay.Method, TestMethodDisplayOptions.None
            use case = new PropertyTestCase(silent, display, options, testMethod)
            use cancellation = new CancellationTokenSource()
            let! summary = case.RunAsync(silent, bus, [||], ExceptionAggregator(), cancellation)
            return (summary.Total, summary.Failed, summary.Skipped), List.ofSeq failures
        }

    [<Property>]
    let ``may be a curried function`` (a: int) (b: int) = a + b = b + a

    [<Property>]
    let ``may be generic`` (items: 'a list) = (List.rev items).Length = items.Length

    [<Property>]
    let ``may assert`` (items: int list) = Assert.Equal(items.Length, (List.rev items).Length)

    [<Property>]
    let ``may be conditional`` (a: int) (b: int) = b <> 0 ==> lazy (a / b * b + a % b = a)

    [<Property>]
    let ``may be a task`` (a: int) : Task =
        task {
            do! Task.Yield()
            Assert.Equal(a, -(-a))
        }

    [<Property(Parallelism = 2)>]
    let ``may run in parallel`` (a: int) = a - a = 0

    [<Property(DisplayName = "A property may have a name of its own")>]
    let ``has a display name`` (_: int) = true

    [<Property(Arbitrary = [| typeof<Sevens> |])>]
    let ``draws from its own arbitrary`` (a: int) = a = 7

    [<Property(Arbitrary = [| typeof<Sevens>; typeof<Eights> |])>]
    let ``prefers the first of its arbitraries`` (a: int) (text: string) = a = 7 && text = "eight"

    [<Fact>]
    let ``fails with the shrunk counterexample and the seed`` () =
        let message = failure "wrong from forty on, with large numbers"
        Assert.StartsWith("Falsifiable, after ", message)
        Assert.Matches(@"Replay directly at failing step with \(\d+,\d+,\d+\)", message)

        let shrunk = Regex.Match(message, @"Shrunk:\n\((-?\d+), (-?\d+)\)")
        Assert.Equal(40, int shrunk.Groups[1].Value + int shrunk.Groups[2].Value)

    [<Theory>]
    [<InlineData("says nothing", 1, 0, 0)>]
    [<InlineData("wrong by an exception", 1, 1, 0)>]
    [<InlineData("wrong in a task", 1, 1, 0)>]
    [<InlineData("wrong for want of arguments", 1, 1, 0)>]
    [<InlineData("wrong seed", 1, 1, 0)>]
    [<InlineData("wrong but skipped", 1, 0, 1)>]
    let ``is one test for xunit`` (name: string) (total: int) (failed: int) (skipped: int) =
        task {
            let! counts, _ = runByXunit name
            Assert.Equal((total, failed, skipped), counts)
        }

    [<Fact>]
    let ``shows its report as xunit's message`` () =
        task {
            let! _, messages = runByXunit "wrong by an exception"
            Assert.Contains("Falsifiable, after ", Assert.Single messages)
        }

    [<Fact>]
    let ``fails again from the seed of its failure`` () =
        let name = "wrong from forty on, with large numbers"
        let message = failure name
        let replayed seed = failureWith ((PropertyAttribute(Replay = seed)).Configure(config name)) name
        let counterexample report = Regex.Match(report, @"Original:\n.*\nShrunk:\n.*\n").Value

        // The first seed repeats the whole run, the seed with a size its last step alone.
        Assert.Equal(message, replayed (Regex.Match(message, @"\(\d+,\d+\)").Value))
        let lastStep = replayed (Regex.Match(message, @"\(\d+,\d+,\d+\)").Value)
        Assert.StartsWith("Falsifiable, after 1 test ", lastStep)
        Assert.Contains("Shrunk:", counterexample message)
        Assert.Equal(counterexample message, counterexample lastStep)

    [<Fact>]
    let ``keeps its arguments within EndSize`` () =
        // No two numbers of size 10 add up to forty.
        Assert.Equal("Ok, passed 30 tests.", (output "wrong from forty on").Trim())

    [<Fact>]
    let ``fails when arguments are exhausted`` () =
        Assert.StartsWith("Arguments exhausted after 0 tests", failure "wrong for want of arguments")

    [<Theory>]
    [<InlineData("wrong by an exception", "no use for 0")>]
    [<InlineData("wrong in a task", "Assert.Equal() Failure")>]
    [<InlineData("wrong for every type", "Falsifiable, after 1 test")>]
    let ``fails with the reason`` (name: string) (reason: string) = Assert.Contains(reason, failure name)

    [<Fact>]
    let ``runs MaxTest times`` () =
        Specimens.drawn.Clear()
        output "counts its runs" |> ignore
        Assert.Equal(17, Specimens.drawn.Count)

    [<Fact>]
    let ``draws no more than EndSize elements`` () =
        Specimens.lengths.Clear()
        output "notes the lengths" |> ignore
        Assert.Equal(200, Specimens.lengths.Count)
        Assert.InRange(Seq.max Specimens.lengths, 1, 5)

    [<Fact>]
    let ``takes what it does not set from its module`` () =
        let inherited, own = config "takes the module's settings", config "counts its runs"
        Assert.Equal((30, 10), (inherited.MaxTest, inherited.EndSize))
        Assert.Equal((17, 10), (own.MaxTest, own.EndSize))

    [<Fact>]
    let ``tells its arguments if verbose and nothing if quiet`` () =
        Assert.Equal(3, Regex.Matches(output "tells its arguments", @"\d:\n7\n").Count)
        Assert.Equal("", output "says nothing")

    [<Fact>]
    let ``refuses a Replay that is no seed`` () =
        let error = Assert.Throws<ArgumentException>(fun () -> config "wrong seed" |> ignore)
        Assert.Contains("got \"seed 42\"", error.Message)

/// Settings of a class, which its methods may override.
[<Properties(Arbitrary = [| typeof<Eights> |], MaxTest = 9)>]
type ``A property of a class``() =
    let mutable runs = 0

    [<Property>]
    member _.``runs on an instance with the class's settings``(a: int, text: string) =
        runs <- runs + 1
        a = 8 && text = "eight" && runs <= 9

    [<Property(Arbitrary = [| typeof<Sevens> |])>]
    member _.``prefers its own arbitrary to the class's`` (a: int) (text: string) = a = 7 && text = "eight"
