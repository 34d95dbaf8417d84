using System.Globalization;
using FuncNet;
using Tables;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const string Usage = """
    Learns to predict a column of a table from its other columns.

      Tables                             everything below, one after the other, with customers that are made up
      Tables make CSV [ROWS]             writes a table of customers, 1,200 by default, to have something to learn from
      Tables learn CSV TARGET MODEL      learns to predict the column TARGET, and saves what it has learned
      Tables explain MODEL CSV           how good the model is on a table, and how much it needs each column
      Tables predict MODEL CSV [RESULT]  predicts for every row, and writes the table with the predictions

    CSV     a table with names in its first row; text, numbers, dates, true and false, and empty where there is no value
    MODEL   a safetensors file
    """;

try
{
    switch (args)
    {
        case ["--help" or "-h"]:
            Console.WriteLine(Usage);
            return 0;

        case []:
            Commands.ShowAll();
            return 0;

        case ["make", string csv]:
            Customers.Make(1_200).Write(csv);
            return 0;

        case ["make", string csv, string rows] when int.TryParse(rows, out int count) && count > 0:
            Customers.Make(count).Write(csv);
            return 0;

        case ["learn", string csv, string target, string model]:
            Commands.Learn(csv, target, model);
            return 0;

        case ["explain", string model, string csv]:
            Commands.Explain(model, csv);
            return 0;

        case ["predict", string model, string csv]:
            Commands.Predict(model, csv, null);
            return 0;

        case ["predict", string model, string csv, string result]:
            Commands.Predict(model, csv, result);
            return 0;

        default:
            throw new ConfigurationException(
                $"'{string.Join(' ', args)}' is none of make, learn, explain and predict with what they need (--help shows it)."
            );
    }
}
catch (FuncNetException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
