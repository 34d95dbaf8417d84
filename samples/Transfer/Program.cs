using System.Globalization;
using FuncNet;
using Transfer;

// Transfer learning in its four cases: a base that has learned the digits 0–4 meets the digits 5–9, or their negatives upside down.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

try
{
    bool quick = args.Length == 0 || Environment.GetEnvironmentVariable("FUNCNET_QUICK") == "1";
    var (train, test) = quick ? Datasets.Digits(count: 1_500, seed: 9).SplitAt(1_000) : Datasets.Mnist(args[0]);
    var (ofBase, ofFew, ofMany) = quick ? (120, 60, 60) : (1_750, 400, 750);

    Network fresh = Network
        .Input(28, 28, 1)
        .Then(Digits.Block(16).Then(Layers.Dropout(0.25)).Named("edges"))
        .Then(Digits.Block(32).Then(Layers.Dropout(0.25)).Named("forms"))
        .Then(Digits.Block(64).Named("parts"))
        .Flatten()
        .Dropout(0.5)
        .Dense(5, name: "head")
        .Build(seed: 1);
    Network learned = Digits.Learn(fresh, Digits.Five(train, first: 0), rate: 1e-3, ofBase);

    Layer head = Layers.Dense(5, name: "head");
    Network tuned = learned.ReplaceHead(head, seed: 2);
    Network frozen = tuned.Freeze("edges.*").Freeze("forms.*").Freeze("parts.*").Freeze("dropout1");
    Network edges = learned.SplitAt("forms").Base.Freeze().ReplaceHead(Layers.Flatten().Then(head), seed: 2, drop: 0);
    Console.WriteLine($"{learned.ChangesTo(frozen)}\n");

    Dataset similar = Digits.Five(train, first: 5);
    Dataset seen = Digits.Five(test, first: 5);
    Dataset different = Digits.Negative(similar);
    Dataset other = Digits.Negative(seen);

    void Compare(
        string name,
        Dataset data,
        Dataset unseen,
        int steps,
        params (string Way, double Rate, Network Start)[] ways
    )
    {
        foreach (var (way, rate, start) in ways)
        {
            Network after = Digits.Learn(start, data, rate, steps);
            double accuracy = after.Evaluate(unseen, Losses.SoftmaxCrossEntropy)["accuracy"];
            Console.WriteLine($"{name, -18}{way, -14}{100 * accuracy:F1} %");
        }
    }

    var scratch = ("from scratch", 1e-3, fresh);
    Compare("small, similar", Digits.Few(similar, 5), seen, ofFew, ("frozen base", 3e-3, frozen), scratch);
    Compare("small, different", Digits.Few(different, 5), other, ofFew, ("frozen edges", 3e-3, edges), scratch);
    Compare("large, similar", similar, seen, ofMany, ("fine-tuned", 1e-3, tuned), scratch);
    Compare("large, different", different, other, ofMany, ("fine-tuned", 1e-3, tuned), scratch);
    return 0;
}
catch (FuncNetException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
