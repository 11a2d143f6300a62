using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>Takes submissions through the compiler, their run, and the answer.</summary>
internal sealed class CellRunner
{
    private readonly CellReferences _references;
    private readonly CellGlobals _globals;
    private readonly CellScript _script;
    private readonly List<PackageRequest> _packages = [];
    private readonly List<string> _sources = [];

    public CellRunner()
    {
        var loadContext = new CellLoadContext();
        _references = new(loadContext);
        _globals = new(_references, loadContext);
        _script = new(_references, loadContext);
        Magics = new(loadContext);
    }

    /// <summary>Cells that are not C#.</summary>
    public CellMagics Magics { get; }

    /// <summary>What is known of code that stands after the cells so far.</summary>
    public SemanticModel Look(string code) => _script.Look(code);

    /// <summary>Compiles and runs what a first cell is likely to need, so that the first cell need not wait for it.</summary>
    public void WarmUp()
    {
        var script = new CellScript(_references, new CellLoadContext());
        var compiled = script.Compile(script.Parse("await Task.CompletedTask; var x = new[] { 1 }.Select(i => $\"{i}\"); x"), default);
        _ = FormattedValue.From(compiled.Run!().GetAwaiter().GetResult(), []);
    }

    /// <summary>Runs a cell to its end, or until it is cancelled where it waits; answers it in any case.</summary>
    public void Run(Submission submission)
    {
        submission.Begin();
        try
        {
            submission.Cancelled.ThrowIfCancellationRequested();
            var text = CellText.Read(submission.Code);
            _sources.AddRange(text.Sources.Except(_sources));
            if (!text.LabLines.All(words => Ask("lab", words, "", submission)))
                return;
            if (text.Language is "html" or "markdown")
                Show(text, submission);
            else if (text.Language == CellText.CSharp)
                Compile(text, submission);
            else if (Ask(text.Language, text.Words, text.Code, submission))
                submission.Succeed();
        }
        catch (Exception) when (submission.Cancelled.IsCancellationRequested)
        {
            submission.Fail(Submission.CancelledMessage);
        }
        catch (CellException exception)
        {
            if (exception.Diagnostic is { } diagnostic)
                submission.Report([diagnostic]);
            submission.Fail(exception.Message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException or TypeLoadException)
        {
            submission.Fail($"A library that this cell needs could not be loaded: {exception.Message}");
        }
        catch (Exception exception)
        {
            submission.Fail($"The kernel itself failed on this cell, which it should not: {exception}");
        }
    }

    private static void Show(CellText text, Submission submission)
    {
        submission.Show("DisplayedValueProduced", Guid.NewGuid().ToString(), [new($"text/{text.Language}", text.Code.Trim('\n'))]);
        submission.Succeed();
    }

    /// <summary>Has a magic cell answered.</summary>
    /// <returns>False if it failed, which has been told then.</returns>
    private bool Ask(string name, string words, string code, Submission submission)
    {
        // Its own lines begin below the one with its name.
        var text = code.TrimStart('\n');
        var line = code.Length - text.Length;
        var running = Magics.RunAsync(name, words, text, submission.Cancelled);
        Task.WhenAny(running).Wait(submission.Cancelled);
        var (value, failure, complaints) = running.GetAwaiter().GetResult();
        if (value is not null)
            submission.Show("DisplayedValueProduced", Guid.NewGuid().ToString(), FormattedValue.From(value, []));
        if (complaints.Length > 0)
        {
            var diagnostics = complaints.Select(complaint => CellText.Error(name, complaint.Message, line + complaint.Line, complaint.Column, complaint.Length)).ToArray();
            submission.Report(diagnostics);
            failure = string.Join('\n', diagnostics.Select(CellFailure.Describe));
        }

        if (failure is not null)
            submission.Fail(failure);
        return failure is null;
    }

    private void Compile(CellText text, Submission submission)
    {
        var cell = _script.Parse(text.Code);
        AddPackages(cell, submission);
        var compiled = _script.Compile(cell, submission.Cancelled);
        submission.Report(compiled.Diagnostics);
        if (compiled.Run is null)
        {
            submission.Fail(string.Join('\n', compiled.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(CellFailure.Describe)));
            return;
        }

        Run(compiled, cell.FilePath, text.IsTimed, submission);
    }

    private void Run(CompiledCell cell, string path, bool isTimed, Submission submission)
    {
        submission.Cancelled.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var running = cell.Run!();
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

        if (cell.HasValue && !_globals.IsDisplayed(value))
            submission.Show("ReturnValueProduced", null, FormattedValue.From(value, []));
        if (isTimed)
            _ = new DisplayedValue(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.####}ms"), ["text/plain"]);
        submission.Succeed();
    }

    private void AddPackages(SyntaxTree cell, Submission submission)
    {
        var requests = PackageRequest.Of(cell);
        if (requests.TrueForAll(_packages.Contains))
            return;

        var display = new DisplayedValue($"Restoring {Names(requests)} …", ["text/plain"]);
        var all = _packages.Union(requests).ToList();
        var assets = PackageAssets.Read(PackageRestore.Restore(all, _sources, submission.Cancelled));
        _references.AddPackages(requests, assets);
        _packages.Clear();
        _packages.AddRange(all);
        display.Update($"Restored {string.Join(", ", assets.Packages.Where(package => requests.Exists(request => package.StartsWith(request.Id + "/", StringComparison.OrdinalIgnoreCase)))).Replace('/', ' ')}");
    }

    private static string Names(IEnumerable<PackageRequest> requests) =>
        string.Join(", ", requests.Select(request => request.Version == "*" ? request.Id : $"{request.Id} {request.Version}"));
}
