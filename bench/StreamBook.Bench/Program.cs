using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using StreamBook.Bench;

// From the repository's root: dotnet run --project bench/StreamBook.Bench -- --filter '*'
// or, of the workbook in the browser: dotnet run --project bench/StreamBook.Bench -- workbook
if (args is ["workbook"])
    await WorkbookMeasurement.RunAsync();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath("artifacts/bench"));
