using FuncNet;
using Microsoft.FSharp.Core;

namespace CSharpTests.Facade;

public class ReportTests
{
    private static TrainingPlan Plan(Dataset data) =>
        Network
            .Input(2)
            .Dense(8)
            .Tanh()
            .Dense(2)
            .Build(seed: 1)
            .Train(data)
            .Minimize(Losses.SoftmaxCrossEntropy)
            .With(Optimizers.Adam(0.01))
            .Epochs(3)
            .ValidateOn(data);

    private static Dataset Points => Datasets.Moons(count: 64, noise: 0.1, seed: 2);

    [Fact]
    public void No_type_of_FSharp_Core_shows_in_reports_and_live_pages()
    {
        var (walked, leaks) = Surface.Walk(
            typeof(Report).Assembly.GetExportedTypes(),
            assembly => assembly.GetName().Name!.StartsWith("FuncNet", StringComparison.Ordinal),
            type => type.Assembly == typeof(FSharpOption<>).Assembly
        );

        Assert.True(leaks.Count == 0, string.Join("\n", leaks));
        Type[] expected =
        [
            typeof(LiveOptions),
            typeof(RunRecord),
            typeof(StepPoint),
            typeof(EpochRecord),
            typeof(RunPhase),
        ];
        Assert.All(expected, type => Assert.Contains(type, walked));
    }

    [Fact]
    public void RunWithReport_trains_to_the_same_bits_and_measures_everything()
    {
        TrainingResult plain = Plan(Points).Run();
        var (run, report) = Plan(Points).RunWithReport();
        Assert.Equal(plain.State.Parameters, run.State.Parameters);
        Assert.Equal(plain.History, run.History);

        string page = report.Titled("Moons").ToHtml();
        string[] parts =
        [
            "\"classification\":",
            "\"samples\":",
            "\"gradients\":",
            "\"activations\":",
            "\"network\":",
            "\"seconds\":",
        ];
        Assert.All(parts, part => Assert.Contains(part, page));
        Assert.Contains("[\"Optimizer\",\"adam\"]", page);
        Assert.Contains("<title>Moons</title>", page);
    }

    [Fact]
    public void A_report_is_made_part_by_part()
    {
        var recorder = new Recorder();
        TrainingResult run = Plan(Points).Record(recorder).Run();
        Report report = Report
            .Of(run)
            .WithRecord(recorder.Record)
            .WithData(Points)
            .WithGradients(Losses.SoftmaxCrossEntropy, Points)
            .WithSettings([KeyValuePair.Create("Seed", "1")])
            .WithSetting("Seed", "2");
        Assert.Equal(3, recorder.Record.History.Count);
        string page = report.ToHtml();
        Assert.Contains("[\"Seed\",\"2\"]", page);
        Assert.DoesNotContain("[\"Seed\",\"1\"]", page);
        Assert.Contains("[\"Loss\",\"softmaxCrossEntropy\"]", page);
    }

    [Fact]
    public void A_live_page_shows_a_plan()
    {
        using var page = LivePage.Serve(Report.Empty.Titled("Moons"), port: 0);
        Assert.Equal($"http://127.0.0.1:{page.Port}/", page.Url);
        TrainingResult plain = Plan(Points).Run();
        TrainingResult run = Plan(Points).ShowOn(page).Run();
        Assert.Equal(plain.State.Parameters, run.State.Parameters);
        Assert.Equal(RunPhase.Finished, page.Record.Phase);
        page.Show(Report.Of(run));

        var options = new LiveOptions(port: page.Port, save: state => $"{state.Step}", cancellation: default);
        var error = Assert.Throws<ConfigurationException>(() => LivePage.Serve(Report.Empty, options));
        Assert.StartsWith($"Live page: port {page.Port} of 127.0.0.1 is in use", error.Message);
    }
}
