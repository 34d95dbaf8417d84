// Stands in for the package FsCheck.Xunit: the same namespace, names and options over FsCheck's own runner.
// To switch to the package: delete this file and PropertyAttributeTests.fs, and reference the package.
namespace FsCheck.Xunit

open System
open System.Reflection
open System.Text
open System.Threading
open System.Threading.Tasks
open FsCheck
open Xunit
open Xunit.Abstractions
open Xunit.Sdk

/// A property that was falsified, or whose arguments were exhausted. The message is FsCheck's report: the original and
/// the shrunk arguments, and the seeds that `Replay` takes.
type PropertyFailedException(message: string) =
    inherit Exception(message)

/// A test method with arguments that FsCheck draws and shrinks: a static member (a function in a module) or an instance
/// method, returning unit, bool, `Property`, or a task. What is not set here comes from the nearest `Properties`.
[<AttributeUsage(AttributeTargets.Method)>]
[<XunitTestCaseDiscoverer("FsCheck.Xunit.PropertyDiscoverer", "PropertyTests")>]
[<AllowNullLiteral>]
type PropertyAttribute() =
    inherit FactAttribute()

    let mutable configure: Config -> Config = id
    let mutable replay = ""
    let mutable verbose = false
    let mutable arbitrary: Type[] = [||]

    // Evaluated when the property runs, so that a wrong setting fails that one test and not the discovery of all.
    let set (change: Config -> Config) = configure <- configure >> change

    static let replayOf (text: string) =
        let (|Number|_|) (digits: string) =
            match UInt64.TryParse digits with
            | true, number -> Some number
            | false, _ -> None

        match text.Trim([| ' '; '('; ')' |]).Split ',' with
        | [| Number seed; Number gamma |] -> { Rnd = Rnd(seed, gamma); Size = None }
        | [| Number seed; Number gamma; Number size |] -> { Rnd = Rnd(seed, gamma); Size = Some(int size) }
        | _ ->
            invalidArg
                "Replay"
                $"Expected \"(seed,gamma)\" or \"(seed,gamma,size)\", as a failing property prints it; got \"{text}\"."

    /// The given configuration with what was set on this attribute.
    member internal _.Configure(config: Config) = configure config

    /// How many times the property has to hold (100).
    member _.MaxTest
        with get () = (configure Config.Quick).MaxTest
        and set (count: int) = set _.WithMaxTest(count)

    /// How many arguments may be rejected, as by `==>`, before the test fails as exhausted (1000).
    member _.MaxFail
        with get () = (configure Config.Quick).MaxRejected
        and set (count: int) = set _.WithMaxRejected(count)

    /// The size of the first arguments (1).
    member _.StartSize
        with get () = (configure Config.Quick).StartSize
        and set (size: int) = set _.WithStartSize(size)

    /// The size of the last arguments (100); sizes grow linearly up to it.
    member _.EndSize
        with get () = (configure Config.Quick).EndSize
        and set (size: int) = set _.WithEndSize(size)

    /// Where to start drawing: "(seed,gamma)" repeats a whole run, "(seed,gamma,size)" the failing step alone.
    member _.Replay
        with get () = replay
        and set (text: string) =
            replay <- text
            set (fun config -> config.WithReplay(Some(replayOf text)))

    /// Whether every argument and every shrink goes to the test's output (false).
    member _.Verbose
        with get () = verbose
        and set (value: bool) =
            verbose <- value
            let from = if value then Config.Verbose else Config.Quick
            set _.WithEvery(from.Every).WithEveryShrink(from.EveryShrink)

    /// Whether a property that holds leaves the test's output empty (false).
    member _.QuietOnSuccess
        with get () = (configure Config.Quick).QuietOnSuccess
        and set (value: bool) = set _.WithQuietOnSuccess(value)

    /// Types whose static members return `Arbitrary` instances. The first in the array wins over the later ones; the
    /// method's win over those of its class, these over those of the enclosing modules, and these over the assembly's.
    member _.Arbitrary
        with get () = arbitrary
        and set (types: Type[]) =
            arbitrary <- types
            set _.WithArbitrary(types)

    /// How many arguments are tried at the same time; 0, the default, for one after another on the test's thread.
    member _.Parallelism
        with get () =
            match (configure Config.Quick).ParallelRunConfig with
            | Some run -> run.MaxDegreeOfParallelism
            | None -> 0
        and set (degree: int) =
            let run = if degree > 0 then Some { MaxDegreeOfParallelism = degree } else None
            set _.WithParallelRunConfig(run)

/// Settings for every property of a class, a module (with the modules in it) or an assembly.
[<AttributeUsage(AttributeTargets.Class ||| AttributeTargets.Assembly)>]
[<AllowNullLiteral>]
type PropertiesAttribute() =
    inherit PropertyAttribute()

module internal PropertyRun =
    /// FsCheck's configuration for the method: the assembly's settings, then each enclosing type's, then its own.
    let config (method: MethodInfo) : Config =
        let rec enclosing (scope: Type | null) : MemberInfo list =
            match scope with
            | null -> []
            | scope -> scope :: enclosing scope.DeclaringType

        let outwards = (method :> MemberInfo) :: enclosing method.ReflectedType

        [
            method.Module.Assembly.GetCustomAttributes<PropertiesAttribute>() |> Seq.cast<PropertyAttribute>
            for scope in List.rev outwards do
                scope.GetCustomAttributes<PropertyAttribute>()
        ]
        |> Seq.concat
        |> Seq.fold (fun config attribute -> attribute.Configure config) Config.Quick

    /// Checks the method, on the instance if it is not static; FsCheck's report of a property that holds, and what
    /// `Verbose` adds, go to `write`. Throws `PropertyFailedException` for one that does not hold.
    let check (write: string -> unit) (config: Config) (method: MethodInfo) (instance: obj option) : unit =
        // A type parameter stands for any type; `obj` draws values of several.
        let concrete =
            if method.IsGenericMethodDefinition then
                method.MakeGenericMethod [| for _ in method.GetGenericArguments() -> typeof<obj> |]
            else
                method

        let results = ResizeArray<TestResult>()

        let runner = {
            new IRunner with
                member _.OnStartFixture _ = ()
                member _.OnArguments(step, arguments, every) = write (every step arguments)
                member _.OnShrink(arguments, every) = write (every arguments)
                member _.OnFinished(_, result) = results.Add result
        }

        Check.Method(config.WithRunner runner, concrete, ?target = instance)

        for result in results do
            let report = Runner.onFinishedToString "" result

            match result with
            | TestResult.Passed _ -> write report
            | TestResult.Failed _
            | TestResult.Exhausted _ -> raise (PropertyFailedException report)

/// Leaves to FsCheck the call of the test method.
type internal PropertyInvoker(write, test, bus, cls, fixtures, method, arguments, attributes, aggregator, cancellation)
    =
    inherit XunitTestInvoker(test, bus, cls, fixtures, method, arguments, attributes, aggregator, cancellation)

    override _.CallTestMethod instance =
        let check () = PropertyRun.check write (PropertyRun.config method) method (Option.ofObj instance)

        // FsCheck blocks on a task, whose continuation may need this very thread of xunit's, or one of the pool's.
        if typeof<Task>.IsAssignableFrom method.ReturnType then
            Task.Factory.StartNew(check, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        else
            check ()
            null

/// Adds FsCheck's output to that of the test.
type internal PropertyRunner(test, bus, cls, fixtures, method, skip, attributes, aggregator, cancellation) =
    inherit XunitTestRunner(test, bus, cls, fixtures, method, null, skip, attributes, aggregator, cancellation)

    let output = StringBuilder()

    override _.InvokeTestAsync aggregator =
        let invoked = base.InvokeTestAsync aggregator

        task {
            let! time, written = invoked
            return time, written + output.ToString()
        }

    override _.InvokeTestMethodAsync aggregator =
        let write (text: string) = output.Append text |> ignore
        // xunit compares the numbers of arguments and parameters before it has the method called.
        let placeholders: obj[] = Array.zeroCreate (method.GetParameters().Length)

        PropertyInvoker(write, test, bus, cls, fixtures, method, placeholders, attributes, aggregator, cancellation)
            .RunAsync()

/// Has a test case run as a property.
type internal PropertyCaseRunner(case: IXunitTestCase, fixtures, bus, aggregator, cancellation) =
    inherit XunitTestCaseRunner(case, case.DisplayName, case.SkipReason, fixtures, null, bus, aggregator, cancellation)

    override _.CreateTestRunner(test, bus, cls, fixtures, method, _, skip, attributes, aggregator, cancellation) =
        PropertyRunner(test, bus, cls, fixtures, method, skip, attributes, aggregator, cancellation)

/// One property is one test case, however many arguments are drawn for it.
type PropertyTestCase =
    inherit XunitTestCase

    #nowarn 44 // xunit marks the constructor obsolete, to keep it for its deserializer.
    /// For xunit's deserializer alone.
    new() = { inherit XunitTestCase() }
    #warnon 44

    new(sink: IMessageSink, display: TestMethodDisplay, options: TestMethodDisplayOptions, testMethod: ITestMethod) =
        { inherit XunitTestCase(sink, display, options, testMethod, null) }

    override this.RunAsync(_, bus, fixtures, aggregator, cancellation) =
        PropertyCaseRunner(this, fixtures, bus, aggregator, cancellation).RunAsync()

/// Tells xunit which test cases a method with `Property` makes.
type PropertyDiscoverer(sink: IMessageSink) =
    interface IXunitTestCaseDiscoverer with
        member _.Discover(options, testMethod, _) = [
            new PropertyTestCase(
                sink,
                options.MethodDisplayOrDefault(),
                options.MethodDisplayOptionsOrDefault(),
                testMethod
            )
        ]
