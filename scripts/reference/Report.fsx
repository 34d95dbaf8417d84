// Reports and live pages, for scripts: run `dotnet build FuncNet.sln -c Release` once.
#load "FuncNet.fsx"
#I "../../src/FuncNet.Report/bin/Release/net10.0"
#r "FuncNet.CSharp.dll"
#r "FuncNet.Report.dll"
