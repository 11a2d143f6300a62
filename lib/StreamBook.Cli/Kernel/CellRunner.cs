using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>Takes submissions through the compiler, their run, and the answer.</summary>
internal sealed class CellRunner
{
    private readonly CellReferences _references;
    private readonly CellGlobals _globals;
    private readonly CellScript _script;
    private readonly List<PackageRequest> _packages = [];

    internal CellRunner()
    {
        var loadContext = new CellLoadContext();
        _references = new(loadContext);
        _globals = new(_references, loadContext);
        _script = new(_references, loadContext);
    }

    /// <summary>What is known of code that stands after the cells so far.</summary>
    internal SemanticModel Look(string code) => _script.Look(code);

    /// <summary>Compiles and runs what a first cell is likely to need, so that the first cell need not wait for it.</summary>
    internal void WarmUp()
    {
        var script = new CellScript(_references, new CellLoadContext());
        var compiled = script.Compile(script.Parse("await Task.CompletedTask; var x = new[] { 1 }.Select(i => $\"{i}\"); x"), default);
        _ = FormattedValue.From(compiled.Run!().GetAwaiter().GetResult(), []);
    }

    /// <summary>Runs a cell to its end, or until it is cancelled where it waits; answers it in any case.</summary>
    internal void Run(Submission submission)
    {
        submission.Begin();
        try
        {
            var cell = _script.Parse(submission.Code);
            AddPackages(cell, submission);
            var compiled = _script.Compile(cell, submission.Cancelled);
            submission.Report(compiled.Diagnostics);
            if (compiled.Run is null)
                submission.Fail(string.Join('\n', compiled.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(CellFailure.Describe)));
            else
                Run(compiled.Run(), compiled.HasValue, cell.FilePath, submission);
        }
        catch (Exception) when (submission.Cancelled.IsCancellationRequested)
        {
            submission.Fail(Submission.CancelledMessage);
        }
        catch (CellException exception)
        {
            submission.Fail(exception.Message);
        }
        catch (Exception exception)
        {
            submission.Fail($"The kernel itself failed on this cell, which it should not: {exception}");
        }
    }

    private void Run(Task<object?> running, bool hasValue, string path, Submission submission)
    {
        object? value;
        try
        {
            Task.WhenAny(running).Wait(submission.Cancelled);
            value = running.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (!submission.Cancelled.IsCancellationRequested)
        {
            submission.Fail(CellFailure.Describe(exception, path));
            return;
        }

        if (hasValue && !_globals.IsDisplayed(value))
            submission.Show("ReturnValueProduced", null, FormattedValue.From(value, []));
        submission.Succeed();
    }

    private void AddPackages(SyntaxTree cell, Submission submission)
    {
        var requests = PackageRequest.Of(cell);
        if (requests.TrueForAll(_packages.Contains))
            return;

        var display = new DisplayedValue($"Restoring {Names(requests)} …", ["text/plain"]);
        var all = _packages.Union(requests).ToList();
        var assets = PackageAssets.Read(PackageRestore.Restore(all, submission.Cancelled));
        _references.AddPackages(requests, assets);
        _packages.Clear();
        _packages.AddRange(all);
        display.Update($"Restored {string.Join(", ", assets.Packages.Where(package => requests.Exists(request => package.StartsWith(request.Id + "/", StringComparison.OrdinalIgnoreCase)))).Replace('/', ' ')}");
    }

    private static string Names(IEnumerable<PackageRequest> requests) =>
        string.Join(", ", requests.Select(request => request.Version == "*" ? request.Id : $"{request.Id} {request.Version}"));
}
