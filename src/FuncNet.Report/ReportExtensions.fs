namespace FuncNet

open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Threading

/// Reports and live pages for the plans of C#.
[<Extension; AbstractClass; Sealed>]
type ReportExtensions =

    /// The plan with a recorder that writes down what happens in its run.
    [<Extension>]
    static member Record(plan: TrainingPlan, recorder: Recorder) : TrainingPlan =
        if plan.IsComplete then
            recorder.Describe(plan.Trainer())

        plan.Steer(recorder.Callback).Watch(recorder.Observer)

    /// The plan with a page that shows its run, and from which it can be paused, stopped and saved.
    [<Extension>]
    static member ShowOn(plan: TrainingPlan, page: LivePage) : TrainingPlan =
        if plan.IsComplete then
            page.Describe(plan.Trainer())

        plan.Steer(page.Callback).Watch(page.Observer)

    /// Trains as Run does, to the same bits, with a recorder; the result and its report.
    [<Extension>]
    static member RunWithReport
        (
            plan: TrainingPlan,
            [<Optional; DefaultParameterValue(null: Observer | null)>] progress: Observer | null,
            [<Optional>] token: CancellationToken
        ) : struct (TrainingResult * Report) =
        let recorder = Recorder.ofTrainer plan.Data (plan.Trainer())
        let result = ReportExtensions.Record(plan, recorder).Run(progress, token)

        struct (result, Report.Of(plan, result).WithRecord(recorder.Record).WithSetting("Random key", string plan.Key))
