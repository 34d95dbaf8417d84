using FuncNet;

namespace Tables;

/// <summary>Customers of a gym, made up: texts, numbers, dates, truth values, and some of them missing.</summary>
internal static class Customers
{
    private static readonly string[] cities = ["Leipzig", "Graz", "Bern", "Turin", "Delft", "Lund"];
    private static readonly double[] shares = [0.34, 0.24, 0.18, 0.14, 0.08, 0.02];
    private static readonly string[] plans = ["basic", "plus", "family"];

    /// <summary>The same customers for the same seed. Whether one left follows from the others, but for chance.</summary>
    public static Table Make(int count, long seed = 1)
    {
        // What is drawn for a customer, each from 0 to 1.
        float[] drawn = Key.OfSeed((ulong)seed).Uniform(count, 12).ToArray<float>();
        double Draw(int customer, int what) => drawn[12 * customer + what];

        IEnumerable<int> all = Enumerable.Range(0, count);
        int[] city = [.. all.Select(i => Pick(shares, Draw(i, 0)))];
        int[] plan = [.. all.Select(i => Pick([0.5, 0.35, 0.15], Draw(i, 1)))];
        double[] age = [.. all.Select(i => Math.Floor(18 + 60 * Draw(i, 2) * Draw(i, 3)))];
        double[] income = [.. all.Select(i => 100 * Math.Round(180 * Math.Exp(2.5 * Draw(i, 4) * Draw(i, 5))))];
        int[] visits = [.. all.Select(i => (int)(14 * Draw(i, 6)))];
        double[] months = [.. all.Select(i => 72 * Draw(i, 7))];
        bool[] letters = [.. all.Select(i => Draw(i, 8) < 0.4)];

        string Left(int i)
        {
            double score =
                (plan[i] == 0 ? 1.5 : -1.0)
                + (city[i] == 3 ? 1.5 : 0.0)
                - 0.5 * (visits[i] - 6)
                - 0.04 * (months[i] - 36)
                + (income[i] > 40_000 ? -1.0 : 0.3);
            return Draw(i, 9) < 1 / (1 + Math.Exp(-1.5 * score)) ? "yes" : "no";
        }

        return Table.Of(
            Columns.Texts("customer", all.Select(i => $"C{i + 1:D5}")),
            Columns.Texts("city", all.Select(i => Draw(i, 10) < 0.04 ? null : cities[city[i]])),
            Columns.Texts("plan", all.Select(i => plans[plan[i]])),
            Columns.Numbers("age", all.Select(i => Draw(i, 11) < 0.1 ? double.NaN : age[i])),
            Columns.Numbers("income", all.Select(i => Draw(i, 11) > 0.8 ? double.NaN : income[i])),
            Columns.Wholes("visits", visits),
            Columns.Dates("joined", months.Select(m => new DateTime(2024, 6, 1).AddDays(-Math.Floor(30.4 * m)))),
            Columns.Truths("newsletter", letters),
            Columns.Texts("left", all.Select(Left))
        );
    }

    /// <summary>The place of the share into which a number from 0 to 1 falls.</summary>
    private static int Pick(double[] shares, double drawn)
    {
        int place = 0;
        while (place < shares.Length - 1 && drawn >= shares[place])
        {
            drawn -= shares[place];
            place++;
        }
        return place;
    }
}
