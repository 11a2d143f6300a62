using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// From the repository's root: dotnet run --project bench/StreamBook.Bench -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath("artifacts/bench"));
