using System.Globalization;
using FuncNet;
using Transfer;

// Transfer learning in its four cases: a base that has learned the digits 0–4 meets the digits 5–9.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

try
{
    bool quick = args.Length == 0 || Environment.GetEnvironmentVariable("FUNCNET_QUICK") == "1";
    var (train, test) = quick ? Datasets.Digits(count: 2_400, seed: 9).SplitAt(1_800) : Datasets.Mnist(args[0]);
    int steps = quick ? 100 : 500;

    Network fresh = Network
        .Input(28, 28, 1)
        .Then(Digits.Block(16).Named("edges"))
        .Then(Digits.Block(32).Named("forms"))
        .Flatten()
        .Dense(5, name: "head")
        .Build(seed: 1);
    Network learned = Digits.Learn(fresh, Digits.Five(train, first: 0), rate: 1e-3, steps);

    Layer head = Layers.Dense(5).Named("head");
    Network tuned = learned.ReplaceHead(head, seed: 2);
    Network frozen = tuned.Freeze("edges.*").Freeze("forms.*");
    Network edges = learned.SplitAt("forms").Base.Freeze().ReplaceHead(Layers.Flatten().Then(head), seed: 2, drop: 0);
    Console.WriteLine($"{learned.ChangesTo(frozen)}\n");

    Dataset similar = Digits.Five(train, first: 5);
    Dataset seen = Digits.Five(test, first: 5);
    Dataset different = Digits.Negative(similar);
    Dataset other = Digits.Negative(seen);

    (string Case, Dataset Train, Dataset Test, (string Way, double Rate, Network Network)[] Ways)[] cases =
    [
        ("small, similar", Digits.Few(similar, 5), seen, [("new head", 3e-3, frozen), ("from scratch", 1e-3, fresh)]),
        (
            "small, different",
            Digits.Few(different, 5),
            other,
            [("edges, new head", 3e-3, edges), ("from scratch", 1e-3, fresh)]
        ),
        ("large, similar", similar, seen, [("fine-tuned", 1e-3, tuned), ("from scratch", 1e-3, fresh)]),
        ("large, different", different, other, [("fine-tuned", 1e-3, tuned), ("from scratch", 1e-3, fresh)]),
    ];

    foreach (var one in cases)
    {
        foreach (var (way, rate, network) in one.Ways)
        {
            Network after = Digits.Learn(network, one.Train, rate, steps);
            double accuracy = after.Evaluate(one.Test, Losses.SoftmaxCrossEntropy)["accuracy"];
            Console.WriteLine($"{one.Case, -18}{way, -18}{100 * accuracy:F1} %");
        }
    }

    return 0;
}
catch (FuncNetException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
