// The built library, for scripts: run `dotnet build -c Release` once, then `dotnet fsi scripts/gradients.fsx`.
#I "../../samples/Digits/bin/Release/net10.0"
#r "System.Numerics.Tensors.dll"
#r "MathNet.Numerics.dll"
#r "Spectre.Console.dll"
#r "CsvHelper.dll"
#r "Microsoft.Extensions.Logging.Abstractions.dll"
#r "FuncNet.Kernels.dll"
#r "FuncNet.Core.dll"
