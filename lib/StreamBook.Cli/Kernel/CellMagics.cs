using System.Reflection;
using Answer = System.Threading.Tasks.Task<(object? Value, string? Failure, (int Line, int Column, int Length, string Message)[] Complaints)>;
using Complaints = (int Line, int Column, int Length, string Message)[];
using Completions = (string Name, string Kind, string Documentation)[];

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Cells that are not C#, answered by the StreamBook library that the cells use, so that both act on the same lab: by
/// the copy that <c>#r</c> has named, else by the one beside this kernel.
/// </summary>
internal sealed class CellMagics
{
    private const string Library = "StreamBook";

    private readonly Lazy<Type> _cells;

    public CellMagics(CellLoadContext loadContext) => _cells = new(() =>
    {
        if (loadContext.Find(Library) is null)
            loadContext.Add(Path.Combine(AppContext.BaseDirectory, Library + ".dll"));
        return loadContext.LoadFromAssemblyName(new(Library)).GetType("StreamBook.Magics.MagicCells", throwOnError: true)!;
    });

    /// <summary>Runs a cell; see MagicCells.RunAsync.</summary>
    public Answer RunAsync(string name, string words, string text, CancellationToken cancellationToken) =>
        Method<Func<string, string, string, CancellationToken, Answer>>("RunAsync")(name, words, text, cancellationToken);

    /// <summary>What is wrong in its text before it runs; see MagicCells.Look.</summary>
    public Complaints Look(string name, string text) => Method<Func<string, string, Complaints>>("Look")(name, text);

    /// <summary>What can stand at a place of its text; see MagicCells.Complete.</summary>
    public Completions Complete(string name, string text, int line, int column) =>
        Method<Func<string, string, int, int, Completions>>("Complete")(name, text, line, column);

    private T Method<T>(string name)
        where T : Delegate => _cells.Value.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<T>();
}
